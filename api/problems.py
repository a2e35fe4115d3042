"""Refusals and mistakes as problem details (RFC 9457), in the reader's language."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

import asyncpg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from access.commands import NOT_ALLOWED
from api.preconditions import etag
from domain.refusal import Refusal
from domain.words import N_
from erasure.erase import Unfinished
from language.words import Words
from policy.load import PolicyError
from sign_in.security_log import tell

TOO_LARGE = N_("The request is too large.")
BUSY = N_("Too much is going on right now, or the database does not answer. Try again in a moment.")
MALFORMED = N_("The request is not as the API describes it. See `errors`.")
FAULT = N_("Something went wrong with us, and nothing was saved. Try again in a while.")
UNFINISHED = N_(
    "The erasure is on record but not carried out yet: the texts are still there. Try again in a moment; it is not "
    "recorded twice."
)

# What PostgreSQL, or the way to it, answers when it has no time for us.
NO_TIME = (
    TimeoutError,  # of a pool whose connections are all in use, too
    ConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
)

STATUS: Mapping[str, int] = {  # of refusals; the others: 409
    "unknown_contract": 404,
    "unknown_need": 404,
    "stale": 412,
    "say_what_was_seen": 428,
}

log = logging.getLogger(__name__)


class Problem(Exception):
    """`message` is an English sentence of the sources, translated when it is answered. `headers`: of the answer."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None, **params: object
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.params = status, code, message, params
        self.headers = headers or {}


def install(app: FastAPI) -> None:
    for error, handler in HANDLERS.items():
        app.add_exception_handler(error, handler)
    app.add_exception_handler(Exception, _fault)


def answer(
    status: int, code: str, detail: str, headers: Mapping[str, str] | None = None, **more: object
) -> JSONResponse:
    title = HTTPStatus(status).phrase
    body = {"type": f"/problems/{code}", "title": title, "status": status, "detail": detail, **more}
    sent = {**(headers or {})} | ({"WWW-Authenticate": "Bearer"} if status == 401 else {})
    return JSONResponse(body, status, media_type="application/problem+json", headers=sent)


def problems_of(told: Mapping[int, str]) -> dict[int | str, dict[str, Any]]:
    """What a route alone may answer, as it is described."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": description, "content": content} for status, description in told.items()}


def words_of(request: Request) -> Words:
    wanted = request.headers.get("accept-language", "sv")
    return Words("en" if wanted.strip().lower().startswith("en") else "sv")


async def _problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)  # noqa: S101 - it was registered for this class
    if error.status in (401, 403):
        denied(request, error.status)
    return answer(error.status, error.code, words_of(request)(error.message, **error.params), error.headers)


async def _refusal(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)  # noqa: S101
    said = words_of(request).refusal(error)
    if error.code == "stale":
        version = int(str(error.params["version"]))
        return answer(412, "stale", said, {"ETag": etag(version)}, version=version)
    return answer(status_of(error), error.code, said)


def status_of(refusal: Refusal) -> int:
    return 403 if refusal.code in NOT_ALLOWED else STATUS.get(refusal.code, 409)


async def _faulty(request: Request, error: Exception) -> JSONResponse:
    """A policy file: each fault with its line and its remedy."""
    assert isinstance(error, PolicyError)  # noqa: S101
    words = words_of(request)
    faults = [{"where": fault.at(error.file), "what": fault.what_and_remedy(words)} for fault in error.faults]
    detail = words(N_("The policy file has faults; nothing has been changed."))
    return answer(422, "faulty_policy", detail, errors=faults)


async def _malformed(request: Request, error: Exception) -> JSONResponse:
    """What, where and what to do; never the value that was sent, which may be somebody's name."""
    assert isinstance(error, RequestValidationError)  # noqa: S101
    faults = [{"where": _where(fault), "what": fault["msg"]} for fault in error.errors()]
    return answer(422, "malformed", words_of(request)(MALFORMED), errors=faults)


def _where(fault: Mapping[str, Any]) -> str:
    return ".".join(str(part) for part in fault["loc"])


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    if error.status_code == 404:
        return answer(404, "not_found", words_of(request)(N_("There is nothing at this address.")))
    if error.status_code == 400:  # a body that is no text at all
        return answer(422, "malformed", words_of(request)(MALFORMED))
    if error.status_code == 413:
        return answer(413, "too_large", words_of(request)(TOO_LARGE))
    if error.status_code == 405:
        message = N_("This address does not take {method}.")
        said = words_of(request)(message, method=request.method)
        return answer(405, "method", said, {"Allow": ", ".join(sorted(methods_at(request)))})
    return answer(error.status_code, "http", str(error.detail), error.headers)


def methods_at(request: Request) -> set[str]:
    """Of all routes at the address that was asked."""
    found = set()
    for route in iter_route_contexts(request.app.routes):
        if route.path and compile_path(route.path)[0].match(request.url.path):
            found |= route.methods or set()
    return found


async def _busy(request: Request, error: Exception) -> JSONResponse:
    log.warning("no time: %s", type(error).__name__)
    return answer(503, "busy", words_of(request)(BUSY))


async def _unfinished(request: Request, error: Exception) -> JSONResponse:
    log.error("an erasure is not finished", exc_info=error)
    return answer(503, "erasure_unfinished", words_of(request)(UNFINISHED))


async def _fault(request: Request, _: Exception) -> JSONResponse:
    """What went wrong is in the log, not in the answer."""
    return answer(500, "fault", words_of(request)(FAULT))


def denied(request: Request, status: int) -> None:
    """To the security log: who, and the route's pattern, never the address with its ids."""
    route = getattr(request.scope.get("route"), "path", "")
    tell(
        "access",
        "denied",
        getattr(request.state, "person", None),
        method=request.method,
        route=route,
        status=status,
    )


HANDLERS: dict[type[Exception], Callable[[Request, Exception], Awaitable[JSONResponse]]] = {
    Problem: _problem,
    Refusal: _refusal,
    Unfinished: _unfinished,
    PolicyError: _faulty,
    RequestValidationError: _malformed,
    HTTPException: _http,
}
HANDLERS |= dict.fromkeys(NO_TIME, _busy)
