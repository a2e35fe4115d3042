"""Small numbers of people are not told, nor what would give them away: nobody is to be recognised in a table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

LEAST = 5
PRIME = 2**31 - 1


def is_small(number: int) -> bool:
    """Nought tells of nobody."""
    return 0 < number < LEAST


@dataclass(frozen=True)
class Figure:
    """A number of people, and how many there can `most` be, which everybody knows. `cells`: what it is the sum of,
    so that figures of several tables can be held against each other."""

    cells: frozenset[int]
    number: int
    most: int

    @property
    def is_few(self) -> bool:
        """Of one or two places even nought would tell, since few are otherwise said to be one at least."""
        return is_small(self.number) or 0 < self.most < LEAST

    @property
    def bounds(self) -> tuple[int, int]:
        """What a reader knows of it while it is not told."""
        if self.is_few:
            return (0 if self.most < LEAST else 1), min(LEAST - 1, self.most)
        return LEAST, max(self.most, self.number)


def untold(whole: Figure, tables: Sequence[Sequence[Figure]]) -> set[Figure]:
    """Which of them are not told, so that no small number can be reckoned out of the others: neither by adding and
    subtracting figures of whatever tables, nor from how many of those left there can be at most."""
    figures = {whole, *(figure for table in tables for figure in table)}
    hidden = {figure for figure in figures if figure.is_few}
    while more := set(_to_hide_too(whole, tables, figures, hidden)):
        hidden |= more
    return hidden


def _to_hide_too(
    whole: Figure, tables: Sequence[Sequence[Figure]], figures: set[Figure], hidden: set[Figure]
) -> Iterator[Figure]:
    told = figures - hidden
    for used in reckoned_out(hidden, told):
        yield from _smallest(used)
    for table in tables:
        if whole in told and _together_too_few(whole, table, hidden):
            yield from _smallest(each for each in table if each in told) or [whole]


def _smallest(figures: Iterable[Figure]) -> list[Figure]:
    """The one that is missed least: not one that tells of nobody, while there is another."""
    return sorted(figures, key=lambda each: (each.number == 0, each.most, sorted(each.cells)))[:1]


def _together_too_few(whole: Figure, table: Sequence[Figure], hidden: set[Figure]) -> bool:
    """Of a table whose rows add up to the whole: what is left for its hidden rows tells one of them, or that they
    are few."""
    rows = [each for each in table if each in hidden]
    if not rows or sum(len(each.cells) for each in table) != len(whole.cells):
        return False
    left = whole.number - sum(each.number for each in table if each not in hidden)
    lows, highs = sum(each.bounds[0] for each in rows), sum(each.bounds[1] for each in rows)
    return is_small(left) or any(
        max(low, left - (highs - high)) >= min(high, left - (lows - low))
        for low, high in (each.bounds for each in rows)
        if high > 0
    )


Sums = dict[
    int, int
]  # how many times each cell; below nought, how many times each figure that it was made of


def reckoned_out(hidden: Iterable[Figure], told: Iterable[Figure]) -> Iterator[list[Figure]]:
    """Of each that is sums and differences of figures that are told: of which ones (Gauss, modulo a prime that no such
    coefficient reaches)."""
    steps: dict[int, Sums] = {}
    numbered = {-number: figure for number, figure in enumerate(told, 1)}
    for number, figure in numbered.items():
        rest = _reduced({**dict.fromkeys(figure.cells, 1), number: 1}, steps)
        if (first := _first(rest)) is not None:
            steps[first] = rest
    for figure in hidden:
        rest = _reduced(dict.fromkeys(figure.cells, 1), steps)
        if _first(rest) is None:
            yield [numbered[number] for number in rest]


def _first(sums: Sums) -> int | None:
    return min((cell for cell in sums if cell >= 0), default=None)


def _reduced(rest: Sums, steps: dict[int, Sums]) -> Sums:
    """What is left of it when each step is taken away as often as it is in it."""
    while (cell := min(rest.keys() & steps.keys(), default=None)) is not None:
        factor = rest[cell] * pow(steps[cell][cell], -1, PRIME)
        for each, times in steps[cell].items():
            rest[each] = (rest.get(each, 0) - factor * times) % PRIME
        rest = {each: times for each, times in rest.items() if times}
    return rest


def told_in_turn(numbers: Sequence[int]) -> list[int | None]:
    """Of a number that grows: not told while it, or what has come to it since it was last told, is small."""
    told: list[int | None] = []
    last = 0
    for number in numbers:
        small = is_small(number) or is_small(abs(number - last))
        told.append(None if small else number)
        last = last if small else number
    return told
