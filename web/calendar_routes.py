"""When it is: a month or a week of meetings and last days, and the address for one's own calendar program."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from access.rights import Right
from api.deps import parts, standing
from api.identity import Identity
from api.problems import Problem
from domain.calendar import date_in_stockholm
from domain.words import N_
from exchange.calendar_feed import Entry, calendar_feed
from language.words import Words
from projections.delegations import delegations_within
from projections.reading import Row
from projections.week import between, planned_once
from sign_in.calendar_address import CalendarAddresses
from web.away import strip
from web.calendar import OF_A_DAY, calendar_view, span
from web.dates import Dates
from web.page import page
from web.visit import Reading, Visit
from web.week_routes import MINE, own, tabs, whose_of

router = APIRouter()

BEHIND, AHEAD = timedelta(days=90), timedelta(days=550)  # what a calendar program is told of
MOST_OF_A_DAY = 200
LASTS = 60  # minutes that a meeting lasts where nobody has said


@router.get("/kalender")
async def when(
    visit: Reading,
    vems: Annotated[str, Query(max_length=200)] = MINE,
    manad: Annotated[str, Query(max_length=7)] = "",
    vecka: Annotated[str, Query(max_length=8)] = "",
) -> HTMLResponse:
    reader, policy = visit.parts.reader, visit.parts.handler.policy
    today = date_in_stockholm(await reader.now())
    try:
        shown = span(manad, vecka, today)
    except (ValueError, OverflowError):
        raise Problem(404, "no_such_days", N_("There is nothing at this address.")) from None
    whose = whose_of(vems, visit)
    async with planned_once(reader.pool) as connection:
        rows = await between(connection, whose, shown.first, shown.last, OF_A_DAY[shown.kind])
    view = calendar_view(shown, rows, policy.calendar, Dates(visit.words, today))
    away = await delegations_within(reader.pool, shown.first, shown.last)
    return page(
        visit,
        "calendar.html",
        today,
        view=view,
        vems=vems,
        tabs=tabs(policy, visit.words),
        away=strip(away, (shown.first, shown.last), whose, today, policy, visit.words),
    )


@router.get("/kalender/prenumeration")
async def subscription(visit: Reading) -> HTMLResponse:
    return await _subscription(visit)


@router.post("/kalender/prenumeration")
async def make(visit: Reading) -> HTMLResponse:
    secret = await _addresses(visit).make(visit.somebody.person.id, visit.words.language)
    return await _subscription(visit, f"{visit.settings.public_url}/kalender/adress/{secret}/insats.ics")


@router.post("/kalender/prenumeration/ta-bort")
async def end(visit: Reading) -> RedirectResponse:
    await _addresses(visit).end(visit.somebody.person.id)
    return RedirectResponse("/kalender/prenumeration", 303)


def _addresses(visit: Visit) -> CalendarAddresses:
    return CalendarAddresses(visit.parts.handler.pool)


async def _subscription(visit: Visit, address: str = "") -> HTMLResponse:
    today = date_in_stockholm(await visit.parts.reader.now())
    known = await _addresses(visit).standing(visit.somebody.person.id)
    return page(visit, "calendar_address.html", today, known=known, address=address)


@router.get("/kalender/adress/{secret}/insats.ics")
async def feed(secret: str, request: Request) -> Response:
    """For whoever knows the address: what its person may see now, by today's rights."""
    running = parts(request)
    whose = await CalendarAddresses(running.handler.pool).of(secret)
    person = await running.identities.person(whose.person) if whose else None
    who = await standing(running, Identity(person)) if person else None
    if whose is None or who is None or not who.may(Right.CONTRACTS):
        raise HTTPException(404)
    words, today = Words(whose.language), date_in_stockholm(await running.reader.now())
    async with planned_once(running.reader.pool) as connection:
        rows = await between(connection, own(who), today - BEHIND, today + AHEAD, MOST_OF_A_DAY)
    link = f"{running.settings.public_url}/avtal"
    body = calendar_feed(words(N_("Insats: my dates")), (_entry(row, words, link) for row in rows))
    return Response(body, media_type="text/calendar; charset=utf-8")


def _entry(row: Row, words: Words, link: str) -> Entry:
    """The contract by its number alone: a supplier may be a person, and a title is somebody's words."""
    called = row["number"] or words(N_("no number"))
    meets = row["kind"] == "meeting"
    summary = N_("Dialogue, {contract}") if meets else N_("Last day, {contract}: {step}")
    return Entry(
        uid=f"{row['contract_id']}-{row['step']}-{row['round']}-{row['kind']}",
        summary=words(summary, contract=called, step=words.name(row["step"])),
        link=f"{link}/{row['contract_id']}",
        day=row["day"],
        at=row["at"],
        minutes=row["minutes"] or LASTS,
        sequence=row["version"],
        changed_at=row["changed_at"],
    )
