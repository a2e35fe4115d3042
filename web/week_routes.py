"""The start page: what to do this week."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.problems import Problem
from domain.calendar import date_in_stockholm
from domain.policy import Policy
from domain.words import N_
from language.words import Words
from projections.week import Whose, ahead, next_day, section
from web.dates import Dates
from web.page import page
from web.people import department_name
from web.visit import Reading, Visit
from web.week import TITLES, WEEKS, week_view

router = APIRouter()

MINE, ALL = "min", "alla"


@router.get("/vecka")
async def week(visit: Reading, vems: Annotated[str, Query(max_length=200)] = MINE) -> HTMLResponse:
    reader, policy = visit.parts.reader, visit.parts.handler.policy
    today = date_in_stockholm(await reader.now())
    sunday = today + timedelta(days=6 - today.weekday())
    whose = _whose(vems, visit, policy)
    sections = {name: await section(reader.pool, name, whose, today, sunday) for name in TITLES}
    until = sunday + timedelta(weeks=WEEKS - 1)
    view = week_view(
        sections,
        await ahead(reader.pool, whose, today, until),
        await next_day(reader.pool, whose, sunday),
        policy.calendar,
        Dates(visit.words, today),
        visit.somebody.asker,
    )
    counts = await reader.counts()
    return page(
        visit, "week.html", today, view=view, vems=vems, tabs=_tabs(policy, visit.words), any=bool(counts)
    )


def _whose(vems: str, visit: Visit, policy: Policy) -> Whose:
    if vems == MINE:
        people = (visit.somebody.person, *visit.somebody.instead_of)
        return Whose(tuple(each.id for each in people), tuple(each.department for each in people))
    if vems == ALL:
        return Whose()
    if vems not in {department.id for department in policy.departments}:
        raise Problem(404, "unknown_department", N_("There is nothing at this address."))
    return Whose(departments=(vems,))


def _tabs(policy: Policy, words: Words) -> list[tuple[str, str]]:
    departments = [(each.id, department_name(each.id, policy, words)) for each in policy.departments]
    return [(MINE, words(N_("Mine"))), *departments, (ALL, words(N_("Everybody’s")))]
