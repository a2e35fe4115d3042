"""The board by phase and the map by department and supplier."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from domain.vocabulary import Phase
from domain.words import N_
from projections.reading import Row
from web.dates import Dates
from web.line import Mark, marks
from web.urgency import Urgency, urgency

SHADES = 2  # how dark a cell of the map may be


@dataclass(frozen=True)
class Card:
    id: UUID
    name: str
    object: str
    marks: Mapping[str, Mark]
    whose: str
    urgency: Urgency | None


@dataclass(frozen=True)
class Column:
    phase: Phase
    total: int
    late: int
    cards: Sequence[Card]


@dataclass(frozen=True)
class Cell:
    """`shade`: 0 where there is none, to SHADES where there are most; `query`: of the list that holds them, where the
    list can be asked for them."""

    number: int
    late: int
    shade: int
    query: str


@dataclass(frozen=True)
class MapRow:
    department: str
    total: int
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Map:
    """`suppliers`: the last is empty, all the others, where there are any."""

    suppliers: Sequence[str]
    rows: Sequence[MapRow]


def columns(rows: Sequence[Row], names: Mapping[str, str], dates: Dates) -> list[Column]:
    by_phase: dict[str, list[Row]] = {}
    for row in rows:
        by_phase.setdefault(row["of_phase"], []).append(row)
    return [
        Column(
            Phase(phase), of[0]["total"], of[0]["late"], [_card(row, names, dates) for row in of if row["id"]]
        )
        for phase, of in by_phase.items()
    ]


def _card(row: Row, names: Mapping[str, str], dates: Dates) -> Card:
    due, late = row["next_due"], row["next_due"] is not None and row["next_due"] < dates.today
    return Card(
        id=row["id"],
        name=row["suppliers"] or row["title"],
        object=row["title"] if row["suppliers"] else dates.words(N_("The supplier is missing")),
        marks=marks(Phase(row["phase"]), row["steps"], row["clause"], late=late, promised=row["places"]),
        whose=", ".join(names.get(each, each) for each in row["departments"]),
        urgency=urgency(due, dates) if due else None,
    )


def map_of(rows: Sequence[Row], names: Mapping[str, str]) -> Map:
    totals: dict[str, int] = {}
    for row in rows:
        totals[row["supplier"]] = totals.get(row["supplier"], 0) + row["number"]
    suppliers = sorted(totals, key=lambda name: (not name, -totals[name], name))
    most = max((row["number"] for row in rows), default=1)
    told = {(row["department"], row["supplier"]): row for row in rows}
    return Map(suppliers, list(_map_rows(told, suppliers, names, most)))


def _map_rows(
    told: Mapping[tuple[str, str], Row], suppliers: Sequence[str], names: Mapping[str, str], most: int
) -> Iterator[MapRow]:
    for department, name in names.items():
        cells = [_cell(told.get((department, each)), department, each, most) for each in suppliers]
        if total := sum(cell.number for cell in cells):
            yield MapRow(name, total, cells)


def _cell(row: Row | None, department: str, supplier: str, most: int) -> Cell:
    number = row["number"] if row else 0
    query = urlencode({"avdelning": department, "leverantor": supplier}) if supplier else ""
    return Cell(number, row["late"] if row else 0, -(-number * SHADES // most), query)
