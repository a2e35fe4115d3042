"""The list of contracts: its page, the views that people keep, and what they take with them."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from access.rights import Right
from api.looks import must_say_why
from api.paging import place_of
from api.problems import Problem
from domain.calendar import date_in_stockholm
from domain.process import STEPS
from domain.vocabulary import Clause, Phase
from domain.words import N_
from projections.finding import Filters, Place, contracts_found, how_many
from projections.reading import Row
from projections.saved_views import MOST, forget_view, save_view, saved_views
from web.bulk_page import acts
from web.contract_list import PAGE, list_view
from web.contract_routes import filled_in
from web.dates import Dates
from web.list_export import exported
from web.list_parts import Names
from web.list_query import COLUMNS, ListAsked, read_query, sort_word, sorted_by
from web.page import page
from web.people import department_name
from web.stations import untouched
from web.visit import Reading, Visit

router = APIRouter()

List = Annotated[ListAsked, Query()]


@router.get("/avtal")
async def contracts(visit: Reading, asked: List) -> HTMLResponse:
    return await _list(visit, asked)


@router.post("/avtal/vyer", response_model=None)
async def keep_or_forget(visit: Reading) -> HTMLResponse | RedirectResponse:
    """A view is kept under a name, or taken away again (`bort`)."""
    filled, pool = await filled_in(visit), visit.parts.handler.pool
    person, name = visit.somebody.person.id, filled.get("namn", "").replace("\0", "").strip()
    try:
        asked = read_query(filled.get("vy", "")[:2000])
    except ValueError:
        raise Problem(422, "no_view", N_("The request could not be understood.")) from None
    if filled.get("bort"):
        await forget_view(pool, person, filled["bort"].replace("\0", ""))
        return RedirectResponse("/avtal", 303)
    if not 0 < len(name) <= 60:
        return await _list(visit, asked, visit.words(N_("Give the view a name of at most 60 signs.")))
    if not await save_view(pool, person, name, asked.query()):
        fault = visit.words(N_("You have {number} views already. Take one away first."), number=MOST)
        return await _list(visit, asked, fault)
    return RedirectResponse(asked.address(), 303)


@router.get("/avtal/avtal.csv")
async def as_csv(visit: Reading, asked: List) -> Response:
    """All that the view has, as text that Excel opens."""
    return await exported(visit, asked, "csv")


@router.get("/avtal/avtal.xlsx")
async def as_workbook(visit: Reading, asked: List) -> Response:
    return await exported(visit, asked, "xlsx")


async def _list(visit: Visit, asked: ListAsked, fault: str = "") -> HTMLResponse:
    reader, policy = visit.parts.reader, visit.parts.handler.policy
    rows = await _rows(visit, asked)
    whole = len(rows) <= PAGE and not asked.efter
    hits = len(rows) if whole else await how_many(reader.pool, asked.filters)
    any_ = rows or await how_many(reader.pool, Filters(), 1)
    today = date_in_stockholm(await reader.now())
    kept = await saved_views(visit.parts.handler.pool, visit.somebody.person.id)
    untriaged = await how_many(reader.pool, Filters(phase=Phase.TRIAGE)) if asked.begins_with_the_late else 0
    return page(
        visit,
        "contracts.html" if any_ else "no_contracts.html",
        today,
        422 if fault else 200,
        view=list_view(rows, hits, untriaged, asked, kept, Names(Dates(visit.words, today), policy)),
        fault=fault,
        may_take=not must_say_why(visit.somebody),
        acts=acts(visit.somebody.asker, policy, visit.words) if visit.somebody.may(Right.WORK) else [],
        phases=[(each, visit.words.name(each)) for each in Phase],
        clauses=[(each, visit.words.name(each)) for each in Clause],
        steps=[(each, visit.words.name(each)) for each in STEPS],
        columns=COLUMNS,
        sorted_by=sorted_by,
        departments=[(each.id, department_name(each.id, policy, visit.words)) for each in policy.departments],
        stops=untouched(visit.words),
    )


async def _rows(visit: Visit, asked: ListAsked) -> list[Row]:
    """One more than a page when there are more."""
    try:
        after = Place(*place_of(asked.efter, sort_word(asked.order))) if asked.efter else None
        return await contracts_found(visit.parts.reader.pool, asked.filters, asked.order, PAGE + 1, after)
    except (Problem, TypeError, ValueError):
        raise Problem(404, "bad_cursor", N_("There is nothing at this address.")) from None
