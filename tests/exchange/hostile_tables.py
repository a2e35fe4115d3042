"""Spreadsheets that nobody should hand over, made here."""

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from openpyxl import Workbook

from domain.facts import Organisation, Source
from importing.items import Register, take_apart

Made = dict[str, Callable[[], bytes]]
REGISTER = Register(Source(kind="sheet"), Organisation(name="Exempelköpings kommun", country="SWE"), {})
SPREADSHEETML = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEADING = "Avtalsnummer;Leverantör;Avtal\n"
AT_TOP = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADING.strip().split(";"))
TOP = f'<row r="1">{AT_TOP}</row>'.encode()
SHEET, SHARED, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
BOOK = "xl/workbook.xml"


def said_of_table(content: bytes, name: str) -> str:
    """What reading it takes is in it: each row is asked for once."""
    items = take_apart(name, content, REGISTER).items
    reasons = [item.reason["code"] for item in items if item.reason]
    return f"read: {len(items) - len(reasons)} rows" if len(items) > 1 or not reasons else reasons[0]


def workbook(**parts: bytes) -> bytes:
    """An ordinary one with some of its parts replaced, or others added."""
    book, own, written = Workbook(), io.BytesIO(), io.BytesIO()
    book.save(own)
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed, zipfile.ZipFile(own) as before:
        for name in before.namelist():
            packed.writestr(name, parts.pop(name, b"") or before.read(name))
        for name, content in parts.items():
            packed.writestr(name, content)
    return written.getvalue()


def sheet(
    rows: bytes,
    top: bytes = TOP,
    start: bytes = b'<?xml version="1.0" encoding="UTF-8"?>',
    **parts: bytes,
) -> bytes:
    inside = b'<worksheet xmlns="%s"><sheetData>%s%s</sheetData></worksheet>' % (SPREADSHEETML, top, rows)
    return workbook(**{SHEET: start + inside, **parts})


COLUMNS = (
    "Avtalsnummer",
    "Avtal",
    "Leverantör",
    "Organisationsnummer",
    "Avtalsvärde",
    "Avtalsstart",
    "Avtalsslut",
)
ROWS: Sequence[Sequence[Any]] = (
    ("A-1", "Lokalvård", "Provbolag AB", "559999-0016", 1234567.5, date(2026, 1, 1), date(2028, 12, 31)),
    ("A-2", "Fönsterputs", "Provbolag AB", 5599990016, "1 234,50", "2026-01-01", "31/12 2028"),
    (
        "A-3",
        "=A2",
        "Provbolag AB",
        None,
        True,
        datetime(2026, 1, 1, 12, tzinfo=UTC).replace(tzinfo=None),
        46022,
    ),
)


HISTORY = (
    "Tecknat",
    "Social klausul",
    "Dialog hållen",
    "Praktik",
    "APL",
    "Placeringsstart",
    "Placeringsslut",
    "Uppföljt",
)
TOLD: Sequence[Any] = (
    date(2025, 12, 1),
    "dialog",
    "2 februari 2026",
    "2 (24 veckor)",
    1,
    "praktik 2026-03-02; apl 2026-04-01",
    "2026-05-29; -",
    date(2026, 6, 1),
)


def _told() -> Sequence[Sequence[Any]]:
    """One of them with all of its history."""
    first, *others = ROWS
    return ((*COLUMNS, *HISTORY), (*first, *TOLD), *others)


def with_all_kinds_of_cells() -> bytes:
    book, written = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet
    for row in _told():
        sheet.append(list(row))
    book.save(written)
    return written.getvalue()


def as_text() -> bytes:
    return "\r\n".join(";".join(f'"{cell}"' for cell in row) for row in _told()).encode("cp1252")


def numbers(rows: int, columns: int, start: int = 2) -> bytes:
    """Any, so that they do not pack well."""
    random = Random(rows)  # noqa: S311 - the same every time
    return b"".join(
        b'<row r="%d">%s</row>'
        % (n, b"".join(b"<c><v>%d</v></c>" % random.randrange(10_000, 99_999) for _ in range(columns)))
        for n in range(start, start + rows)
    )


def named_often(times: int, element: bytes = b"sheet") -> bytes:
    start, end = b'<workbook xmlns="%s"><sheets>' % SPREADSHEETML, b"</sheets></workbook>"
    relation = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    named = (
        b'<%s xmlns:r="%s" name="%d" sheetId="1" r:id="rId1"/>' % (element, relation, n) for n in range(times)
    )
    return start + b"".join(named) + end


def different(number: int, written: bytes) -> bytes:
    random = Random(number)  # noqa: S311
    return b"".join(written % random.randrange(16**6) for _ in range(number))


def tables() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    """What it is, what its file is called, and how it is made."""
    for ending, made in (("xlsx", of_size() | of_markup() | of_damage()), ("csv", of_text())):
        for name, make in made.items():
            yield f"{ending}: {name}", f"register.{ending}", make


def of_size() -> Made:
    most = b"<row><c><v>1</v></c></row>"
    return {
        "a row far below": lambda: sheet(b'<row r="1048576"><c><v>1</v></c></row>'),
        "a row far below on two hundred sheets": lambda: sheet(
            b'<row r="1048576"><c><v>1</v></c></row>', **{BOOK: named_often(200)}
        ),
        "a row that no program has": lambda: sheet(b'<row r="99999999999"><c><v>1</v></c></row>'),
        "ten thousand columns": lambda: sheet(b'<row r="2">' + b"<c><v>1</v></c>" * 10_000 + b"</row>"),
        "a column that no program has": lambda: sheet(b'<row r="2"><c r="ZZZZZZZZ2"><v>1</v></c></row>'),
        "a hundred and fifty thousand rows": lambda: sheet(numbers(150_000, 1)),
        "a million rows": lambda: sheet(most * 1_000_000),
        "three million cells": lambda: sheet(numbers(50_000, 60)),
        "no heading above a million cells": lambda: sheet(numbers(20_000, 50, start=1), top=b""),
        "a hundred and forty megabytes of one sign": lambda: sheet(b" " * 140_000_000),
        "a cell of thirty million signs": lambda: sheet(
            b'<row r="2"><c t="inlineStr"><is><t>' + b"x" * 30_000_000 + b"</t></is></c></row>"
        ),
        "a million texts": lambda: workbook(
            **{SHARED: b'<sst xmlns="%s">%s</sst>' % (SPREADSHEETML, different(1_000_000, b"<si><t>%x</t></si>"))}
        ),
        "styles as many as may be": lambda: workbook(
            **{
                STYLES: b'<styleSheet xmlns="%s"><cellXfs>%s</cellXfs></styleSheet>'
                % (SPREADSHEETML, different(38_000, b'<xf numFmtId="%d"/>'))
            }
        ),
        "a sheet named ten thousand times": lambda: workbook(**{BOOK: named_often(10_000)}),
        "a sheet named often by another element": lambda: workbook(**{BOOK: named_often(900, b"other")}),
        "a hundred thousand parts": lambda: workbook(**{f"xl/media/{n}": b"" for n in range(100_000)}),
    }  # fmt: skip


def of_markup() -> Made:
    bomb = b'<!DOCTYPE x [<!ENTITY a "0123456789">%s]>' % b"".join(
        b'<!ENTITY %s "%s">' % (bytes([98 + n]), b"&%s;" % bytes([97 + n]) * 10) for n in range(11)
    )
    used = b'<row r="2"><c t="inlineStr"><is><t>&l;</t></is></c></row>'
    abroad = b'<!DOCTYPE x [<!ENTITY l SYSTEM "file:///etc/passwd">]>'
    return {
        "an entity bomb": lambda: sheet(used, start=bomb),
        "a bomb after a long comment": lambda: sheet(used, start=b"<!--" + b"x" * 60_000 + b"-->" + bomb),
        "another file by an entity": lambda: sheet(used, start=abroad),
        "an encoding that hides tags": lambda: sheet(
            b"", start='<?xml version="1.0" encoding="IBM037"?>'.encode("cp037")
        ),
        "UTF-7": lambda: sheet(b"", start=b'<?xml version="1.0" encoding="UTF-7"?>'),
        "UTF-16": lambda: workbook(**{SHEET: TOP.decode().encode("utf-16")}),
        "tags a hundred thousand deep": lambda: sheet(b"<row>" * 100_000 + b"</row>" * 100_000),
        "a million attributes": lambda: sheet(
            b'<row r="2"><c ' + different(1_000_000, b'a%x="" ') + b"/></row>"
        ),
        "nothing but beginnings": lambda: sheet(b"<" * 7_000_000),
        "a formula without its value": lambda: sheet(b'<row r="2"><c><f>1+1</f></c><c><v>2</v></c></row>'),
        "a formula that calls a program": lambda: sheet(
            b'<row r="2"><c><f>cmd|"/c calc"!A1</f><v>1</v></c><c><v>2</v></c></row>'
        ),
        "a formula abroad": lambda: workbook(
            **{"xl/externalLinks/externalLink1.xml": b"<x/>", SHEET: b"<worksheet/>"}
        ),
        "numbers beyond all": lambda: sheet(b'<row r="2"><c><v>1e999</v></c><c><v>NaN</v></c></row>'),
        "a day beyond all": lambda: sheet(b'<row r="2"><c t="d"><v>9999-99-99</v></c></row>'),
        "a text that is not there": lambda: sheet(b'<row r="2"><c t="s"><v>4711</v></c></row>'),
    }


def of_damage() -> Made:
    whole = sheet(numbers(100, 3))
    return {
        "truncated": lambda: whole[: len(whole) // 2],
        "without its list": lambda: whole[:-60],
        "damaged inside": lambda: whole[:200] + bytes(100) + whole[300:],
        "no workbook in it": lambda: packed_as("a.txt"),
        "another kind of document": lambda: packed_as("[Content_Types].xml", "content.xml"),
        "with a password": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000),
        "a workbook within": lambda: workbook(**{SHEET: whole}),
        "over ten megabytes": lambda: whole + bytes(10_000_000),
    }


def packed_as(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        for name in names:
            packed.writestr(name, "Avtal")
    return written.getvalue()


def of_text() -> Made:
    top = HEADING.encode()
    return {
        "empty": lambda: b"",
        "nothing but commas": lambda: b"," * 9_900_000,
        "nothing but lines": lambda: b"\n" * 9_900_000,
        "nothing but quotes": lambda: b'"' * 9_900_001,
        "a quote left open": lambda: top + b'"' + b"x\n" * 2_000_000,
        "ten thousand columns": lambda: b";".join(b"k%d" % n for n in range(10_000)) + b"\n",
        "lines nearly too long": lambda: (b"x" * 499_000 + b"\n") * 19,
        "a hundred and ninety-nine columns": lambda: (b";".join([b"k"] * 199) + b"\n") * 24_000,
        "two million rows": lambda: top + b"1;2\n" * 2_000_000,
        "no text": lambda: Random(1).randbytes(1_000_000),  # noqa: S311
        "zero bytes": lambda: top + b"1;\0;2\n",
        "UTF-16 cut in two": lambda: HEADING.encode("utf-16")[:-1],
        "UTF-32": lambda: HEADING.encode("utf-32"),
        "a formula": lambda: top + b"=1+1;Bolaget AB;=HYPERLINK(\"http://127.0.0.1:9/\")\n",
        "a personal number": lambda: top + b"1;Anna;850101-9991\n",
        "over ten megabytes": lambda: top + b"1;2\n" * 3_000_000,
    }  # fmt: skip
