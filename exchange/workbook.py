"""An Excel workbook (xlsx) into rows of cells: what its own program last saw in them. No formula is ever worked out."""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from domain.refusal import Refusal
from exchange.cells import Cell
from exchange.packed import NOT_A_WORKBOOK, must_be_fit
from exchange.rows import FORMULA, MOST_COLUMNS, Row, bounded, room_for_empty_rows

# A sheet says itself how large it is. Many say it wrong, so that rows would be left out; where one says nothing,
# all of it is read through to find out, before a single row is.
ReadOnlyWorksheet._get_size = lambda _: None  # type: ignore[attr-defined]

PACKED = b"PK\x03\x04"
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sheets_of(content: bytes) -> Iterator[Iterator[Row]]:
    """Of each sheet that is not hidden; read no further than somebody asks for. Raises Refusal, then too."""
    has_formulas = must_be_fit(content)
    with _damage_refused():
        values = _opened(content, data_only=True)
        formulas = _opened(content, data_only=False) if has_formulas else None
        visible = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"]
    room = room_for_empty_rows()
    for sheet in visible:
        yield bounded(_rows(sheet, formulas), room)


def _opened(content: bytes, *, data_only: bool) -> Any:
    return load_workbook(io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False)


def _rows(sheet: Any, formulas: Any) -> Iterator[Row]:
    with _damage_refused():
        yield from _numbered(_cells(sheet), _cells(formulas[sheet.title]) if formulas else None)


@contextmanager
def _damage_refused() -> Iterator[None]:
    try:
        yield
    except Refusal:
        raise
    except Exception as error:  # openpyxl meets damage with whatever it stumbles over
        raise Refusal("not_a_workbook", NOT_A_WORKBOOK) from error


def _cells(sheet: Any) -> Iterable[tuple[Any, ...]]:
    return cast("Iterable[tuple[Any, ...]]", sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True))


def _numbered(told: Iterable[tuple[Any, ...]], written: Iterable[tuple[Any, ...]] | None) -> Iterator[Row]:
    if written is None:
        yield from enumerate(told, 1)
        return
    for number, (cells, formulas) in enumerate(zip(told, written, strict=False), 1):
        pairs = zip(cells, formulas, strict=False)
        yield number, tuple(FORMULA if _has_no_value(cell, formula) else cell for cell, formula in pairs)


def _has_no_value(cell: Cell, formula: object) -> bool:
    return cell is None and isinstance(formula, str) and formula.startswith("=")
