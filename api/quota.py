"""How many requests a token may make in a minute: counted in memory, by each process for itself."""

import hashlib
import math
import time
from collections.abc import Mapping

from fastapi.security.utils import get_authorization_scheme_param
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Problem
from domain.words import N_
from settings import Settings

WINDOW = 60.0  # s
MOST_CALLERS = 10_000  # that are remembered


class Quota:
    """An ASGI layer over the API. All may be used at once; what was used comes back evenly (GCRA).

    Headers as in the IETF's draft "RateLimit header fields for HTTP" (revision 10).
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.most = app, settings.api_rate
        self.each = WINDOW / self.most  # s until one comes back
        self.whole_at: dict[bytes, float] = {}  # by caller: when everything has come back

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises Problem."""
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
            return
        told = self.count(caller(scope), time.monotonic())

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(told)
            await send(message)

        await self.app(scope, receive, with_headers)

    def count(self, who: bytes, now: float) -> Mapping[str, str]:
        """The headers that tell how much is left. Raises Problem when nothing is."""
        used = max(0.0, self.whole_at.get(who, now) - now) + self.each
        policy = {"RateLimit-Policy": f'"requests";q={self.most};w={WINDOW:.0f}'}
        if used > WINDOW + self.each / 2:
            wait = math.ceil(used - WINDOW)
            headers = policy | {"RateLimit": f'"requests";r=0;t={wait}', "Retry-After": str(wait)}
            message = N_("Too many requests: {most} in a minute are allowed. Wait {seconds} seconds.")
            raise Problem(429, "too_many_requests", message, headers, most=self.most, seconds=wait)
        self._remember(who, now + used, now)
        left = int((WINDOW - used) / self.each + 0.5)
        return policy | {"RateLimit": f'"requests";r={left};t={math.ceil(used)}'}

    def _remember(self, who: bytes, whole_at: float, now: float) -> None:
        if len(self.whole_at) >= MOST_CALLERS:
            self.whole_at = {each: at for each, at in self.whole_at.items() if at > now}
        self.whole_at[who] = whole_at


def caller(scope: Scope) -> bytes:
    """By token, known or not; without one, by where it is from. However a token is written, it is the one that it is
    taken for when it is asked who is there (api/deps.py), or each way of writing it had an allowance of its own."""
    scheme, token = get_authorization_scheme_param(Headers(scope=scope).get("authorization"))
    where_from = scope["client"][0] if scope.get("client") else ""
    told = f"{scheme.lower()} {token}" if scheme and token else where_from
    return hashlib.sha256(told.encode()).digest()
