"""The stream: what happens while one listens, from where one was cut off, for as long as one may."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from api import events, tail
from tests.served import Served, eventually
from tests.visitor import Visitor

ACCEPT = {"Accept": "text/event-stream"}
PATH = "/api/v1/events/stream"


@dataclass
class Heard:
    id: str = ""
    event: str = "message"
    data: str = ""

    @property
    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.data)
        return found


async def heard_in(answer: httpx.Response) -> AsyncIterator[Heard]:
    """By the standard's own rules for lines."""
    heard = Heard()
    async for line in answer.aiter_lines():
        if not line:
            if heard != Heard():
                yield heard
            heard = Heard()
        elif not line.startswith(":"):
            name, _, value = line.partition(":")
            if name != "retry":
                setattr(heard, name, value.removeprefix(" "))


@asynccontextmanager
async def listening(
    client: httpx.AsyncClient, path: str = PATH, headers: dict[str, str] | None = None, **params: Any
) -> AsyncIterator[AsyncIterator[Heard]]:
    async with client.stream("GET", path, headers=ACCEPT | (headers or {}), params=params) as answer:
        assert answer.status_code == 200, await answer.aread()
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield heard_in(answer)


async def next_of(stream: AsyncIterator[Heard], patience: float = 10) -> Heard:
    async with asyncio.timeout(patience):
        return await anext(stream)


async def test_what_others_do_is_heard_within_two_seconds(served: Served) -> None:
    contract = await served.signed_contract()
    async with listening(served.http, contract_id=str(contract)) as stream:
        await asyncio.sleep(0.3)
        began = asyncio.get_running_loop().time()
        await served.do(contract, "invite_to_dialogue")
        heard = await next_of(stream)
        assert asyncio.get_running_loop().time() - began < 2
    assert (heard.told["type"], heard.told["subject"]) == ("insats.DialogueInvited", str(contract))
    assert heard.id == str(heard.told["data"]["position"])


async def test_whoever_was_cut_off_goes_on_where_they_were(served: Served) -> None:
    contract = await served.signed_contract()
    feed = await served.http.get("/api/v1/events", params={"contract_id": str(contract)})
    expected = [str(each["data"]["position"]) for each in feed.json()["items"]]
    async with listening(served.http, contract_id=str(contract), after=0) as stream:
        first = [(await next_of(stream)).id for _ in range(2)]
    cut_off = {"Last-Event-ID": first[-1]}
    async with listening(served.http, headers=cut_off, contract_id=str(contract), after=0) as stream:
        rest = [(await next_of(stream)).id for _ in expected[2:]]
    assert first + rest == expected


async def test_it_ends_with_the_session(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "HEARTBEAT", 0.2)
    headers = await served.sign_in("p-05")
    async with httpx.AsyncClient(base_url=served.url, headers=headers, timeout=30) as client:
        async with listening(client) as stream:
            await asyncio.sleep(0.5)
            await served.handler.pool.execute("DELETE FROM session WHERE person_id = 'p-05'")
            async with asyncio.timeout(10):
                last = [heard async for heard in stream][-1]
        assert last.event == "over"
        assert (await client.get(PATH, headers=ACCEPT)).status_code == 401


async def test_many_streams_hold_no_connection_of_the_pool_and_there_is_a_bound(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty of one person, where the pool has eight; the next is told to come later."""
    assert (tail.EACH, events.HEARTBEAT) == (20, 15.0)
    headers = await served.sign_in("p-05")
    limits = httpx.Limits(max_connections=50)
    async with httpx.AsyncClient(base_url=served.url, headers=headers, timeout=30, limits=limits) as client:
        async with AsyncExitStack() as open_:
            for _ in range(tail.EACH):
                answer = await open_.enter_async_context(client.stream("GET", PATH, headers=ACCEPT))
                assert answer.status_code == 200
            async with asyncio.timeout(10), client.stream("GET", PATH, headers=ACCEPT) as refused:
                assert (refused.status_code, "retry-after" in refused.headers) == (429, True)
            for _ in range(20):
                assert (await client.get("/api/v1/contracts")).status_code == 200

        async def there_is_room() -> bool:
            async with client.stream("GET", PATH, headers=ACCEPT) as answer:
                return answer.status_code == 200

        await eventually(there_is_room)


async def test_whoever_does_not_ask_for_a_stream_by_name_is_not_kept_waiting(served: Served) -> None:
    answer = await served.http.get(PATH)
    assert (answer.status_code, answer.json()["type"]) == (406, "/problems/ask_for_a_stream")


async def test_a_page_left_open_hears_and_keeps_nobody_signed_in(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked again and again whether it still may, and the session rests all the same."""
    monkeypatch.setattr(events, "HEARTBEAT", 0.2)
    contract = await served.signed_contract()
    async with Visitor(served.url) as visitor:
        await visitor.post("/logga-in", {"lank": (await served.sign_in_link("p-05")).partition("lank=")[2]})
        path = f"/avtal/{contract}/strom"
        assert (await visitor.get(path)).status_code == 406
        async with listening(visitor, path, efter=2**40) as stream:
            await served.handler.pool.execute(
                "UPDATE session SET seen_at = now() - interval '3 hours 59 minutes 58 seconds'"
                " WHERE person_id = 'p-05' AND kind = 'page'"
            )
            async with asyncio.timeout(15):
                assert [heard.event async for heard in stream] == ["over"]
        assert (await visitor.get("/avtal")).status_code == 303


async def test_a_page_left_open_hears_no_more_once_its_role_is_another(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the sign-in service tells it: the session goes on, the right to read contracts does not."""
    monkeypatch.setattr(events, "HEARTBEAT", 0.2)
    contract = await served.signed_contract()
    async with Visitor(served.url) as visitor:
        await visitor.post("/logga-in", {"lank": (await served.sign_in_link("p-05")).partition("lank=")[2]})
        async with listening(visitor, f"/avtal/{contract}/strom", efter=2**40) as stream:
            await served.handler.pool.execute(
                "UPDATE session SET roles = '{auditor}' WHERE person_id = 'p-05' AND kind = 'page'"
            )
            async with asyncio.timeout(15):
                assert [heard.event async for heard in stream] == ["over"]
        assert (await visitor.get("/inloggningar")).status_code == 200
