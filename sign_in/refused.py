"""What a sign-in is refused for."""


class Refused(Exception):
    """What was told does not hold. `args[0]`: why, for the log; never a value that was told."""
