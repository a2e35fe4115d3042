"""Deny by default: an application with a route that has no rule does not start."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Mount

from access.rights import Right

# For everybody, signed in or not: of the API, then of the pages.
OPEN = frozenset({"/healthz", "/readyz", "/api/v1/sessions", "/api/v1/sessions/back-channel-logout"})
OPEN |= {"/", "/logga-in", "/logga-ut", "/visning", "/static/{digest}/{name}"}
OPEN |= {
    "/tillganglighet",
    "/kalender/adress/{secret}/insats.ics",
}  # the second: for whoever knows the secret
OPEN |= {"/logga-in/skicka", "/logga-in/kod", "/logga-in/oidc", "/logga-in/oidc/svar"}


class Ruled(NamedTuple):
    """A route as it is asked for, and the rights that it asks for."""

    method: str
    path: str
    rights: tuple[Right, ...]


def ruled(routes: Sequence[BaseRoute]) -> Iterator[Ruled]:
    """Also those of applications mounted below."""
    for found in iter_route_contexts(routes):
        route = found.original_route
        if isinstance(route, Mount):
            yield from ruled(route.routes)
            continue
        rights = tuple(_rights_of(route.dependant)) if hasattr(route, "dependant") else ()
        for method in sorted(found.methods or {"ANY"}):
            yield Ruled(method, as_described(found.path or "?"), rights)


def as_described(path: str) -> str:
    """Without the kinds of what stands in it."""
    return re.sub(r":\w+\}", "}", path)


def _rights_of(dependant: Dependant) -> Iterator[Right]:
    for each in dependant.dependencies:
        if isinstance(right := getattr(each.call, "right", None), Right):
            yield right
        yield from _rights_of(each)


def demand_rules(routes: Sequence[BaseRoute]) -> None:
    """Raises ValueError, naming the routes that have none."""
    without = [f"{each.method} {each.path}" for each in ruled(routes) if not each.rights]
    if unknown := [told for told in without if told.partition(" ")[2] not in OPEN]:
        raise ValueError(
            f"no right is asked for at {', '.join(unknown)}: see api/deps.py and access/rights.py"
        )
