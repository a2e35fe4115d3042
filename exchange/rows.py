"""Rows of a spreadsheet, whatever wrote them, within bounds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.refusal import Refusal
from domain.words import N_
from exchange.cells import Cell

MOST_ROWS = 100_000  # that hold anything
LAST_ROW = 1_048_576  # that Excel has; in between there may be empty ones
LOOKED_AT = 30  # at the top, for the headings
MOST_COLUMNS = 200
MOST_SIGNS = 8000  # of a cell


@dataclass(frozen=True)
class Formula:
    """A cell that holds a formula whose value its program has not left."""


FORMULA = Formula()
Row = tuple[int, tuple[Cell | Formula, ...]]  # as its program numbers it, from 1


def too_many_rows() -> Refusal:
    return Refusal("too_many_rows", N_("There are more than {most} rows. Divide the file."), most=MOST_ROWS)


def room_for_empty_rows() -> Iterator[int]:
    """Of all sheets of a file: a cell far below makes a program tell every row above it."""
    return iter(range(LAST_ROW))


def bounded(rows: Iterable[Row], room: Iterator[int]) -> Iterator[Row]:
    """Those that hold anything, one by one. Raises Refusal."""
    kept, empty = 0, None
    for number, all_cells in rows:
        if number > LAST_ROW or kept > MOST_ROWS:
            raise too_many_rows()
        # openpyxl tells each row that is not there by one and the same tuple: a million of them are looked at once.
        if all_cells is not empty and (cells := _without_empty_end(all_cells)):
            _must_be_bounded(number, cells)
            kept += 1
            yield number, cells
        elif next(room, None) is None:
            raise too_many_rows()
        else:
            empty = all_cells


def _must_be_bounded(number: int, cells: tuple[Cell | Formula, ...]) -> None:
    if len(cells) > MOST_COLUMNS:
        raise Refusal(
            "too_many_columns",
            N_("Row {row} has more than {most} columns. Take away those that are not needed."),
            row=number,
            most=MOST_COLUMNS,
        )
    if any(isinstance(cell, str) and len(cell) > MOST_SIGNS for cell in cells):
        raise Refusal(
            "cell_too_long",
            N_("A cell in row {row} holds more than {most} signs. Shorten it."),
            row=number,
            most=MOST_SIGNS,
        )


def _without_empty_end(cells: tuple[Cell | Formula, ...]) -> tuple[Cell | Formula, ...]:
    ends = len(cells) if cells.count(None) < len(cells) else 0
    while ends and _is_empty(cells[ends - 1]):
        ends -= 1
    return cells[:ends]


def _is_empty(cell: Cell | Formula) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
