"""Cross-site request forgery: a form counts only when it was sent from a page of ours, drawn for this browser."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from fastapi import Request

from api.problems import Problem
from domain.words import N_
from settings import Settings
from sign_in.secret import is_form_token
from web.visit import browser_cookie

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_TOKEN = "blankett"  # noqa: S105 - the field's name


async def only_from_our_own_pages(request: Request) -> AsyncIterator[None]:
    """Both must hold: the browser's word for where the form was sent from, and the token that the page gave it."""
    try:
        await _demand(request)
        yield
    finally:
        await request.close()  # files that were sent with the form


async def _demand(request: Request) -> None:
    if request.method in SAFE:
        return
    settings: Settings = request.app.state.settings
    if not (_is_sent_from_here(request) and await _carries_its_token(request, settings)):
        raise Problem(
            403,
            "from_elsewhere",
            N_("The form was not sent from Insats itself. Open the page again and try once more."),
        )


def _is_sent_from_here(request: Request) -> bool:
    """By Fetch Metadata; by Origin, where a browser is too old for it."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = urlsplit(request.headers.get("origin", "")).netloc
    return bool(origin) and origin == request.headers.get("host")


async def _carries_its_token(request: Request, settings: Settings) -> bool:
    told = (await request.form()).get(FORM_TOKEN, "")
    browser = request.cookies.get(browser_cookie(settings), "")
    return isinstance(told, str) and is_form_token(settings.key_encryption_key, browser, told)
