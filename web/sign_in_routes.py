"""Signing in by a one-time link, signing out, and the choice of language and colours."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse

from api.identity import PAGE
from domain.words import N_
from language.words import LANGUAGES
from settings import Settings
from web.page import page
from web.visit import COLOURS, LANGUAGE, THEMES, Anybody, is_https, session_cookie

router = APIRouter()

A_YEAR = 365 * 24 * 3600
WANTED = "vidare"  # a mailed link, opened before signing in


@router.get("/")
async def start() -> RedirectResponse:
    return RedirectResponse("/vecka", 303)


@router.get("/logga-in")
async def ask(visit: Anybody, lank: str = "") -> HTMLResponse:
    """Consumes nothing: mail programs open links before people do."""
    return page(visit, "sign_in.html", link=lank, fault="")


@router.post("/logga-in", response_model=None)
async def sign_in(
    visit: Anybody, lank: Annotated[str, Form(max_length=200)] = ""
) -> HTMLResponse | RedirectResponse:
    settings = visit.parts.settings
    secret = await visit.parts.identities.redeem(lank, "page")
    if secret is None:
        fault = visit.words(N_("The sign-in link is used or too old. Make a new one."))
        return page(visit, "sign_in.html", status=422, link="", fault=fault)
    wanted = visit.request.cookies.get(WANTED, "")
    response = RedirectResponse(wanted if _is_our_own(wanted) else "/vecka", 303)
    keep(response, settings, session_cookie(settings), secret, int(PAGE.total_seconds()))
    keep(response, settings, WANTED, "", 0)
    return response


@router.post("/logga-ut")
async def sign_out(visit: Anybody) -> RedirectResponse:
    settings = visit.parts.settings
    name = session_cookie(settings)
    await visit.parts.identities.forget(visit.request.cookies.get(name, ""))
    response = RedirectResponse("/logga-in", 303)
    keep(response, settings, name, "", 0)
    return response


@router.post("/visning")
async def choose(
    visit: Anybody,
    sprak: Annotated[str, Form()] = "",
    farger: Annotated[str, Form()] = "",
    tillbaka: Annotated[str, Form(max_length=2000)] = "/",
) -> RedirectResponse:
    """Language or colours, kept for a year on this device."""
    response = RedirectResponse(tillbaka if _is_our_own(tillbaka) else "/", 303)
    if sprak in LANGUAGES:
        keep(response, visit.parts.settings, LANGUAGE, sprak, A_YEAR)
    if farger:
        keep(response, visit.parts.settings, COLOURS, farger, A_YEAR if farger in THEMES else 0)
    return response


def keep(response: RedirectResponse, settings: Settings, name: str, value: str, seconds: int) -> None:
    """A cookie that only this server reads; 0 seconds takes it away."""
    response.set_cookie(
        name, value, max_age=seconds, path="/", secure=is_https(settings), httponly=True, samesite="lax"
    )


def _is_our_own(address: str) -> bool:
    """A path of this site: a browser reads // and a backslash as another one."""
    return address.startswith("/") and not address.startswith("//") and "\\" not in address
