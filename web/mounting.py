"""Puts the pages beside the API: everything that the API does not answer is theirs."""

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from api import problems
from api.deps import parts
from api.problems import Problem, denied
from domain.refusal import Refusal
from domain.words import N_
from language.words import Words
from web import (
    as_of_routes,
    contract_routes,
    dialogue_routes,
    duplicate_routes,
    import_routes,
    insight_routes,
    list_routes,
    look_routes,
    menu_routes,
    oidc_routes,
    register_routes,
    sign_in_routes,
    signed_in_routes,
    static_files,
    supplier_routes,
    triage_routes,
    week_routes,
)
from web.guard import only_from_our_own_pages
from web.page import keep, page
from web.sign_in_routes import WANTED
from web.visit import NotSignedIn, Visit


def mount(app: FastAPI) -> None:
    """Call it last: addresses that `app` does not know by then are answered by the pages."""
    pages = FastAPI(openapi_url=None, dependencies=[Depends(only_from_our_own_pages)])
    pages.state = app.state
    for room in (
        static_files,
        sign_in_routes,
        oidc_routes,
        signed_in_routes,
        week_routes,
        list_routes,
        register_routes,
        supplier_routes,
        menu_routes,
        import_routes,
        triage_routes,
        duplicate_routes,
        insight_routes,
        look_routes,
    ):
        pages.include_router(room.router)
    for shown in (as_of_routes, dialogue_routes, contract_routes):
        pages.include_router(shown.router, dependencies=[Depends(look_routes.noted)])
    pages.add_exception_handler(look_routes.ReasonNeeded, look_routes.ask_why)
    pages.add_exception_handler(NotSignedIn, _sign_in_first)
    for error in (Problem, Refusal, RequestValidationError, HTTPException, Exception):
        pages.add_exception_handler(error, _message)
    app.mount("/", pages)


KEPT = 10 * 60  # s; as long as a code or a link lasts


async def _sign_in_first(request: Request, _: Exception) -> Response:
    """Where somebody wanted to go is kept for the ten minutes that a sign-in link lasts."""
    response = RedirectResponse("/logga-in", 303)
    if request.method == "GET":
        keep(response, parts(request).settings, WANTED, request.url.path, KEPT)
    return response


async def _message(request: Request, error: Exception) -> Response:
    visit = Visit(request, None)  # asking who it is might fail again
    status, text = _told(visit.words, error)
    if status == 403:
        denied(request, status)
    if request.url.path.startswith("/api/"):
        return problems.answer(status, "not_found", text)
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
        case _:
            return 500, words(problems.FAULT)
