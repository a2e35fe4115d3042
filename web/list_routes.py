"""The list of contracts, and reading a notice in."""

from typing import Annotated

from fastapi import APIRouter, Query, UploadFile
from fastapi.responses import HTMLResponse

from api.imports import import_notice
from api.problems import Problem
from domain.calendar import date_in_stockholm
from domain.refusal import Refusal
from domain.vocabulary import Clause, Phase
from domain.words import N_
from exchange.bounds import MAX_BYTES
from projections.reading import Filters
from web.contract_list import PAGE, list_view, place_in_list
from web.dates import Dates
from web.page import page
from web.people import department_name
from web.stations import untouched
from web.visit import Changing, Reading, Visit

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


@router.post("/avtal/import")
async def read_in(visit: Changing, fil: UploadFile) -> HTMLResponse:
    """One eForms award notice. Reading it again changes nothing, so the page may be loaded again."""
    try:
        content = await fil.read(MAX_BYTES + 1)
        outcome = await import_notice(visit.parts, fil.filename or "", content, visit.somebody)
    except Refusal as refusal:
        return await _list(visit, Filters(), "", fault=visit.words.refusal(refusal), status=422)
    missing = {each.id: ", ".join(map(visit.words, each.missing)) for each in outcome.contracts}
    return page(visit, "imported.html", outcome=outcome, missing=missing)


async def _list(
    visit: Visit, filters: Filters, after: str, fault: str = "", status: int = 200
) -> HTMLResponse:
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
        status,
        view=list_view(rows, counts, filters, dates, first_page=not after),
        phases=list(Phase),
        clauses=list(Clause),
        departments=[(each.id, department_name(each.id, policy, visit.words)) for each in policy.departments],
        stops=untouched(visit.words),
        fault=fault,
    )
