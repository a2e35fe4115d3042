"""Every route that the HTTP process answers, read from the application itself."""

import re
from dataclasses import dataclass
from uuid import uuid4

from fastapi import FastAPI
from starlette.routing import Mount

from api.app import create_app
from settings import Settings
from web.mounting import mount

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True)
class Answered:
    method: str
    path: str
    is_page: bool

    @property
    def address(self) -> str:
        """With something in each place, of a contract that nobody knows."""
        return re.sub(r"\{[^}]*\}", lambda _: str(uuid4()), self.path)


def every_route(settings: Settings) -> list[Answered]:
    api = create_app(settings)
    mount(api)
    pages = [route.app for route in api.routes if isinstance(route, Mount)]
    found = [Answered("GET", "/api/v1/openapi.json", is_page=False)]  # it does not list itself
    for app in (api, *pages):
        assert isinstance(app, FastAPI)
        for path, methods in app.openapi()["paths"].items():
            found += [Answered(method.upper(), path, is_page=app is not api) for method in methods]
    return found
