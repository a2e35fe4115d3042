"""The yearly report as page, PDF and workbook: three ways of telling the same tables."""

import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from domain.process import STEPS
from domain.vocabulary import Form, Phase
from language.words import Words
from projections.insight import Year
from tests.audit.test_dossier import is_tagged
from tests.visitor import Visitor
from tests.web.story import Told
from tests.web.test_who_may import sign_in
from tests.web.test_yearly_report import year_of
from web.insight import Told as Reported, insight_view
from web.insight_files import report_pdf, report_workbook


@pytest.fixture
async def visitor(told: Told) -> AsyncIterator[Visitor]:
    async with Visitor(told.served.url) as client:
        await sign_in(client, await told.served.sign_in_link())
        yield client


@pytest.mark.parametrize(("language", "said"), [("sv", "Där det fastnar"), ("en", "Where it gets stuck")])
async def test_the_page_in_both_languages(visitor: Visitor, told: Told, language: str, said: str) -> None:
    visitor.cookies.set("sprak", language)
    text = (await visitor.get("/insikt?ar=2024")).text
    assert said in text
    assert "/insikt/arsrapport.pdf?ar=2024" in text
    for table in insight_view(await reported(told, 2024), Words(language)).tables:
        assert table.heading in text
        assert all(str(cell) in text.replace("&lt;", "<") for line in table.lines for cell in line.cells)


async def reported(told: Told, year: int) -> Reported:
    return Reported(await year_of(told, year), year, await told.served.today(), {}, "Provköping")


@pytest.mark.parametrize("language", ["sv", "en"])
async def test_the_pdf_is_two_tagged_sheets_that_tell_what_the_page_tells(told: Told, language: str) -> None:
    words = Words(language)
    view = insight_view(await reported(told, 2024), words)
    read = PdfReader(io.BytesIO(report_pdf(view, words)))
    assert is_tagged(read)
    assert str(read.root_object["/Lang"]) == language
    metadata: Any = read.root_object["/Metadata"]
    assert b"pdfuaid" in metadata.get_object().get_data()
    assert len(read.pages) == 2
    text = "".join("".join(page.extract_text() for page in read.pages).split())
    for each in (view.headline, view.sentence, *(table.heading for table in view.tables)):
        assert "".join(each.split()).replace("-", "") in text.replace("-", "").replace("\u00ad", "")


async def test_as_much_as_there_can_be_still_fits_on_two_sheets(told: Told) -> None:
    parts = ("year", "form", "departments", "supplier", "promised", "came_about", "lapsed")
    cells = [
        dict(
            zip(
                parts,
                (year, form, [f"avd-{n % 4}"], f"Leverantör {n} AB" if n < 8 else None, 40, 20, 3),
                strict=True,
            )
        )
        for year in range(2022, 2027)
        for n, form in enumerate([*Form, *Form][:9])
    ]
    steps = [{"kind": "step", "name": step, "number": 9, "days": [5, 50]} for step in STEPS]
    phases = [{"kind": "phase", "name": phase, "number": 9, "days": [5, 50]} for phase in Phase]
    contracts = (await year_of(told, 2024)).contracts
    open_longest = (await year_of(told, 2024)).open_longest
    full = Year(contracts, (), cells, [*steps, *phases], (), open_longest)
    view = insight_view(Reported(full, 2026, told.today, {}, "Provköping"), Words("sv"))
    assert len(PdfReader(io.BytesIO(report_pdf(view, Words("sv")))).pages) == 2


async def test_both_files_are_taken_from_the_page_and_noted(visitor: Visitor, told: Told) -> None:
    pdf = await visitor.get("/insikt/arsrapport.pdf?ar=2024")
    book = await visitor.get("/insikt/arsrapport.xlsx?ar=2024")
    assert pdf.content.startswith(b"%PDF")
    assert book.headers["content-disposition"] == 'attachment; filename="arsrapport-2024.xlsx"'
    noted = await told.served.handler.pool.fetch("SELECT about, contract_id FROM look WHERE what = 'export'")
    named = {row["contract_id"] for row in (await year_of(told, 2024)).open_longest}
    for kind in ("pdf", "xlsx"):
        assert {row["contract_id"] for row in noted if row["about"] == f"arsrapport-2024.{kind}"} == {
            None,
            *named,
        }


async def test_the_workbook_holds_the_pages_tables_and_no_formula(told: Told) -> None:
    words = Words("sv")
    year = await year_of(told, 2023)
    evil = '=HYPERLINK("https://evil.example";"Klicka")'
    promises = [{**row, "supplier": evil} for row in year.promises]
    of = Reported(Year(**{**vars(year), "promises": promises}), 2023, told.today, {}, "Provköping")
    view = insight_view(of, words)
    book = load_workbook(io.BytesIO(report_workbook(view, words)))
    assert book.sheetnames == ["2023", *(table.heading for table in view.tables)]
    for table in view.tables:
        heading, *rows = book[table.heading].iter_rows()
        assert [cell.value for cell in heading] == [table.first, *table.columns]
        for line, row in zip(table.lines, rows, strict=False):
            assert [cell.value for cell in row] == [
                line.name,
                *(cell if cell != "" else None for cell in line.cells),
            ]
    cell = book["Per leverantör"]["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (evil, "s", True)
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
