"""What the columns of a register of contracts are called, and which of ours each is. Whose column is not known by its
name is left alone until somebody says what it is; what was said is remembered."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from domain.refusal import Refusal
from domain.words import N_
from exchange.cells import text
from exchange.rows import LOOKED_AT, Formula, Row


class Column(NamedTuple):
    """`title`: in our own template, Swedish as the registers are. `also`: what others call it."""

    field: str
    title: str
    also: tuple[str, ...]
    example: str = ""


def _columns() -> tuple[Column, ...]:
    known = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return tuple(
        Column(field, told["title"], tuple(told["also"]), told.get("example", ""))
        for field, told in known.items()
    )


COLUMNS = _columns()
FIELDS = tuple(column.field for column in COLUMNS)
NEEDED = ("number", "title")  # one of them, and the supplier
NOT_OURS = "-"  # said of a column that is to be left alone


def key(written: str) -> str:
    return re.sub(r"[\W_]+", " ", written.casefold()).strip()


KNOWN = {key(name): column.field for column in COLUMNS for name in (column.title, column.field, *column.also)}


class Heading(NamedTuple):
    """`fields`: ours, by the place of the column. `unknown`: headings that nobody has said anything about."""

    row: int
    fields: Mapping[int, str]
    unknown: tuple[str, ...]
    twice: tuple[str, ...]


def heading_of(rows: Sequence[Row], told: Mapping[str, str]) -> Heading | None:
    """The row at the top that names most of our columns; titles and merged cells above it are passed over.

    `told`: what somebody has said their columns are, by heading (`key`)."""
    found = [_heading(number, [_name(cell) for cell in cells], told) for number, cells in rows[:LOOKED_AT]]
    best = max(found, key=lambda heading: len(set(heading.fields.values())), default=None)
    return best if best and len(set(best.fields.values())) >= 2 else None


def _name(cell: object) -> str:
    return "" if isinstance(cell, Formula) else text(cell)  # type: ignore[arg-type]


def _heading(row: int, names: Sequence[str], told: Mapping[str, str]) -> Heading:
    fields: dict[int, str] = {}
    unknown, twice = [], []
    for place, name in enumerate(names):
        field = told.get(key(name)) or KNOWN.get(key(name))
        if field in FIELDS and field in fields.values():
            twice.append(name)
        elif field in FIELDS:
            fields[place] = field
        elif key(name) and field != NOT_OURS:
            unknown.append(name[:100])
    return Heading(row, fields, tuple(unknown), tuple(twice))


def headings_in(tables: Iterable[Sequence[Row]]) -> tuple[str, ...]:
    """What the first row with several cells holds, where no row names our columns."""
    for rows in tables:
        for _, cells in rows[:LOOKED_AT]:
            names = [name for cell in cells if (name := _name(cell))]
            if len(names) >= 2:
                return tuple(name[:100] for name in names)
    return ()


def must_be_usable(heading: Heading) -> None:
    named = set(heading.fields.values())
    if "supplier" not in named and "supplier_number" not in named:
        raise Refusal(
            "no_supplier_column",
            N_("No column is known to hold the supplier. Say which: {headings}."),
            headings=heading.unknown,
        )
    if named.isdisjoint(NEEDED):
        raise Refusal(
            "no_number_column",
            N_("No column is known to hold the contract's number or name. Say which: {headings}."),
            headings=heading.unknown,
        )
    if heading.twice:
        raise Refusal(
            "column_twice",
            N_("Two columns mean the same: {headings}. Take one away, or say what it is."),
            headings=heading.twice,
        )
