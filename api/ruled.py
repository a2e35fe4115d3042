"""Deny by default: an application with a route that has no rule does not start."""

from collections.abc import Iterator

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount

from access.rights import Right

# For everybody, signed in or not: the API, then the pages.
OPEN = frozenset({"/healthz", "/readyz", "/api/v1/sessions"})
OPEN |= {"/", "/logga-in", "/logga-ut", "/visning", "/static/{digest}/{name}"}


def routes_of(routes: list[BaseRoute]) -> Iterator[APIRoute]:
    for route in routes:
        if isinstance(route, Mount):
            yield from routes_of(route.routes)
        elif isinstance(route, APIRoute):
            yield route


def rights_of(dependant: Dependant) -> Iterator[Right]:
    for each in dependant.dependencies:
        if isinstance(right := getattr(each.call, "right", None), Right):
            yield right
        yield from rights_of(each)


def demand_rules(routes: list[BaseRoute]) -> None:
    """Raises ValueError, naming the routes that have none."""
    without = [
        f"{sorted(route.methods or ())} {route.path}"
        for route in routes_of(routes)
        if route.path not in OPEN and not any(rights_of(route.dependant))
    ]
    if without:
        raise ValueError(
            f"no right is asked for at {', '.join(without)}: see api/deps.py and access/rights.py"
        )
