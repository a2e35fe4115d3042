"""Where the contracts stand, and where it is heavy: the board and the map."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from domain.calendar import date_in_stockholm
from domain.vocabulary import Phase
from projections.portfolio import board, where_it_is_heavy
from web.dates import Dates
from web.page import page
from web.people import department_name
from web.portfolio import columns, map_of
from web.visit import Reading

router = APIRouter()


@router.get("/oversikt")
async def portfolio(visit: Reading) -> HTMLResponse:
    reader, policy, words = visit.parts.reader, visit.parts.handler.policy, visit.words
    today = date_in_stockholm(await reader.now())
    names = {each.id: department_name(each.id, policy, words) for each in policy.departments}
    return page(
        visit,
        "portfolio.html",
        today,
        columns=columns(await board(reader.pool, list(Phase), today), names, Dates(words, today)),
        map=map_of(await where_it_is_heavy(reader.pool, today), names),
    )
