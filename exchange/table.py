"""A table of any kind into rows of cells: a workbook, or text as Excel writes it, with whatever divides its cells."""

import csv
import io
import re
from collections.abc import Iterator

from domain.refusal import Refusal
from domain.words import N_
from exchange.bounds import must_not_be_too_large
from exchange.packed import OLD_EXCEL
from exchange.rows import FORMULA, LAST_ROW, Row, bounded, room_for_empty_rows, too_many_rows
from exchange.workbook import OLD_OR_LOCKED, PACKED, sheets_of

DIVIDERS = (";", "\t", ",")
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
LONG_LINE = re.compile(r"(?:\A|[\r\n])[^\r\n]{500000}")
ENDINGS = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods")


def is_table(content: bytes, name: str) -> bool:
    """By what it is, and by its name where a text could be anything."""
    return content.startswith((PACKED, OLD_OR_LOCKED)) or name.lower().endswith(ENDINGS)


def tables_of(content: bytes) -> Iterator[Iterator[Row]]:
    """One a sheet; of a text the only one. Read no further than somebody asks for. Raises Refusal, then too."""
    must_not_be_too_large(content)
    if content.startswith(PACKED):
        yield from sheets_of(content)
    elif content.startswith(OLD_OR_LOCKED):
        raise Refusal("old_excel", OLD_EXCEL)
    else:
        yield bounded(_divided(_decoded(content)), room_for_empty_rows())


def _decoded(content: bytes) -> str:
    """UTF-8 with a mark, UTF-16 (“Unicode text”), UTF-8, or the Windows code page of Western Europe."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _text(content, encoding)
    try:
        return _text(content, "utf-8")
    except Refusal:
        return _text(content, "cp1252")


def _text(content: bytes, encoding: str) -> str:
    try:
        told = content.decode(encoding)
    except UnicodeError:
        told = "\0"
    if "\0" in told:
        raise Refusal(
            "not_text", N_("The text cannot be read. Save it as CSV UTF-8, or as an Excel workbook (xlsx).")
        )
    return told


def _divided(written: str) -> Iterator[Row]:
    if written.count("\n") + written.count("\r") > 2 * LAST_ROW:
        raise too_many_rows()
    if LONG_LINE.search(written):
        raise _no_table()
    divider, body, skipped = _divider(written)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=divider)
    try:
        for number, cells in enumerate(reader, 1 + skipped):
            yield number, tuple(FORMULA if _is_formula(cell) else cell for cell in cells)
    except csv.Error as error:
        raise _no_table() from error


def _no_table() -> Refusal:
    return Refusal(
        "not_csv",
        N_(
            "The text is no table: a quote is left open, or a line never ends. "
            "Save it as CSV anew, or as an Excel workbook (xlsx)."
        ),
    )


def _is_formula(cell: str) -> bool:
    """In a text it is the formula itself, not its value: somebody has saved it before it was worked out."""
    return len(cell) > 1 and cell[0] in "=@" and (cell[1].isalpha() or cell[1] in "+-('\"")


def _divider(written: str) -> tuple[str, str, int]:
    """What divides the cells, the text itself, and how many lines went to say so (Excel's own `sep=;`)."""
    first, _, rest = written.partition("\n")
    if (told := first.strip().lower()).startswith("sep=") and len(told) == 5:
        return told[4], rest, 1
    beginning = written[:20_000]
    counts = {sign: beginning.count(sign) for sign in DIVIDERS}
    if counts[";"] or counts["\t"]:
        return (";" if counts[";"] >= counts["\t"] else "\t"), written, 0
    return ",", written, 0
