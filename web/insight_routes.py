"""The yearly report: a page that prints on two sheets of paper, a PDF and a workbook, in one click each."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from domain.calendar import date_in_stockholm
from domain.small_numbers import is_small, told_in_turn
from domain.vocabulary import Phase
from exchange.template import XLSX
from projections.insight import the_year, years
from projections.looks import Look, note_looks
from projections.month_ends import MonthEnd, first_known, month_ends, month_ends_of
from projections.reading import Reader
from web.insight import InsightView, Told, insight_view
from web.insight_files import report_pdf, report_workbook
from web.insight_promises import FEW, NOT_TOLD
from web.page import page
from web.people import department_name
from web.visit import Overlooking, Visit

router = APIRouter()

OfYear = Annotated[int, Query(alias="ar", ge=0, le=2199)]


@router.get("/insikt")
async def insight(visit: Overlooking, year: OfYear = 0) -> HTMLResponse:
    """This year, if none is asked for."""
    told = await _told(visit, year)
    known = await years(visit.parts.reader.pool, told.today)
    return page(visit, "insight.html", told.today, view=insight_view(told, visit.words), years=known)


@router.get("/insikt/arsrapport.pdf")
async def as_pdf(visit: Overlooking, year: OfYear = 0) -> Response:
    view = await _taken_along(visit, year, "pdf")
    content = await asyncio.to_thread(report_pdf, view, visit.words)
    return _file(content, "application/pdf", view, "pdf")


@router.get("/insikt/arsrapport.xlsx")
async def as_workbook(visit: Overlooking, year: OfYear = 0) -> Response:
    view = await _taken_along(visit, year, "xlsx")
    content = await asyncio.to_thread(report_workbook, view, visit.words)
    return _file(content, XLSX, view, "xlsx")


async def _told(visit: Visit, asked: int) -> Told:
    reader, policy, words = visit.parts.reader, visit.parts.handler.policy, visit.words
    today = date_in_stockholm(await reader.now())
    year = asked if asked >= 1990 else today.year
    departments = {each.id: department_name(each.id, policy, words) for each in policy.departments}
    return Told(await the_year(reader.pool, year, today), year, today, departments, policy.municipality)


async def _taken_along(visit: Visit, asked: int, kind: Literal["pdf", "xlsx"]) -> InsightView:
    """Noted before it is given: that it was taken, and at each contract that it names (decision 0033)."""
    told, who = await _told(visit, asked), visit.somebody
    look = Look(who.person.id, who.role, "export", "page", about=f"arsrapport-{told.number}.{kind}")
    named: list[UUID] = [*{row["contract_id"] for row in told.year.open_longest}]
    await note_looks(visit.parts.handler.pool, look, [None, *named])
    return insight_view(told, visit.words)


def _file(content: bytes, media_type: str, view: InsightView, kind: str) -> Response:
    named = f'attachment; filename="arsrapport-{view.year}.{kind}"'
    return Response(content, media_type=media_type, headers={"Content-Disposition": named})


@router.get("/insikt/manader")
async def months(visit: Overlooking, year: OfYear = 0) -> HTMLResponse:
    """The portfolio as it was known at the end of each month of a year; this year, if none is asked for."""
    reader = visit.parts.reader
    today = date_in_stockholm(await reader.now())
    year = year if year >= 1990 else today.year
    known = await years(reader.pool, today)
    told = await month_ends(reader.pool, await _until(year, reader, today))
    shown = [each for each in zip(told, _started(told), strict=True) if each[0].day.year == year]
    return page(
        visit,
        "month_ends.html",
        today,
        year=year,
        years=known,
        months=shown,
        phases=[*Phase],
    )


async def _until(year: int, reader: Reader, today: date) -> list[date]:
    """From the first that is known on: what a year tells depends on what the one before it has told."""
    first = (await first_known(reader.pool, today)).year
    return [day for each in range(min(first, year), year + 1) for day in month_ends_of(each, today)]


def _started(told: Sequence[MonthEnd]) -> list[str]:
    """What has come since the month before may be few, too."""
    numbers = [month.started for month in told]
    return [
        (FEW if is_small(number) else NOT_TOLD) if shown is None else str(number)
        for number, shown in zip(numbers, told_in_turn(numbers), strict=True)
    ]
