"""A visitor who has not signed in, and their mail box. Each test begins with nobody's tries counted."""

import re
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from tests.served import Served, eventually, text_of
from tests.visitor import Visitor

ELIF = "jobbcenter@karlstad.example"  # p-03
CODE = re.compile(r"\b\d{4} \d{4}\b")


@pytest.fixture(autouse=True)
async def nothing_counted(served: Served) -> None:
    await served.handler.pool.execute("DELETE FROM sign_in_rate")
    await served.handler.pool.execute("DELETE FROM sign_in_code")
    await served.handler.pool.execute("DELETE FROM session WHERE person_id = 'p-04'")


@pytest.fixture
async def visitor(served: Served) -> AsyncIterator[Visitor]:
    async with Visitor(served.url) as client:
        yield client


async def mailed_code(served: Served, visitor: Visitor, address: str = ELIF) -> str:
    before = len(_codes(served))
    answer = await visitor.post("/logga-in/skicka", {"adress": address})
    assert (answer.status_code, answer.headers["location"]) == (303, "/logga-in/kod")
    codes = await eventually(lambda: _codes(served)[before:])
    return str(codes[-1])


def _codes(served: Served) -> list[str]:
    mails = [text_of(mail) for mail in served.mails("/logga-in")]
    return [CODE.findall(text)[0] for text in mails if CODE.search(text)]


async def is_signed_in(visitor: Visitor) -> bool:
    return (await visitor.get("/avtal")).status_code == 200


def free_port() -> int:
    """Below those of installations and of outgoing connections, of which one could have it before who asked for it."""
    while True:
        port = 10_000 + secrets.randbelow(10_000)
        with socket.socket() as unused, suppress(OSError):
            unused.bind(("127.0.0.1", port))
            return port
