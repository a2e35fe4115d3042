"""The cells of a row by field, each asked for in its own way; what is wrong with one is told by its column's name."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from domain.refusal import Refusal
from domain.words import N_
from exchange import cells
from exchange.cells import Cell, NotRead
from exchange.columns import COLUMNS, Heading
from exchange.rows import Formula

TITLES = {column.field: column.title for column in COLUMNS}
WRONG: Mapping[str, str] = {
    "day": N_("{column}: this is no day. Write it as 2026-03-31."),
    "two_ways": N_(
        "{column}: this can be read in two ways. Write a day as 2026-03-31, an amount as 1234,50."
    ),
    "amount": N_("{column}: this is no amount. Write it as 1 234 567,50."),
    "number": N_(
        "{column}: this is no number of places. Write it as 2, 2 (24 veckor) or 2 (6 heltidsmånader)."
    ),
    "formula": N_(
        "{column}: a formula stands here without its value. Open the file in Excel and save it anew."
    ),
    "clause": N_("{column}: write dialog, sysselsättning, bonus or ingen; or leave it empty."),
    "yes_or_no": N_("{column}: write ja or nej, or the day."),
    "which_form": N_(
        "{column}: several forms were promised. Write which before the day: praktik 2026-03-31."
    ),
    "as_many": N_(
        "{column}: write as many days as placements have begun, in the same order, and - for one that goes on."
    ),
    "too_long": N_("{column}: the text is too long, or holds signs that cannot be kept."),
}


class RowCells:
    def __init__(self, heading: Heading, row: Sequence[Cell | Formula]) -> None:
        self._by_field = {field: row[place] for place, field in heading.fields.items() if place < len(row)}

    def of(self, field: str, read: Callable[[Cell], Any] = cells.text) -> Any:
        """Raises Refusal."""
        cell = self._by_field.get(field)
        try:
            if isinstance(cell, Formula):
                raise NotRead("formula")
            return read(cell)
        except NotRead as wrong:
            raise Refusal(f"cell_{wrong.why}", WRONG[wrong.why], column=TITLES[field]) from None
