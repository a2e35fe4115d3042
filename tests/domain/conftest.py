from hypothesis import settings

# Derandomized: a red test is red again tomorrow. Widen max_examples by hand to hunt.
settings.register_profile("rules", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("rules")
