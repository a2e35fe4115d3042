"""Small numbers of people are not told, nor what would give them away: nobody is to be recognised in a table."""

from collections.abc import Sequence

LEAST = 5


def is_small(number: int) -> bool:
    """Nought tells of nobody."""
    return 0 < number < LEAST


def hidden(numbers: Sequence[int]) -> list[bool]:
    """Which of the numbers of a column that has its total beside it are not told.

    One hidden number alone could be reckoned out, and so could several that together are few: the smallest of the
    others is then hidden too.
    """
    small = [is_small(number) for number in numbers]
    if not any(small):
        return small
    rest = sorted((n for n, number in enumerate(numbers) if number >= LEAST), key=lambda n: numbers[n])
    while rest and (sum(small) < 2 or _together(numbers, small) < LEAST):
        small[rest.pop(0)] = True
    return small


def _together(numbers: Sequence[int], chosen: Sequence[bool]) -> int:
    return sum(number for number, is_chosen in zip(numbers, chosen, strict=True) if is_chosen)
