"""For whoever is signed in: where, signing out here or everywhere. And for everybody: language and colours."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse

from domain.calendar import date_in_stockholm
from domain.words import N_
from language.words import LANGUAGES
from sign_in.security_log import tell
from web.page import keep, page
from web.visit import (
    COLOURS,
    LANGUAGE,
    THEMES,
    Anybody,
    BeingHere,
    Visit,
    browser_cookie,
    is_our_own,
    session_cookie,
)

router = APIRouter()

KINDS = {"page": N_("A browser"), "token": N_("The command line or a program")}
WAYS = {"link": N_("A link"), "code": N_("A code by mail"), "oidc": N_("The sign-in service")}
A_YEAR = 365 * 24 * 3600


@router.get("/inloggningar")
async def where(visit: BeingHere) -> HTMLResponse:
    sessions = await visit.parts.identities.sessions.open(visit.somebody.person.id)
    today = date_in_stockholm(sessions[0].seen_at)  # the machine's own day, as all of this is
    kinds, ways = _in_words(visit, KINDS), _in_words(visit, WAYS)
    here = visit.somebody.session
    return page(visit, "signed_in.html", today, sessions=sessions, here_is=here, kinds=kinds, ways=ways)


def _in_words(visit: Visit, of: Mapping[str, str]) -> dict[str, str]:
    return {key: visit.words(text) for key, text in of.items()}


@router.post("/logga-ut")
async def sign_out(visit: Anybody) -> RedirectResponse:
    name = session_cookie(visit.settings)
    await visit.parts.identities.forget(visit.request.cookies.get(name, ""))
    if visit.who:
        tell("sign_out", "ok", visit.who.person.id)
    return _out(visit)


@router.post("/logga-ut/overallt")
async def sign_out_everywhere(visit: BeingHere) -> RedirectResponse:
    person = visit.somebody.person.id
    ended = await visit.parts.identities.sessions.end_all(person)
    tell("sign_out_everywhere", "ok", person, sessions=ended)
    return _out(visit)


def _out(visit: Visit) -> RedirectResponse:
    """Whoever sits down next is another: forms that are still open in this browser count no more."""
    response = RedirectResponse("/logga-in", 303)
    for name in (session_cookie(visit.settings), browser_cookie(visit.settings)):
        keep(response, visit.settings, name, "", 0)
    return response


@router.post("/visning")
async def choose(
    visit: Anybody,
    sprak: Annotated[str, Form()] = "",
    farger: Annotated[str, Form()] = "",
    tillbaka: Annotated[str, Form(max_length=2000)] = "/",
) -> RedirectResponse:
    """Language or colours, kept for a year on this device."""
    response = RedirectResponse(tillbaka if is_our_own(tillbaka) else "/", 303)
    if sprak in LANGUAGES:
        keep(response, visit.settings, LANGUAGE, sprak, A_YEAR)
    if farger:
        keep(response, visit.settings, COLOURS, farger, A_YEAR if farger in THEMES else 0)
    return response
