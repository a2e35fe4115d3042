"""Idempotency-Key: an unsafe request of the API is carried out once, and answered alike each time that it is sent."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

import asyncpg
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.answers import Answer, Answers, Asked
from api.deps import known, parts
from api.problems import Problem
from domain.words import N_

HEADER = "Idempotency-Key"
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
KEY = r"[!-~]+"
LONGEST = 255  # characters of a key
PATIENCE = 15.0  # s that a second request waits for the first one's answer
LOOK_EVERY = 0.05  # s
SWEEP_EVERY = 600.0  # s

# What these make has a secret, which only the first answer holds.
SHOWN_ONCE = frozenset(f"/api/v1/{room}" for room in ("sessions", "tokens", "webhooks"))

# Nothing was decided: once the caller has put that right, the same may be sent again.
NOT_KEPT = frozenset({401, 403, 412, 413, 428, 429})

_command_id: ContextVar[UUID | None] = ContextVar("command_id", default=None)


def command_id() -> UUID:
    """Of the request's Idempotency-Key, so that even a lost answer makes nothing happen twice; else a new one."""
    return _command_id.get() or uuid4()


class Once:
    """An ASGI layer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.swept_at = float("-inf")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises Problem."""
        request = Request(scope, receive) if carries_a_key(scope) else None
        if request is None or (who := await known(request)) is None:
            await self.app(scope, receive, send)
            return
        body = await request.body()
        asked = Asked(
            secret=parts(request).settings.key_encryption_key,
            person=who.person.id,
            capacity=who.capacity,
            key=key_of(request),
            request=(request.method, request.url.path, request.url.query, sha256(body).hexdigest()),
        )
        answer = await self._answer(Answers(parts(request).handler.pool), asked, scope, body)
        await Response(answer.body, answer.status, answer.headers)(scope, receive, send)

    async def _answer(self, answers: Answers, asked: Asked, scope: Scope, body: bytes) -> Answer:
        until = time.monotonic() + PATIENCE
        while (claimed := await answers.claim(asked)) is None:
            if answer := await told_before(answers, asked):
                return must_not_be_secret(answer, scope)
            if time.monotonic() > until:
                raise Problem(409, "under_way", N_("The same request is still being carried out."))
            await asyncio.sleep(LOOK_EVERY)
        await self._sweep(answers)
        async with let_go_on_failure(answers, asked, claimed):
            _command_id.set(asked.command_id)
            answer = await answer_of(self.app, scope, body)
            decided = answer.status < 500 and answer.status not in NOT_KEPT
            kept = Answer(answer.status, {}, b"") if is_secret(answer, scope) else answer
            await (answers.keep(asked, claimed, kept) if decided else answers.let_go(asked, claimed))
        return answer

    async def _sweep(self, answers: Answers) -> None:
        if time.monotonic() - self.swept_at > SWEEP_EVERY:
            self.swept_at = time.monotonic()
            await answers.forget_old()


def carries_a_key(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] not in UNSAFE or not scope["path"].startswith("/api/"):
        return False
    return HEADER in Headers(scope=scope)


def key_of(request: Request) -> str:
    key = request.headers[HEADER]
    if not re.fullmatch(KEY, key) or len(key) > LONGEST:
        message = N_("An Idempotency-Key is 1 to {longest} visible ASCII characters, such as a UUID.")
        raise Problem(422, "bad_key", message, longest=LONGEST)
    return key


async def told_before(answers: Answers, asked: Asked) -> Answer | None:
    """None: the first request is still under way. Raises Problem where the key was another request's."""
    match await answers.known(asked):
        case (request, _) if request != asked.fingerprint:
            message = N_("This Idempotency-Key was used for another request. Use a new one for each.")
            raise Problem(422, "key_used", message)
        case (_, answer):
            return answer
    return None


def is_secret(answer: Answer, scope: Scope) -> bool:
    """It holds what is shown once, and kept nowhere."""
    return scope["path"] in SHOWN_ONCE and answer.status < 300


def must_not_be_secret(answer: Answer, scope: Scope) -> Answer:
    """Raises Problem."""
    if is_secret(answer, scope):
        message = N_(
            "This has been done, and its secret was shown that once. Take it away, and make a new one."
        )
        raise Problem(409, "shown_once", message)
    return answer


@asynccontextmanager
async def let_go_on_failure(answers: Answers, asked: Asked, claimed: datetime) -> AsyncIterator[None]:
    try:
        yield
    except Exception:
        with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await answers.let_go(asked, claimed)  # else it lapses
        raise


async def answer_of(app: ASGIApp, scope: Scope, body: bytes) -> Answer:
    """What the application answers, whole."""
    told: list[Message] = []
    sent = asyncio.Event()

    async def receive() -> Message:
        if sent.is_set():
            return {"type": "http.disconnect"}
        sent.set()
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        told.append(message)

    await app(scope, receive, send)
    headers = Headers(raw=told[0]["headers"])
    return Answer(told[0]["status"], dict(headers), b"".join(each.get("body", b"") for each in told[1:]))
