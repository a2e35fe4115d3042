"""Puts the pages beside the API."""

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount
from starlette.types import Scope

from api import problems
from api.deps import parts
from api.problems import Problem, denied
from domain.refusal import Refusal
from domain.words import N_
from language.words import Words
from telemetry.http import UNTOLD
from web import (
    accessibility_routes,
    as_of_routes,
    audit_routes,
    bulk_routes,
    calendar_routes,
    contract_routes,
    dialogue_routes,
    duplicate_routes,
    import_routes,
    insight_routes,
    list_routes,
    live_routes,
    look_routes,
    menu_routes,
    oidc_routes,
    people_routes,
    policy_routes,
    portfolio_routes,
    receipt_routes,
    register_routes,
    sign_in_routes,
    signed_in_routes,
    static_files,
    status_routes,
    step_routes,
    supplier_routes,
    token_routes,
    triage_routes,
    webhook_routes,
    week_routes,
)
from web.guard import only_from_our_own_pages
from web.page import keep, page
from web.sign_in_routes import SIGN_IN_AGAIN, WANTED
from web.supplier import routes as suppliers_own
from web.visit import NotSignedIn, SignInAgain, Visit

ROOMS = (
    static_files,
    sign_in_routes,
    oidc_routes,
    signed_in_routes,
    accessibility_routes,
    week_routes,
    calendar_routes,
    portfolio_routes,
    list_routes,
    bulk_routes,
    register_routes,
    supplier_routes,
    menu_routes,
    import_routes,
    triage_routes,
    duplicate_routes,
    insight_routes,
    look_routes,
    status_routes,
    audit_routes,
    policy_routes,
    people_routes,
    token_routes,
    webhook_routes,
    suppliers_own,
    live_routes,
)
# Each look at one of these is noted before it is answered.
OF_A_CONTRACT = (as_of_routes, dialogue_routes, receipt_routes, step_routes, contract_routes)


def mount(app: FastAPI) -> None:
    """Call it last: addresses that `app` does not know by then are answered by the pages."""
    pages = FastAPI(openapi_url=None, dependencies=[Depends(only_from_our_own_pages)], telemetry=UNTOLD)
    pages.state = app.state
    for room in ROOMS:
        pages.include_router(room.router)
    for shown in OF_A_CONTRACT:
        pages.include_router(shown.router, dependencies=[Depends(look_routes.noted)])
    pages.add_exception_handler(look_routes.ReasonNeeded, look_routes.ask_why)
    pages.add_exception_handler(NotSignedIn, _sign_in_first)
    pages.add_exception_handler(SignInAgain, _sign_in_first)
    for error in (Problem, Refusal, RequestValidationError, HTTPException, *problems.NO_TIME, Exception):
        pages.add_exception_handler(error, _message)
    app.router.routes.append(Pages("/", app=pages))


class Pages(Mount):
    """Everything but what is not for people: there an address that is unknown, or a method, is a problem document."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return (Match.NONE, {}) if scope["path"].startswith(NOT_FOR_PEOPLE) else super().matches(scope)


NOT_FOR_PEOPLE = ("/api/", "/healthz", "/readyz", "/metrics")
KEPT = 10 * 60  # s; as long as a code or a link lasts


async def _sign_in_first(request: Request, error: Exception) -> Response:
    """Where somebody wanted to go is kept for the ten minutes that a sign-in link lasts."""
    response = RedirectResponse(SIGN_IN_AGAIN if isinstance(error, SignInAgain) else "/logga-in", 303)
    if request.method == "GET":
        keep(response, parts(request).settings, WANTED, request.url.path, KEPT)
    return response


async def _message(request: Request, error: Exception) -> Response:
    visit = Visit(request, None)  # asking who it is might fail again
    status, text = _told(visit.words, error)
    if status == 403:
        denied(request, status)
    return page(visit, "message.html", status=status, code=status, text=text)


def _told(words: Words, error: Exception) -> tuple[int, str]:
    match error:
        case Problem():
            return error.status, words(error.message, **error.params)
        case Refusal():
            return problems.status_of(error), words.refusal(error)
        case RequestValidationError() | HTTPException(status_code=404 | 405):
            return 404, words(N_("There is nothing at this address."))
        case HTTPException(status_code=413):
            return 413, words(problems.TOO_LARGE)
        case HTTPException():
            return error.status_code, words(N_("The request could not be understood."))
        case _ if isinstance(error, problems.NO_TIME):
            return 503, words(problems.BUSY)
        case _:
            return 500, words(problems.FAULT)
