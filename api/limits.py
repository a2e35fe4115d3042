"""How much a request may carry: read no further than that, whoever sends it."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from exchange.bounds import MAX_BYTES

LARGEST = MAX_BYTES + 100_000  # a notice, and the form around it


class LimitBody:
    """An ASGI layer: 413 to whoever reads a body that says it is longer than LARGEST, or turns out to be."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        read = int(Headers(scope=scope).get("content-length", 0))
        too_large = read > LARGEST
        read = 0

        async def counted() -> Message:
            nonlocal read, too_large
            if not too_large:
                message = await receive()
                read += len(message.get("body", b""))
                too_large = read > LARGEST
            if too_large:
                raise HTTPException(413)
            return message

        async def closing(message: Message) -> None:
            if too_large and message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Connection"] = "close"  # the rest of it is not read
            await send(message)

        await self.app(scope, counted, closing)
