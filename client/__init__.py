"""A typed client of the API, for other systems and for the command line. `models.py` and `operations.py` are generated
from the API's description (`make client`); what an answer holds is told to the type checker, and is plain dictionaries.

    from client import connect

    with connect("https://insats.example.se", token) as insats:
        for event in insats.events.feed(after=0)["items"]:
            print(event["type"], event["subject"])
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from client.operations import Insats

__all__ = ["Insats", "Refused", "connect"]


class Refused(Exception):
    """The API's answer to what it would not do: problem details (RFC 9457)."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(problem.get("detail") or f"{status}")
        self.status, self.problem = status, problem


@contextmanager
def connect(url: str, token: str, language: str = "sv") -> Iterator[Insats]:
    """Its methods raise Refused, or httpx.HTTPError where there is no answer."""
    http = httpx.Client(
        base_url=f"{url}/api/v1",
        timeout=60,
        headers={"Authorization": f"Bearer {token}", "Accept-Language": language},
    )

    def ask(method: str, path: str, **request: Any) -> Any:
        answer = http.request(method, path, **request)
        if answer.is_error:
            is_problem = answer.headers.get("content-type", "").startswith("application/problem+json")
            raise Refused(answer.status_code, answer.json() if is_problem else {})
        return answer.json() if answer.content else None

    with http:
        yield Insats(ask)
