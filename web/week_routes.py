"""The start page: what to do this week."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.identity import Identity
from api.problems import Problem
from domain.calendar import date_in_stockholm
from domain.policy import Policy
from domain.words import N_
from language.words import Words
from projections.delegations import delegations_within
from projections.finding import Filters, how_many
from projections.news import comes, news
from projections.week import Whose, ahead, next_day, planned_once, section
from web.away import strip
from web.command_forms import FORMS
from web.dates import Dates
from web.news import news_view
from web.page import page
from web.people import department_name
from web.visit import Reading, Visit
from web.week import TITLES, WEEKS, week_view

router = APIRouter()

MINE, ALL = "min", "alla"


@router.get("/vecka")
async def week(
    visit: Reading,
    vems: Annotated[str, Query(max_length=200)] = MINE,
    gjort: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    reader, policy, person = visit.parts.reader, visit.parts.handler.policy, visit.somebody.person.id
    today = date_in_stockholm(await reader.now())
    sunday, dates = today + timedelta(days=6 - today.weekday()), Dates(visit.words, today)
    whose = whose_of(vems, visit)
    since = await comes(visit.parts.handler.pool, person)
    until = sunday + timedelta(weeks=WEEKS - 1)
    async with planned_once(reader.pool) as connection:
        view = week_view(
            {name: await section(connection, name, whose, today, sunday) for name in TITLES},
            await ahead(connection, whose, today, until),
            await next_day(connection, whose, sunday),
            policy.calendar,
            dates,
            visit.somebody.asker,
        )
    away = await delegations_within(reader.pool, view.monday, until)
    return page(
        visit,
        "week.html",
        today,
        view=view,
        vems=vems,
        tabs=tabs(policy, visit.words),
        any=bool(await how_many(reader.pool, Filters(), 1)),
        news=news_view(await news(reader.pool, whose, since, person), policy, dates),
        since=since.at,
        away=strip(away, (view.monday, until), whose, today, policy, visit.words),
        receipt=visit.words(FORMS[gjort].done) if gjort in FORMS else "",
    )


def whose_of(vems: str, visit: Visit) -> Whose:
    """Raises Problem where there is no such department."""
    policy = visit.parts.handler.policy
    if vems == MINE:
        return own(visit.somebody)
    if vems == ALL:
        return Whose()
    if vems not in {department.id for department in policy.departments}:
        raise Problem(404, "unknown_department", N_("There is nothing at this address."))
    return Whose(departments=(vems,))


def own(who: Identity) -> Whose:
    """With what is done in the stead of those who are away."""
    people = (who.person, *who.instead_of)
    return Whose(tuple(each.id for each in people), tuple(each.department for each in people))


def tabs(policy: Policy, words: Words) -> list[tuple[str, str]]:
    departments = [(each.id, department_name(each.id, policy, words)) for each in policy.departments]
    return [(MINE, words(N_("Mine"))), *departments, (ALL, words(N_("Everybody’s")))]
