"""Whether a file that says it is a workbook can be opened without harm: looked at piece by piece before it is read."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from domain.refusal import Refusal
from domain.words import N_
from exchange.rows import LOOKED_AT, MOST_ROWS, too_many_rows

MOST_UNPACKED = 150_000_000  # bytes; a workbook of 100,000 contracts has a good hundred million
MOST_SHARED = 40_000_000  # bytes of texts, which stand in memory all at once
MOST_AROUND = 1_000_000  # bytes of any other part: styles, names of ranges, what lies where
MOST_TAGS = 8_000_000  # of all sheets; a cell has four or six
MOST_TIMES = 200  # that a part may grow when it is unpacked
MOST_PARTS = 2000
MOST_SHEETS = 200  # that it names, also one twice
LONGEST_TAG = 65_536  # bytes
CHUNK = 1 << 20

NOT_A_WORKBOOK = N_("The file is damaged or no Excel workbook. Open it in Excel and save it as xlsx.")
OLD_EXCEL = N_("This is an old or a locked Excel file. Save it as xlsx, without a password.")
_TOO_LARGE = Refusal(
    "unpacks_too_large",
    N_("Unpacked, the file is far larger than any register of contracts. Copy the table to a new workbook."),
)
_ENCODING = re.compile(rb"""^[^<]*<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)""")
_WRITTEN_IN = (b"utf-8", b"us-ascii")
_LONG_TAG = re.compile(rb"<[^<>]{%d}" % LONGEST_TAG)
_ENDS_OF_ROWS = (b"</row", b":row>")
_NAMED_SHEET = b"sheetId"  # whatever the element is called: openpyxl takes each for a sheet that has it
_FORMULAS = (b"<f>", b"<f ", b":f>", b":f ")


@dataclass
class _Seen:
    tags: int = 0
    sheets: int = 0
    rows: int = 0
    formulas: bool = False


def must_be_fit(content: bytes) -> bool:
    """Whether any of its sheets has formulas. Raises Refusal."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            _must_be_bounded(parts)
            return _looked_through(packed, parts).formulas
    except Refusal:
        raise
    except Exception as error:  # what is raised of damaged parts has no name in common
        raise Refusal("not_a_workbook", NOT_A_WORKBOOK) from error


def _must_be_bounded(parts: list[zipfile.ZipInfo]) -> None:
    """By what its own list of contents says; more than that of a part is never unpacked."""
    if any(part.flag_bits & 1 for part in parts):
        raise Refusal("old_excel", OLD_EXCEL)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _TOO_LARGE
    if any(_is_too_large(part) for part in parts):
        raise _TOO_LARGE
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Refusal("not_a_workbook", NOT_A_WORKBOOK)


def _is_too_large(part: zipfile.ZipInfo) -> bool:
    grown = part.file_size > MOST_TIMES * max(part.compress_size, 1000)
    return grown or part.file_size > _most(part)


def _most(part: zipfile.ZipInfo) -> int:
    if _is_sheet(part) or not _is_markup(part):
        return MOST_UNPACKED
    return MOST_SHARED if part.filename.lower().endswith("sharedstrings.xml") else MOST_AROUND


def _is_sheet(part: zipfile.ZipInfo) -> bool:
    return part.filename.startswith("xl/worksheets/") and _is_markup(part)


def _is_markup(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith((".xml", ".rels"))


def _looked_through(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> _Seen:
    seen = _Seen()
    for part in parts:
        if _is_markup(part):
            for chunk, piece in _pieces(packed, part):
                _look(chunk, piece, seen, is_sheet=_is_sheet(part))
    return seen


def _pieces(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk, and the same with the end of the one before. Raises Refusal."""
    before = b""
    with packed.open(part) as opened:
        while chunk := opened.read(CHUNK):
            if not before:
                _must_be_plainly_written(chunk)
            yield chunk, before + chunk
            before = chunk[-LONGEST_TAG:]


def _must_be_plainly_written(start: bytes) -> None:
    """In the signs that are looked for here: Excel writes nothing else than UTF-8."""
    declared = _ENCODING.match(start[:300])
    if b"\0" in start[:300] or (declared and declared[1].lower() not in _WRITTEN_IN):
        raise Refusal("not_a_workbook", NOT_A_WORKBOOK)


def _look(chunk: bytes, piece: bytes, seen: _Seen, *, is_sheet: bool) -> None:
    if b"<!DOCTYPE" in piece:
        raise Refusal("not_a_workbook", NOT_A_WORKBOOK)
    seen.tags += chunk.count(b"<")
    seen.sheets += 0 if is_sheet else chunk.count(_NAMED_SHEET)
    if seen.tags > MOST_TAGS or seen.sheets > MOST_SHEETS or _LONG_TAG.search(piece):
        raise _TOO_LARGE
    if is_sheet:
        seen.rows += sum(map(chunk.count, _ENDS_OF_ROWS))
        seen.formulas = seen.formulas or any(mark in piece for mark in _FORMULAS)
        if seen.rows > MOST_ROWS + LOOKED_AT:
            raise too_many_rows()
