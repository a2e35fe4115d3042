"""Registers of contracts as Excel and others write them: any encoding and divider, titles above, empty rows."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from domain.facts import Organisation, Source
from domain.history import History, Placed, Promised
from domain.takeover import TakeIn
from domain.vocabulary import Clause, Form, Unit
from exchange.columns import COLUMNS
from exchange.template import template
from importing.items import Item, Register, take_apart

BUYER = Organisation(name="Exempelköpings kommun", country="SWE")
REGISTER = Register(Source(kind="sheet", notice_id="i"), BUYER, {})
HEAD = ("Avtalsnr", "Benämning", "Leverantör", "Org.nr", "Avtalsvärde", "Startdatum", "Slutdatum")
ROW = (
    "2026-0117",
    "Lokalvård",
    "Rent & Snyggt Åkersberga AB",
    "559900-0014",
    "1 234,50",
    "2027-01-01",
    "31/12 2028",
)


def read(content: bytes, name: str = "avtal.csv", **columns: str) -> Sequence[Item]:
    return take_apart(name, content, REGISTER._replace(columns=columns)).items


def csv_of(*rows: Sequence[object], divider: str = ";", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(divider.join(map(str, row)) for row in rows).encode(encoding)


def xlsx_of(*rows: Sequence[Any], before: Sequence[Sequence[Any]] = (), **more: Any) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet
    for row in (*before, *rows):
        sheet.append(list(row))
    for name, value in more.items():
        sheet[name] = value
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def reasons(items: Sequence[Item]) -> list[str]:
    return [item.reason["code"] if item.reason else "" for item in items]


def the_only(items: Sequence[Item]) -> TakeIn:
    assert reasons(items) == [""], items
    ((part,),) = (item.parts for item in items)
    assert isinstance(part.command, TakeIn)
    return part.command


def as_it_should_be(command: TakeIn) -> None:
    told = command.facts
    assert (told.contract_number, told.title) == ("2026-0117", "Lokalvård")
    assert told.suppliers == (
        Organisation(name="Rent & Snyggt Åkersberga AB", number="559900-0014", country="SWE"),
    )
    assert told.value
    assert told.value.amount == Decimal("1234.5")
    assert (told.starts_on, told.ends_on) == (date(2027, 1, 1), date(2028, 12, 31))
    assert told.buyers == (BUYER,)


def test_a_workbook_is_read_whole_whatever_it_says_of_its_own_size() -> None:
    told = xlsx_of(HEAD, ROW, ("2026-0118", *ROW[1:]))
    inside, written = zipfile.ZipFile(io.BytesIO(told)), io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        for name in inside.namelist():
            packed.writestr(
                name, inside.read(name).replace(b'<dimension ref="A1:G3"', b'<dimension ref="A1"')
            )
    assert written.getvalue() != told
    assert reasons(read(written.getvalue(), "avtal.xlsx")) == ["", ""]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("divider", [";", "\t"])
def test_a_text_is_read_however_excel_wrote_it(encoding: str, divider: str) -> None:
    as_it_should_be(the_only(read(csv_of(HEAD, ROW, divider=divider, encoding=encoding))))


def test_commas_divide_where_nothing_else_does_and_excels_own_line_says_so() -> None:
    quoted = [f'"{cell}"' for cell in ROW]
    as_it_should_be(the_only(read(csv_of(HEAD, quoted, divider=","))))
    as_it_should_be(the_only(read(b"sep=,\r\n" + csv_of(HEAD, quoted, divider=","))))


def test_a_workbook_is_read_with_its_own_days_and_numbers() -> None:
    row = ("2026-0117", "Lokalvård", ROW[2], 5599000014.0, 1234.5, date(2027, 1, 1), date(2028, 12, 31))
    as_it_should_be(the_only(read(xlsx_of(HEAD, row), "avtal.xlsx")))


def test_a_title_in_merged_cells_and_empty_rows_are_passed_over() -> None:
    book = load_workbook(io.BytesIO(xlsx_of(HEAD, [], ROW, [None, " "], before=[["Avtal 2026"], [None]])))
    sheet = book.active
    assert sheet
    sheet.merge_cells("A1:G1")
    written = io.BytesIO()
    book.save(written)
    items = read(written.getvalue(), "avtal.xlsx")
    as_it_should_be(the_only(items))
    assert items[0].row == 5


def test_the_sheet_with_our_columns_is_found_among_others() -> None:
    book = load_workbook(io.BytesIO(xlsx_of(HEAD, ROW)))
    book.create_sheet("Anteckningar", 0).append(["Det här är ett register", "över avtal"])
    written = io.BytesIO()
    book.save(written)
    as_it_should_be(the_only(read(written.getvalue(), "avtal.xlsx")))


def test_our_own_template_can_be_read_as_it_is() -> None:
    command = the_only(read(template(), "mall.xlsx"))
    assert command.facts.contract_number == "2026-0117"
    assert command.history == History(
        clause=Clause.DIALOGUE,
        count_from=date(2026, 12, 1),
        held_on=date(2026, 11, 20),
        promised=(Promised(form=Form.INTERNSHIP, places=2),),
        promised_from=date(2027, 1, 1),
        promised_to=date(2027, 12, 31),
    )


def test_a_formula_is_never_worked_out() -> None:
    """A workbook that a program has worked out holds the value beside it; one that none has opened does not."""
    items = read(xlsx_of(HEAD, ROW, E2="=1+1"), "avtal.xlsx")
    assert reasons(items) == ["cell_formula"]
    text = read(csv_of(HEAD, ('=HYPERLINK("http://x.example")', *ROW[1:])))
    assert reasons(text) == ["cell_formula"]


def test_a_row_that_cannot_be_read_says_which_cell_and_the_others_go_on() -> None:
    wrong_day = ("2026-0118", *ROW[1:5], "03/04/2027", ROW[6])
    wrong_value = ("2026-0119", *ROW[1:4], "mycket", *ROW[5:])
    nobody = ("2026-0120", "Lokalvård", "", "", *ROW[4:])
    nameless = ("", "", *ROW[2:])
    items = read(csv_of(HEAD, ROW, wrong_day, wrong_value, nobody, nameless))
    assert reasons(items) == ["", "cell_two_ways", "cell_amount", "row_without_supplier", "row_without_name"]
    assert [item.row for item in items] == [2, 3, 4, 5, 6]
    assert items[1].reason
    assert items[1].reason["params"] == {"column": "Avtalsstart"}


def test_a_sole_traders_number_is_a_persons_and_is_left_out() -> None:
    told = the_only(read(csv_of(HEAD, (*ROW[:3], "850101-1234", *ROW[4:])))).facts
    assert told.suppliers == (Organisation(name=ROW[2]),)


def test_the_same_contract_in_another_file_is_the_same_stream() -> None:
    one = read(csv_of(HEAD, ROW))[0].parts[0].contract
    moved = read(
        csv_of(("Leverantör", "Avtalsnummer", "Orgnr"), ("Rent & Snyggt", "2026 0117", "5599000014"))
    )
    assert moved[0].parts[0].contract == one


def test_others_columns_are_known_when_somebody_has_said_what_they_are() -> None:
    head = ("Kontrakt", "Part", "Vad gäller saken", "Anm")
    content = csv_of(head, ("K-1", "Exempelrör AB", "Rörarbeten", "Ring Kim"))
    assert reasons(read(content)) == ["no_headings"]
    told = {"kontrakt": "number", "part": "supplier", "vad gäller saken": "title", "anm": "-"}
    taken = take_apart("avtal.csv", content, REGISTER._replace(columns=told))
    assert the_only(taken.items).facts.title == "Rörarbeten"
    assert taken.headings == {"known": ["number", "supplier", "title"], "unknown": []}


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (("Avtalsnr", "Benämning"), "no_supplier_column"),
        (("Leverantör", "Org.nr"), "no_number_column"),
        (("Leverantör", "Motpart", "Avtalsnr"), "column_twice"),
        (("Foo", "Bar"), "no_headings"),
    ],
)
def test_a_table_without_what_is_needed_says_what_it_lacks(head: Sequence[str], code: str) -> None:
    assert reasons(read(csv_of(head, ["x"] * len(head)))) == [code]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"Social klausul": "kanske"}, "cell_clause"),
        ({"Praktik": "några"}, "cell_number"),
        ({"Social klausul": "dialog", "Avslutat": "kanske"}, "cell_yes_or_no"),
        ({"Praktik": "1,5"}, "cell_number"),
        ({"Praktik": "2 (6 månader)"}, "cell_number"),
        ({"Praktik": "2 (0 veckor)"}, "cell_number"),
        ({"Praktik": "10001"}, "cell_number"),
        ({"Dialog hållen": "2026-11-20"}, "history_without_clause"),
        ({"Placering påbörjad": "2026-11-20"}, "history_without_clause"),
        ({"Social klausul": "ingen", "Dialog hållen": "2026-11-20"}, "history_of_no_clause"),
        (
            {"Social klausul": "dialog", "Praktik": "1", "APL": "1", "Placeringsstart": "2026-03-02"},
            "cell_which_form",
        ),
        ({"Social klausul": "dialog", "Praktik": "2", "Placeringsstart": "praktik"}, "cell_day"),
        (
            {
                "Social klausul": "dialog",
                "Praktik": "2",
                "Placeringsstart": "2/3 2026",
                "Placeringsslut": "-|-",
            },
            "cell_as_many",
        ),
    ],
)
def test_a_history_that_cannot_be_read_is_refused(cells: dict[str, str], code: str) -> None:
    assert reasons(read(with_history(**cells))) == [code]


def with_history(**cells: object) -> bytes:
    """Several days in a cell are divided by | here, by a line in the file."""
    told = [f'"{str(cell).replace("|", chr(10))}"' for cell in cells.values()]
    return csv_of((*HEAD, *cells), (*ROW, *told))


def history_in(**cells: object) -> History:
    history = the_only(read(with_history(**{"Social klausul": "dialog", **cells}))).history
    assert history
    return history


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2", {"places": 2}),
        ("2.0", {}),
        ("2 platser", {"places": 2}),
        ("2 (24 veckor)", {"places": 2, "quantity": 24, "unit": Unit.WEEKS}),
        ("1 plats, 6 heltidsmånader", {"places": 1, "quantity": 6, "unit": Unit.FULL_TIME_MONTHS}),
    ],
)
def test_a_promise_is_told_with_its_amount(written: str, told: dict[str, Any]) -> None:
    if told:
        assert history_in(Praktik=written).promised == (Promised(form=Form.INTERNSHIP, **told),)
    else:
        assert reasons(read(with_history(**{"Social klausul": "dialog"}, Praktik=written))) == ["cell_number"]
    assert history_in(Praktik="0").promised == history_in(Praktik="").promised == ()


def test_what_has_been_done_is_told_by_its_days() -> None:
    history = history_in(
        **{
            "Kallad": "2 mars 2026",
            "Praktik": 2,
            "APL": 1,
            "Placering start": "praktik 2026-03-31|praktik 2026-03-31|APL 1.4.2026",
            "Placering slut": "-|2026-05-29|-",
            "Uppföljt": "2026-06-01|2026-09-01",
            "Nästa uppföljning": "2027-01-15",
            "Avslutad": "2026-10-01",
        }
    )
    begun = date(2026, 3, 31)
    assert history.placed == (
        Placed(form=Form.INTERNSHIP, started_on=begun),
        Placed(form=Form.INTERNSHIP, started_on=begun, completed_on=date(2026, 5, 29)),
        Placed(form=Form.WORKPLACE_EDUCATION, started_on=date(2026, 4, 1)),
    )
    assert (history.invited_on, history.closed, history.closed_on) == (
        date(2026, 3, 2),
        True,
        date(2026, 10, 1),
    )
    assert history.reported == (date(2026, 6, 1), date(2026, 9, 1))
    assert history.reports_on == (date(2027, 1, 15),)


def test_of_the_only_form_that_was_promised_the_days_are_enough() -> None:
    head = (*HEAD, "Klausul", "Praktik", "Placeringsstart", "Avslutat")
    content = xlsx_of(head, (*ROW, "dialog", 1, date(2026, 3, 31), "nej"))
    history = the_only(read(content, "avtal.xlsx")).history
    assert history
    assert history.placed == (Placed(form=Form.INTERNSHIP, started_on=date(2026, 3, 31)),)
    assert not history.closed


def bomb(size: int) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", b" " * size)
    return written.getvalue()


DECLARED = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "a">]>'


def with_entities() -> bytes:
    source, written = zipfile.ZipFile(io.BytesIO(xlsx_of(HEAD, ROW))), io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        for part in source.infolist():
            is_the_book = part.filename.endswith("workbook.xml")
            packed.writestr(part.filename, (DECLARED if is_the_book else b"") + source.read(part))
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\r\n;;;\r\n", "empty"),
        (csv_of(HEAD, [*ROW, *["x"] * 10_000]), "too_many_columns"),
        (csv_of(HEAD, ["x" * 9000]), "cell_too_long"),
        (b"a\0b;c", "not_text"),
        (b'"' + b"x;" * 200_000, "not_csv"),
        (xlsx_of(HEAD, ROW)[:3000], "not_a_workbook"),
        (bomb(400_000_000), "unpacks_too_large"),
        (with_entities(), "not_a_workbook"),
        (b"PK\x03\x04" + b"\0" * 100, "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_excel"),
    ],
    ids=lambda told: told if isinstance(told, str) else "",
)
def test_what_is_no_register_is_refused_in_one_line(content: bytes, code: str) -> None:
    assert reasons(read(content)) == [code]


def test_every_column_has_a_title_of_its_own() -> None:
    assert len({column.title for column in COLUMNS}) == len(COLUMNS)
