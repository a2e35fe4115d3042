"""The list of contracts."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.problems import Problem
from domain.calendar import date_in_stockholm
from domain.vocabulary import Clause, Phase
from domain.words import N_
from projections.reading import Filters
from web.contract_list import PAGE, list_view, place_in_list
from web.dates import Dates
from web.page import page
from web.people import department_name
from web.stations import untouched
from web.visit import Reading, Visit

router = APIRouter()


@router.get("/avtal")
async def contracts(
    visit: Reading,
    text: Annotated[str, Query(max_length=200)] = "",
    fas: Annotated[str, Query(max_length=30)] = "",
    avdelning: Annotated[str, Query(max_length=200)] = "",
    klausul: Annotated[str, Query(max_length=30)] = "",
    efter: Annotated[str, Query(max_length=60)] = "",
) -> HTMLResponse:
    return await _list(
        visit, Filters(phase=fas, department=avdelning, text=text.strip(), clause=klausul), efter
    )


async def _list(visit: Visit, filters: Filters, after: str) -> HTMLResponse:
    reader, policy = visit.parts.reader, visit.parts.handler.policy
    today = date_in_stockholm(await reader.now())
    try:
        rows = await reader.contracts(filters, PAGE + 1, place_in_list(after))
    except ValueError:
        raise Problem(404, "bad_cursor", N_("There is nothing at this address.")) from None
    counts = await reader.counts()
    dates = Dates(visit.words, today)
    return page(
        visit,
        "contracts.html" if counts else "no_contracts.html",
        today,
        view=list_view(rows, counts, filters, dates, first_page=not after),
        phases=list(Phase),
        clauses=list(Clause),
        departments=[(each.id, department_name(each.id, policy, visit.words)) for each in policy.departments],
        stops=untouched(visit.words),
    )
