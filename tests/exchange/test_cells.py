"""Days, amounts and numbers as Swedes and their spreadsheets write them; what can be read in two ways is not read."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from exchange.cells import Cell, NotRead, amount, day, listed, parts, text


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-31",
        " 2026-03-31 ",
        "2026/03/31",
        "2026.3.31",
        "20260331",
        "31.3.2026",
        "31/3 2026",
        "31/3-2026",
        "31/3/2026",
        "31 mars 2026",
        "den 31 mars 2026",
        "31 mar. 2026",
        "2026-03-31 00:00:00",
        20260331,
        20260331.0,
        date(2026, 3, 31),
        datetime(2026, 3, 31, 0, 0),  # noqa: DTZ001 - as a workbook tells it
    ],
)
def test_a_day_is_read_as_swedes_write_it(written: Cell) -> None:
    assert day(written) == date(2026, 3, 31)


@pytest.mark.parametrize("written", [None, "", "  ", "-", "\u2013", "?"])
def test_where_nothing_stands_nothing_is_read(written: Cell) -> None:
    assert (day(written), amount(written)) == (None, None)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("03/04/2026", "two_ways"),
        ("2026-02-30", "day"),
        ("tills vidare", "day"),
        ("2026", "day"),
        ("mars 2026", "day"),
        ("26-03-31", "day"),
        (46112, "day"),
        ("1899-12-31", "day"),
        (date(1899, 12, 31), "day"),
        ("31 foo 2026", "day"),
        ("2026-03-31 14:30", "day"),
    ],
)
def test_what_is_no_certain_day_is_not_guessed(written: Cell, why: str) -> None:
    with pytest.raises(NotRead, match=why):
        day(written)


@pytest.mark.parametrize(
    ("written", "kronor"),
    [
        ("1 234 567,50", "1234567.5"),
        ("1\u00a0234\u00a0567,50 kr", "1234567.5"),
        ("1.234.567,50", "1234567.5"),
        ("1,234,567.50", "1234567.5"),
        ("1.234.567", "1234567"),
        ("8400000", "8400000"),
        ("8 400 000:-", "8400000"),
        ("1,5 mkr", "1500000"),
        ("250 tkr", "250000"),
        ("12,5", "12.5"),
        ("0", "0"),
        (8400000, "8400000"),
        (8400000.5, "8400000.5"),
        ("1 234 SEK", "1234"),
    ],
)
def test_an_amount_is_read_as_swedes_write_it(written: Cell, kronor: str) -> None:
    assert amount(written) == Decimal(kronor)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("1.234", "two_ways"),
        ("1,234", "two_ways"),
        ("1.23.456", "amount"),
        ("12,34,56", "amount"),
        ("1,2.3,4", "amount"),
        ("ca 100 000", "amount"),
        ("-5", "amount"),
        ("100 EUR", "amount"),
        (float("nan"), "amount"),
        (float("inf"), "amount"),
        (1e300, "amount"),
        (True, "amount"),
        (date(2026, 3, 31), "amount"),
    ],
)
def test_what_is_no_certain_amount_is_not_guessed(written: Cell, why: str) -> None:
    with pytest.raises(NotRead, match=why):
        amount(written)


def test_a_number_that_a_spreadsheet_took_for_a_figure_is_written_out() -> None:
    assert text(5590000014.0) == "5590000014"
    assert text(20260117) == "20260117"
    assert text(True) == "ja"
    assert text("  två\n rader ") == "två rader"


def test_what_is_listed_stands_once_and_parts_as_often_as_they_are_written() -> None:
    assert parts("2026-03-31; 2026-03-31\n-") == ["2026-03-31", "2026-03-31", "-"]
    assert parts(None) == []
    assert listed("90919300, 90911200;90919300\n77310000") == ("90919300", "90911200", "77310000")
    assert listed(90919300.0) == ("90919300",)
