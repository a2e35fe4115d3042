"""The process as a clerk would reckon it, in dictionaries and sets: written apart from `domain/`, and compared with it.

It knows the words (`domain/vocabulary.py`), the commands' public fields, and the policy's numbers and red days;
none of the rules. Facts are kept in the order they came, and read from the first one each time.
"""
