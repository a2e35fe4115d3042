"""How many requests a minute: told in every answer, 429 beyond it, and 503 when there is no connection to be had."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import asyncpg
import httpx
import pytest
from hypothesis import given, strategies as st

from api.pools import PATIENCE
from api.problems import Problem
from api.quota import MOST_CALLERS, WINDOW, Quota
from settings import Settings
from tests.served import AS_IT_IS, Served, answering
from tests.sign_in.conftest import free_port

FEW = 5
A_BUSY_MACHINES = 3.0  # s beside the patience itself


@pytest.fixture
async def narrow(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    """The same installation, where a token may make five requests a minute."""
    async with (
        answering(replace(served.settings, api_port=free_port(), api_rate=FEW)) as address,
        httpx.AsyncClient(base_url=address, timeout=30) as client,
    ):
        yield client


async def test_each_token_has_its_own_and_beyond_it_is_told_when_to_come_back(
    served: Served, narrow: httpx.AsyncClient
) -> None:
    first, second = await served.sign_in("p-01"), await served.sign_in("p-02")
    left = []
    for _ in range(FEW):
        answer = await narrow.get("/api/v1/me", headers=first)
        assert answer.headers["ratelimit-policy"] == f'"requests";q={FEW};w=60'
        left.append(answer.headers["ratelimit"].partition(";r=")[2].partition(";")[0])
    assert left == ["4", "3", "2", "1", "0"]
    refused = await narrow.get("/api/v1/me", headers=first)
    assert (refused.status_code, refused.json()["type"]) == (429, "/problems/too_many_requests")
    assert refused.headers["content-type"] == "application/problem+json"
    assert 1 <= int(refused.headers["retry-after"]) <= WINDOW / FEW
    assert refused.headers["content-security-policy"]
    assert (await narrow.get("/api/v1/me", headers=second)).status_code == 200
    assert (await narrow.get("/logga-in")).status_code == 200  # pages are people's


async def test_a_token_written_otherwise_is_the_same_token(served: Served, narrow: httpx.AsyncClient) -> None:
    """Given a token that has used all, when its scheme is in other letters or more blanks stand about it, then 429."""
    _, _, token = (await served.sign_in("p-03"))["Authorization"].partition(" ")
    for _ in range(FEW):
        answer = await narrow.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200
    for otherwise in (f"bEARER {token}", f"Bearer   {token}", f"Bearer \t{token}"):
        answer = await narrow.get("/api/v1/me", headers={"Authorization": otherwise})
        assert answer.status_code == 429, otherwise


def quota(settings: Settings, most: int) -> Quota:
    async def nothing(*_: object) -> None:
        raise AssertionError

    return Quota(nothing, replace(settings, api_rate=most))


@given(
    most=st.integers(1, 20),
    pauses=st.lists(st.floats(0, 30) | st.just(0.0), max_size=100),
)
def test_never_more_than_all_at_once_and_what_has_come_back_since(
    settings: Settings, most: int, pauses: list[float]
) -> None:
    limited, now, taken = quota(settings, most), 1000.0, 0
    for pause in pauses:
        now += pause
        wait = refused(limited, now)
        taken += not wait
        assert taken <= most + (now - 1000) / WINDOW * most + 1
        assert not wait or not refused(limited, now + wait), "whoever waits as long as they are told comes in"
        if wait:
            break


def refused(limited: Quota, now: float) -> float:
    """For how many seconds; 0: not at all."""
    try:
        limited.count(b"who", now)
    except Problem as problem:
        return float(problem.headers["Retry-After"])
    return 0


def test_who_uses_less_than_it_is_never_refused(settings: Settings) -> None:
    limited = quota(settings, 60)
    for second in range(1000):
        limited.count(b"who", float(second))


def test_callers_who_have_all_back_are_forgotten(settings: Settings) -> None:
    limited = quota(settings, 6000)
    for number in range(3 * MOST_CALLERS):
        limited.count(str(number).encode(), number / 1000)
    assert len(limited.whole_at) <= MOST_CALLERS


async def test_with_no_connection_to_be_had_it_is_said_so_and_nothing_is_done(
    served: Served, record_property: Callable[[str, object], None]
) -> None:
    """Somebody holds what every command asks for first: sixteen wait for it, and more for a connection."""
    contracts = [await served.registered_contract() for _ in range(20)]
    body = {"command": {"type": "supply_details", "diarienummer": "KS-1"}}
    holder = await asyncpg.connect(served.settings.writer_url)
    headers = AS_IT_IS | {"Authorization": served.http.headers["Authorization"]}
    try:
        async with (
            answering(replace(served.settings, api_port=free_port())) as address,
            httpx.AsyncClient(base_url=address, headers=headers, timeout=30) as client,
            holder.transaction(),
        ):
            await holder.execute("SELECT policy_in_force(true)")
            began = time.monotonic()
            answers = await asyncio.gather(
                *(client.post(f"/api/v1/contracts/{each}/commands", json=body) for each in contracts)
            )
            waited = time.monotonic() - began
    finally:
        await holder.close()
    record_property("busy_after_s", round(waited, 1))
    assert waited < 2 * PATIENCE + A_BUSY_MACHINES, "for a connection, then for what somebody holds"
    for answer in answers:
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/busy")
        assert int(answer.headers["retry-after"]) > 0
    assert (
        await served.http.post(f"/api/v1/contracts/{contracts[0]}/commands", json=body)
    ).status_code == 201
