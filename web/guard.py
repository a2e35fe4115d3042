"""What protects every page: forms only from our own pages, and headers that forbid what pages never need."""

from urllib.parse import urlsplit

from fastapi import Request, Response
from starlette.middleware.base import RequestResponseEndpoint

from api.problems import Problem
from domain.words import N_

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def only_from_our_own_pages(request: Request) -> None:
    """Cross-site request forgery: the browser itself says where a form was sent from."""
    if request.method in SAFE:
        return
    site = request.headers.get("sec-fetch-site")
    if site in ("same-origin", "none"):
        return
    origin = urlsplit(request.headers.get("origin", "")).netloc
    if site is None and origin and origin == request.headers.get("host"):
        return
    raise Problem(
        403,
        "from_elsewhere",
        N_("The form was not sent from Insats itself. Open the page again and try once more."),
    )


async def with_headers(request: Request, call_next: RequestResponseEndpoint) -> Response:
    response = await call_next(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
