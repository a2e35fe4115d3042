"""A table of the yearly report: the same on the page, on paper and in a workbook. What is drawn stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from language.words import Words

Cell = int | str


@dataclass(frozen=True)
class Key:
    """What is drawn so: `look` is a class of the style sheet; what it means in words."""

    look: str
    meaning: str


@dataclass(frozen=True)
class Line:
    """`drawn`: the widths of what the table's key says, in per cent of the whole room; none where a width would tell
    a number that the words do not."""

    name: str
    cells: Sequence[Cell]
    drawn: Sequence[float] = ()
    link: str = ""


@dataclass(frozen=True)
class Table:
    """`first`: what the lines' names are."""

    id: str
    heading: str
    first: str
    columns: Sequence[str]
    lines: Sequence[Line]
    total: Line | None = None
    key: Sequence[Key] = ()
    note: str = ""

    @property
    def is_narrow(self) -> bool:
        """Two of those beside each other fill the page's width."""
        return self.id in ("by-department", "by-year", "clauses", "longest")


def keys(looks: Sequence[tuple[str, str]], words: Words) -> list[Key]:
    return [Key(look, words(meaning)) for look, meaning in looks]


def per_cent(part: float, whole: float) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
