"""How much a request may carry: read no further than that, whoever sends it."""

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from exchange.bounds import MAX_BYTES

LARGEST = MAX_BYTES + 100_000  # a notice, and the form around it


class TooLarge(Exception):
    pass


class LimitBody:
    """An ASGI layer: 413 when a body says that it is longer than LARGEST, and no more is read when it turns out so."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and int(Headers(scope=scope).get("content-length", 0)) > LARGEST:
            refusal = PlainTextResponse("The request is too large.", 413, {"Connection": "close"})
            await refusal(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > LARGEST:
                raise TooLarge
            return message

        await self.app(scope, counted, send)
