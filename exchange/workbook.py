"""An Excel workbook (xlsx) into rows of cells: what its own program last saw in them. No formula is ever worked out."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, cast

from openpyxl import load_workbook

from domain.refusal import Refusal
from domain.words import N_
from exchange.cells import Cell
from exchange.rows import FORMULA, MOST_COLUMNS, Row, bounded

PACKED = b"PK\x03\x04"
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

MOST_UNPACKED = 150_000_000  # bytes; a workbook of 100,000 contracts has a good hundred million
MOST_SHARED = 40_000_000  # bytes of texts, which stand in memory all at once
MOST_TIMES = 200  # that a part may grow when it is unpacked
MOST_PARTS = 2000

NOT_A_WORKBOOK = N_("The file is damaged or no Excel workbook. Open it in Excel and save it as xlsx.")
OLD_EXCEL = N_("This is an old or a locked Excel file. Save it as xlsx, without a password.")


def sheets_of(content: bytes) -> Iterator[list[Row]]:
    """Of each sheet that is not hidden. Raises Refusal."""
    _must_be_fit(content)
    has_formulas = _has_formulas(content)
    try:
        values = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        formulas = load_workbook(io.BytesIO(content), read_only=True) if has_formulas else None
        for sheet in values.worksheets:
            if sheet.sheet_state == "visible":
                written = _cells(formulas[sheet.title]) if formulas else None
                yield bounded(_numbered(_cells(sheet), written))
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


def _must_be_fit(content: bytes) -> None:
    """Before anything is unpacked: what its own list of contents says, and how much each part may grow."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            _must_be_bounded(parts)
            declared = any(_declares_entities(packed, part) for part in parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise Refusal("not_a_workbook", NOT_A_WORKBOOK) from error
    names = {part.filename for part in parts}
    if declared or "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Refusal("not_a_workbook", NOT_A_WORKBOOK)


def _must_be_bounded(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise Refusal("old_excel", OLD_EXCEL)
    shared = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
    unpacked = sum(part.file_size for part in parts)
    grown = any(part.file_size > MOST_TIMES * max(part.compress_size, 1000) for part in parts)
    if unpacked > MOST_UNPACKED or shared > MOST_SHARED or grown or len(parts) > MOST_PARTS:
        raise Refusal(
            "unpacks_too_large", N_("Unpacked, the file is far larger than any register of contracts.")
        )


def _declares_entities(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if not part.filename.endswith((".xml", ".rels")):
        return False
    with packed.open(part) as opened:
        return b"<!DOCTYPE" in opened.read(4096)


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheets = [part for part in packed.infolist() if part.filename.startswith("xl/worksheets/")]
        return any(_holds(packed, part, (b"<f>", b"<f ")) for part in sheets)


def _holds(packed: zipfile.ZipFile, part: zipfile.ZipInfo, marks: tuple[bytes, ...]) -> bool:
    with packed.open(part) as opened:
        before = b""
        while chunk := opened.read(1 << 20):
            if any(mark in before + chunk for mark in marks):
                return True
            before = chunk[-3:]
    return False
