"""Tables written for a spreadsheet: nothing in them is ever worked out as a formula, whatever it looks like."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell = str | int | date | None
Line = Sequence[Cell]

CSV = "text/csv; charset=utf-8"
MARK = "\N{BYTE ORDER MARK}"  # by it Excel knows UTF-8
FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # what Excel, Calc or Sheets begins one with


def csv_of(lines: Iterable[Line]) -> str:
    """As Swedish Excel divides it, every cell quoted."""
    written = io.StringIO()
    rows = ([_inert(cell) for cell in line] for line in lines)
    csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    return written.getvalue()


@dataclass(frozen=True)
class Sheet:
    """`title`: at most 31 signs, as Excel has it; longer ones are cut."""

    title: str
    headings: Sequence[str]
    lines: Iterable[Line]


def workbook_of(title: str, headings: Sequence[str], lines: Iterable[Line]) -> bytes:
    return workbook([Sheet(title, headings, lines)])


def workbook(sheets: Iterable[Sheet]) -> bytes:
    book = Workbook(write_only=True)
    for each in sheets:
        _write(book, each)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _write(book: Workbook, told: Sheet) -> None:
    sheet = book.create_sheet(told.title[:31])
    assert isinstance(sheet, WriteOnlyWorksheet)  # noqa: S101 - of such a workbook
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, heading, bold=True) for heading in told.headings])
    for line in told.lines:
        sheet.append([_cell(sheet, each) for each in line])


def _cell(sheet: WriteOnlyWorksheet, told: Any, *, bold: bool = False) -> Any:
    """What is text is said to be text, and is marked so that it stays text when somebody edits it."""
    if not isinstance(told, str):
        return WriteOnlyCell(sheet, value=told)
    cell = WriteOnlyCell(sheet, value=_clean(told))
    cell.data_type = "s"
    cell.quotePrefix = told.startswith(FORMULA)
    cell.font = Font(bold=bold)
    return cell


def _inert(told: Cell) -> str:
    text = _clean(str(told if told is not None else ""))
    return f"'{text}" if isinstance(told, str) and text.startswith(FORMULA) else text


def _clean(text: str) -> str:
    """No control characters, which no workbook can hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)
