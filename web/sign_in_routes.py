"""Signing in: by a code that is mailed, or by a one-time link of whoever runs the installation."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from access.rights import Right
from api.identity import Identity
from api.sign_in import CodeSignIn
from domain.words import N_
from sign_in.rates import Limited
from sign_in.sessions import LASTS
from web.page import keep, page
from web.visit import Anybody, Visit, is_our_own, session_cookie

router = APIRouter()

SIGN_IN_AGAIN = "/logga-in?igen=1"
WANTED = "vidare"  # a mailed link, opened before signing in


@router.get("/")
async def start(visit: Anybody) -> RedirectResponse:
    return RedirectResponse(home_of(visit.who), 303)


def home_of(who: Identity | None) -> str:
    if who and not who.may(Right.CONTRACTS):
        return "/granskning" if who.may(Right.TRAIL) else "/leverantor"
    return "/vecka"


@router.get("/logga-in")
async def ask(visit: Anybody, lank: str = "", igen: str = "") -> HTMLResponse:
    """Consumes nothing: mail programs open links before people do."""
    return sign_in_page(visit, link=lank, again=bool(igen))


@router.post("/logga-in", response_model=None)
async def by_link(visit: Anybody, lank: Annotated[str, Form(max_length=200)] = "") -> Response:
    secret = await visit.parts.identities.redeem(lank, "page")
    if secret is None:
        fault = visit.words(N_("The sign-in link is used or too old. Make a new one."))
        return sign_in_page(visit, fault=fault, status=422)
    return await signed_in(visit, secret)


@router.post("/logga-in/skicka", response_model=None)
async def send_code(visit: Anybody, adress: Annotated[str, Form(max_length=254)] = "") -> Response:
    if "@" not in adress:
        fault = visit.words(N_("Write your address of mail, as name@municipality.example."))
        return sign_in_page(visit, fault=fault, typed=adress, status=422)
    try:
        await _codes(visit).ask(adress)
    except Limited as limited:
        return limited_page(visit, limited)
    return RedirectResponse("/logga-in/kod", 303)


@router.get("/logga-in/kod")
async def ask_for_code(visit: Anybody) -> HTMLResponse:
    return page(visit, "sign_in_code.html", fault="", typed="")


@router.post("/logga-in/kod", response_model=None)
async def by_code(visit: Anybody, kod: Annotated[str, Form(max_length=40)] = "") -> Response:
    try:
        secret = await _codes(visit).sign_in(kod)
    except Limited as limited:
        return limited_page(visit, limited)
    if secret is None:
        fault = visit.words(
            N_("The code is not right, is used or is too old, or was asked for in another browser.")
        )
        return page(visit, "sign_in_code.html", fault=fault, typed=kod, status=422)
    return await signed_in(visit, secret)


async def signed_in(visit: Visit, secret: str) -> RedirectResponse:
    """On to what somebody wanted to see; a session from before, in the same browser, ends."""
    name = session_cookie(visit.settings)
    await visit.parts.identities.forget(visit.request.cookies.get(name, ""))
    wanted = visit.request.cookies.get(WANTED, "")
    home = home_of(await visit.parts.identities.of(secret, "page"))
    response = RedirectResponse(wanted if is_our_own(wanted) else home, 303)
    keep(response, visit.settings, name, secret, int(LASTS["page"].total_seconds()))
    keep(response, visit.settings, WANTED, "", 0)
    return response


def sign_in_page(
    visit: Visit,
    *,
    link: str = "",
    fault: str = "",
    typed: str | None = None,
    status: int = 200,
    again: bool = False,
) -> HTMLResponse:
    """`typed`: an address that is wrong; None: the fault is not the address's. `again`: they are signed in, but since
    too long for what they are about to do."""
    return page(
        visit,
        "sign_in.html",
        status=status,
        link=link,
        again=again,
        fault=fault,
        field="" if typed is None else "adress",
        typed=typed or "",
        provider=visit.parts.provider.file.name if visit.parts.provider else "",
    )


def _codes(visit: Visit) -> CodeSignIn:
    """Where there is a sign-in service, no mailbox of staff goes around what it asks for."""
    staff = visit.parts.provider is None
    return CodeSignIn(visit.settings, visit.parts.identities, visit.browser, visit.client, staff)


def limited_page(visit: Visit, limited: Limited) -> HTMLResponse:
    minutes = -(-limited.seconds // 60)
    fault = visit.words(N_("That was tried too often. Try again in {minutes} minutes."), minutes=minutes)
    answer = sign_in_page(visit, fault=fault, status=429)
    answer.headers["Retry-After"] = str(limited.seconds)
    return answer
