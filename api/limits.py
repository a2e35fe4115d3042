"""How much a request may carry, whoever sends it."""

import asyncio
from contextlib import suppress

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from exchange.bounds import MAX_BYTES

LARGEST = MAX_BYTES + 100_000  # a notice, and the form around it
DISCARDED = 5 * LARGEST
PATIENCE = 3.0  # s


class LimitBody:
    """An ASGI layer: 413 to whoever reads a body that says it is longer than LARGEST, or turns out to be."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = Body(receive, says=int(Headers(scope=scope).get("content-length", 0)))

        async def closing(message: Message) -> None:
            if body.too_large and message["type"] == "http.response.start":
                await body.let_go_by()
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        await self.app(scope, body.read, closing)


class Body:
    def __init__(self, receive: Receive, *, says: int) -> None:
        self.receive, self.too_large = receive, says > LARGEST
        self.length, self.whole = 0, False

    async def read(self) -> Message:
        """Raises HTTPException, which the routes' application answers in the reader's language."""
        message = await self._next() if not self.too_large else {}
        self.too_large = self.too_large or self.length > LARGEST
        if self.too_large:
            raise HTTPException(413)
        return message

    async def let_go_by(self) -> None:
        """A browser that is still sending shows no answer: it may finish, within bounds, and nothing is kept of it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while not self.whole and self.length < DISCARDED:
                    await self._next()

    async def _next(self) -> Message:
        message = await self.receive()
        self.length += len(message.get("body", b""))
        self.whole = not message.get("more_body", False)
        return message
