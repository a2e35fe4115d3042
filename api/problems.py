"""Refusals and mistakes as problem details (RFC 9457), in the reader's language."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from access.commands import NOT_ALLOWED
from domain.refusal import Refusal
from domain.words import N_
from language.words import Words
from policy.load import PolicyError
from sign_in.security_log import tell

TOO_LARGE = N_("The request is too large.")
FAULT = N_("Something went wrong with us, and nothing was saved. Try again in a while.")


class Problem(Exception):
    """`message` is an English sentence of the sources, translated when it is answered."""

    def __init__(self, status: int, code: str, message: str, **params: object) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.params = status, code, message, params


def install(app: FastAPI) -> None:
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(Refusal, _refusal)
    app.add_exception_handler(PolicyError, _faulty)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _fault)


def answer(status: int, code: str, detail: str, **more: object) -> JSONResponse:
    title = HTTPStatus(status).phrase
    body = {"type": f"/problems/{code}", "title": title, "status": status, "detail": detail, **more}
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse(body, status, media_type="application/problem+json", headers=headers)


def words_of(request: Request) -> Words:
    wanted = request.headers.get("accept-language", "sv")
    return Words("en" if wanted.strip().lower().startswith("en") else "sv")


async def _problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)  # noqa: S101 - it was registered for this class
    if error.status in (401, 403):
        denied(request, error.status)
    return answer(error.status, error.code, words_of(request)(error.message, **error.params))


async def _refusal(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)  # noqa: S101
    return answer(status_of(error), error.code, words_of(request).refusal(error))


def status_of(refusal: Refusal) -> int:
    if refusal.code in NOT_ALLOWED:
        return 403
    return 404 if refusal.code in ("unknown_contract", "unknown_need") else 409


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
    detail = words_of(request)(N_("The request is not as the API describes it. See `errors`."))
    return answer(422, "malformed", detail, errors=faults)


def _where(fault: Mapping[str, Any]) -> str:
    return ".".join(str(part) for part in fault["loc"])


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    if error.status_code == 404:
        return answer(404, "not_found", words_of(request)(N_("There is nothing at this address.")))
    if error.status_code == 413:
        return answer(413, "too_large", words_of(request)(TOO_LARGE))
    return answer(error.status_code, "http", str(error.detail))


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
