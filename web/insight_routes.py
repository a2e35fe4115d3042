"""The yearly report, as a page that prints on two sheets of paper."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from domain.calendar import date_in_stockholm
from projections.insight import the_year, years
from web.insight import insight_view
from web.page import page
from web.people import department_name
from web.visit import Overlooking

router = APIRouter()


@router.get("/insikt")
async def insight(visit: Overlooking, ar: Annotated[int, Query(ge=0, le=2199)] = 0) -> HTMLResponse:
    """This year, if none is asked for."""
    reader, policy, words = visit.parts.reader, visit.parts.handler.policy, visit.words
    today = date_in_stockholm(await reader.now())
    year = ar if ar >= 1990 else today.year
    told = await the_year(reader.pool, year, today)
    known = sorted({*await years(reader.pool), today.year})
    departments = {each.id: department_name(each.id, policy, words) for each in policy.departments}
    view = insight_view(told, year, known, departments, words)
    return page(visit, "insight.html", today, view=view, municipality=policy.municipality)
