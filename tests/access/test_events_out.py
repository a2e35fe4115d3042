"""Feed, stream and webhooks are judged as every page is: by who asks, or by what may leave at all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx
import pytest

from api import events
from tests.access.office import Office, given
from tests.access.rules import SEE_MARKED, SIGNED_IN
from tests.access.test_tokens import client, made
from tests.served import eventually
from tests.webhooks.subscriber import subscribed
from tests.webhooks.test_stream import listening, next_of


async def subjects_of(client: httpx.AsyncClient) -> set[str]:
    found, after = set(), 0
    while True:
        answer = (await client.get("/api/v1/events", params={"after": after, "limit": 1000})).json()
        found |= {each["subject"] for each in answer["items"]}
        if answer["next"] == after:
            return found
        after = answer["next"]


@pytest.mark.parametrize("role", sorted(SIGNED_IN))
async def test_a_feed_tells_of_the_contracts_that_one_sees(office: Office, role: str) -> None:
    found = await subjects_of(office.api[role])
    assert str(office.open) in found
    assert ({str(office.marked), str(office.waits)} <= found) == (role in SEE_MARKED)
    assert bool({str(office.marked), str(office.waits)} & found) == (role in SEE_MARKED)


@asynccontextmanager
async def a_marked_contract(office: Office) -> AsyncIterator[UUID]:
    """Gone again from the marked ones, which other tests count."""
    contract = await office.served.contract_in_dialogue()
    await given(office.served, contract, "mark_secret", reason="Bilaga.")
    try:
        yield contract
    finally:
        await given(office.served, contract, "lift_secrecy_mark", reason="Borta.")


@pytest.mark.parametrize("role", ["reader", "service", "coordinator"])
async def test_a_stream_tells_of_the_contracts_that_one_sees(office: Office, role: str) -> None:
    """What is marked, then what is not: whoever hears the second first has not been told of the first."""
    plain = await office.served.contract_in_dialogue()
    async with a_marked_contract(office) as marked, listening(office.api[role]) as stream:
        await asyncio.sleep(0.3)
        for contract in (marked, plain):
            await given(office.served, contract, "invite_to_dialogue")
        heard = set()
        while str(plain) not in heard:
            heard.add((await next_of(stream)).told["subject"])
    assert (str(marked) in heard) == (role in SEE_MARKED)


async def test_what_is_marked_while_one_listens_is_heard_no_more(office: Office) -> None:
    contract = await office.served.contract_in_dialogue()
    async with listening(office.api["reader"], contract_id=str(contract)) as stream:
        await asyncio.sleep(0.3)
        await given(office.served, contract, "assign_step", step="hold", person="p-03")
        assert (await next_of(stream)).told["type"] == "insats.StepAssigned"
        await given(office.served, contract, "mark_secret", reason="Bilaga.")
        with pytest.raises(TimeoutError):
            await next_of(stream, 2)
    await given(office.served, contract, "lift_secrecy_mark", reason="Borta.")


async def test_a_stream_ends_when_the_token_may_no_longer_read_the_trail(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "HEARTBEAT", 0.2)
    token = await made(office, rights=["trail", "contracts"])
    async with client(office, token["token"]) as service, listening(service) as stream:
        await asyncio.sleep(0.5)
        await office.served.handler.pool.execute(
            "UPDATE api_token SET rights = '{contracts}' WHERE id = $1", UUID(token["id"])
        )
        async with asyncio.timeout(10):
            assert [heard.event async for heard in stream][-1] == "over"


async def test_a_service_account_keeps_its_own_webhooks_and_an_administrator_all(office: Office) -> None:
    service, admin = office.api["service"], office.api["administrator"]

    async def listed(client: httpx.AsyncClient) -> set[str]:
        return {each["id"] for each in (await client.get("/api/v1/webhooks")).json()}

    async with (
        subscribed(office.served, service) as its,
        subscribed(office.served, admin) as theirs,
    ):
        assert its.webhook in await listed(service)
        assert theirs.webhook not in await listed(service)
        assert {its.webhook, theirs.webhook} <= await listed(admin)
        path = f"/api/v1/webhooks/{theirs.webhook}"
        for method, end, body in (
            *(("GET", "", None), ("DELETE", "", None), ("POST", "/stop", None), ("POST", "/start", None)),
            *(("POST", "/test", None), ("GET", "/deliveries", None), ("POST", "/redeliveries", {})),
        ):
            answer = await service.request(method, path + end, json=body)
            assert answer.status_code == 404, (method, end)


async def test_no_webhook_tells_of_what_is_marked_whoever_asked_for_it(office: Office) -> None:
    """An administrator sees it on a page; what leaves for another system is another matter."""
    plain = await office.served.contract_in_dialogue()
    async with (
        a_marked_contract(office) as marked,
        subscribed(office.served, office.api["administrator"]) as subscriber,
    ):
        for contract in (marked, plain):
            await given(office.served, contract, "invite_to_dialogue")
        await eventually(lambda: subscriber.about(plain))
        assert subscriber.about(marked) == []
        assert str(marked) not in "".join(got.body.decode() for got in subscriber.got)


async def test_the_position_to_go_on_from_tells_nothing_of_what_is_hidden(office: Office) -> None:
    """Everybody's feed ends at the same place, however little of it is theirs."""
    before, readers, after = [
        await end_of(office.api[role]) for role in ("coordinator", "reader", "coordinator")
    ]
    assert before <= readers <= after  # all one, unless the clock has something to do meanwhile


async def end_of(client: httpx.AsyncClient) -> int:
    after = -1
    answer: dict[str, Any] = {"next": 0}
    while answer["next"] != after:
        after = answer["next"]
        answer = (await client.get("/api/v1/events", params={"after": after})).json()
    return after
