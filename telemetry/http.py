"""Each request as a step, and how long its answer took. By the route's pattern: never the address, or who asked."""

from functools import cache
from time import perf_counter
from typing import Final

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.telemetry import TelemetryConfig
from prometheus_client import Histogram, disable_created_metrics
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from telemetry.steps import Step, step, trace_id

disable_created_metrics()  # type: ignore[no-untyped-call]

SECONDS: Final = Histogram(
    "insats_http_seconds",
    "From a request's arrival until its answer begins",
    ("method", "route", "status"),
    buckets=(0.01, 0.05, 0.1, 0.25, 1, 5),
)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}  # somebody may send any word
REQUEST_ID = "X-Request-Id"
# FastAPI's own would tell addresses, and errors with their text.
UNTOLD: Final[TelemetryConfig] = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}


class Watched:
    """An ASGI layer; inside the one that knows of headers, outside all that may answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        began = perf_counter()
        with step("request") as its:

            async def watched(message: Message) -> None:
                if message["type"] == "http.response.start":
                    _answered(scope, message, its, perf_counter() - began)
                await send(message)

            return await self.app(scope, receive, watched)


@cache
def _paths(app: FastAPI) -> dict[int, str]:
    """Of its routes; each knows its path only within the router that it was written in."""
    return {id(each.original_route): each.path or "" for each in iter_route_contexts(app.routes)}


def _answered(scope: Scope, message: Message, its: Step, seconds: float) -> None:
    route = _paths(scope["app"]).get(id(scope.get("route")), "")
    method = scope["method"] if scope["method"] in METHODS else "other"
    status = message["status"]
    SECONDS.labels(method, route, f"{status // 100}xx").observe(seconds)
    its.rename(f"{method} {route}")
    its.tell(status=status)
    if found := trace_id():
        MutableHeaders(scope=message)[REQUEST_ID] = found
