"""Another system is told what happens: signed, in order of each contract, at least once, and nothing personal."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError
from temporalio.worker import Replayer

from temporal_connection import workflow_runner
from tests.api.test_why_from_the_command_line import UNUSED
from tests.served import Served, eventually
from tests.webhooks.subscriber import Got, Subscriber, deliveries, hurry, subscribed
from webhooks.queue import TRIES_AGAIN_AFTER
from webhooks.seal import new_secret, opened, sealed
from workflows.names import webhook_workflow_id
from workflows.webhook import Webhook

BROKEN = "500 Internal Server Error"


async def stand(served: Served, subscriber: Subscriber) -> dict[str, object]:
    answer = await served.http.get(f"/api/v1/webhooks/{subscriber.webhook}")
    found: dict[str, object] = answer.json()
    return found


async def recorded_of(served: Served, contract: UUID) -> int:
    return len((await served.http.get(f"/api/v1/contracts/{contract}/events")).json())


async def test_what_happens_to_a_contract_is_told_signed_and_in_order(served: Served) -> None:
    async with subscribed(served) as subscriber:
        contract = await served.signed_contract("WEBHOOK-1")
        recorded = (await served.http.get(f"/api/v1/contracts/{contract}/events")).json()
        await eventually(lambda: len(subscriber.about(contract)) >= len(recorded))
        told = subscriber.about(contract)
        assert [each["type"] for each in told] == [f"insats.{each['type']}" for each in recorded]
        assert [each["data"]["version"] for each in told] == [each["version"] for each in recorded]
        assert [each["data"]["position"] for each in told] == [each["position"] for each in recorded]
        assert all(got.is_signed_with(subscriber.secret) for got in subscriber.got)
        ids = [got.headers["webhook-id"] for got in subscriber.got]
        assert ids == [got.event["id"] for got in subscriber.got]
        assert len(set(ids)) == len(ids)

        async def all_noted() -> dict[int, dict[str, Any]] | None:
            """A delivery is noted once it has been answered."""
            those = {
                each["position"]: each for each in await deliveries(served, subscriber, state="delivered")
            }
            return those if {each["data"]["position"] for each in told} <= those.keys() else None

        noted = await eventually(all_noted)
        for each in told:
            assert noted[each["data"]["position"]]["answer"] == "204"


async def test_a_body_is_a_cloud_event_that_holds_nothing_personal_and_no_text(served: Served) -> None:
    async with subscribed(served) as subscriber:
        contract = await served.registered_contract("ZQXNUMMER")
        await served.do(contract, "triage_clause", clause="no_clause", reason="Zqxskäl om Kim.")
        await eventually(lambda: len(subscriber.about(contract)) >= 2)
        for got in subscriber.got:
            event = got.event
            assert event.keys() == {
                *("specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data")
            }
            assert event["data"].keys() == {"position", "version", "contract", "page"}
            assert (event["specversion"], got.headers["content-type"]) == (
                "1.0",
                "application/cloudevents+json; charset=utf-8",
            )
            assert datetime.fromisoformat(event["time"]).tzinfo is not None
            assert event["data"]["page"] == f"{served.settings.public_url}/avtal/{event['subject']}"
            for word in (b"Zqx", b"ZQX", b"Kim", b"p-01", b"Bj\xc3\xb6rkhammar", b"klk"):
                assert word not in got.body


async def test_only_the_types_and_the_department_that_were_asked_for_are_told(served: Served) -> None:
    async with (
        subscribed(served, event_types=["insats.ClauseTriaged"]) as of_type,
        subscribed(served, department="skola") as of_school,
        subscribed(served, department="klk") as of_klk,
    ):
        contract = await served.signed_contract()
        await eventually(lambda: of_type.about(contract) and len(of_klk.about(contract)) > 2)
        assert [each["type"] for each in of_type.about(contract)] == ["insats.ClauseTriaged"]
        assert of_school.about(contract) == []


async def test_no_workflow_is_woken_for_what_was_not_asked_for(served: Served) -> None:
    async with subscribed(served, event_types=["insats.PolicyAdopted"]) as of_no_contract:
        contract = await served.registered_contract()
        (first, *_) = (await served.http.get(f"/api/v1/contracts/{contract}/events")).json()

        async def is_past() -> bool:
            return int(str((await stand(served, of_no_contract))["queued_to"])) >= int(first["position"])

        await eventually(is_past)
        handle = served.temporal.get_workflow_handle(webhook_workflow_id(UUID(of_no_contract.webhook)))
        with pytest.raises(RPCError, match="not found"):
            await handle.describe()


async def test_a_contract_with_a_secrecy_mark_is_told_of_to_nobody(served: Served) -> None:
    contract, other = await served.signed_contract(), await served.signed_contract()
    await served.do(contract, "mark_secret", reason="Bilaga.")
    async with subscribed(served) as subscriber:
        await served.do(contract, "invite_to_dialogue")
        await served.do(other, "invite_to_dialogue")
        await eventually(lambda: subscriber.about(other))
        assert subscriber.about(contract) == []
        assert str(contract) not in json.dumps(await deliveries(served, subscriber))


async def test_what_is_marked_while_it_waits_is_withdrawn(served: Served) -> None:
    contract = await served.signed_contract()
    async with subscribed(served) as subscriber:
        subscriber.answers = lambda _: BROKEN
        await served.do(contract, "invite_to_dialogue")
        await eventually(lambda: subscriber.about(contract))
        await served.do(contract, "mark_secret", reason="Bilaga.")
        subscriber.got.clear()
        subscriber.answers = lambda _: "200 OK"

        async def none_waits() -> bool:
            await hurry(served, subscriber)
            return not await deliveries(served, subscriber, state="waiting")

        await eventually(none_waits)
        assert subscriber.about(contract) == []
        given_up = await deliveries(served, subscriber, state="given_up")
        assert {each["answer"] for each in given_up} == {"not_shown"}


async def test_a_subscriber_that_is_down_or_silent_delays_nobody_else(served: Served) -> None:
    async with (
        subscribed(served) as silent,
        subscribed(served) as broken,
        subscribed(served) as sound,
    ):
        silent.answers = lambda _: None
        broken.answers = lambda _: BROKEN
        contract = await served.signed_contract()
        await eventually(lambda: silent.got and broken.got)
        await served.do(contract, "invite_to_dialogue")
        last = (await served.http.get(f"/api/v1/contracts/{contract}/events")).json()[-1]["version"]
        await eventually(lambda: [e for e in sound.about(contract) if e["data"]["version"] == last], 10)
        assert (await stand(served, broken))["rests_until"]


async def test_one_try_at_a_time_while_a_subscriber_is_down_and_all_when_it_is_back(served: Served) -> None:
    async with subscribed(served) as subscriber:
        subscriber.answers = lambda _: BROKEN
        contracts = [await served.registered_contract() for _ in range(5)]
        await eventually(lambda: subscriber.got)
        await asyncio.sleep(2.5)  # longer than the pace of the dispatcher
        assert len(subscriber.got) == 1
        subscriber.answers = lambda _: "200 OK"
        await hurry(served, subscriber)
        await eventually(lambda: all(subscriber.about(contract) for contract in contracts))


async def test_the_next_try_is_temporals_timer(served: Served) -> None:
    """Nobody hurries it: five seconds later it comes again, with the same id and a new time."""
    async with subscribed(served) as subscriber:
        statuses = iter([BROKEN])
        subscriber.answers = lambda _: next(statuses, "200 OK")
        await served.registered_contract()
        await eventually(lambda: len(subscriber.got) >= 2, 15)
        first, second = subscriber.got[:2]
        assert first.headers["webhook-id"] == second.headers["webhook-id"]
        apart = int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"])
        assert 4 <= apart <= 9
        assert first.body == second.body


async def test_an_event_that_is_refused_holds_up_its_own_contract_alone(served: Served) -> None:
    refuses: set[str] = set()

    def answers(got: Got) -> str:
        return "422 Unprocessable" if got.event["subject"] in refuses else "200 OK"

    async with subscribed(served) as subscriber:
        subscriber.answers = answers
        one, other = await served.registered_contract(), await served.registered_contract()
        before = await recorded_of(served, one)
        await eventually(lambda: len(subscriber.about(one)) == before and subscriber.about(other))
        refuses.add(str(one))
        today = (await served.today()).isoformat()
        for contract in (one, other):
            await served.do(contract, "triage_clause", clause="dialogue_clause", count_from=today)
        total = await recorded_of(served, other)
        await eventually(lambda: len(subscriber.about(other)) == total and subscriber.about(one)[before:])
        tried = subscriber.about(one)[before:]
        assert {each["data"]["version"] for each in tried} == {before + 1}, "the next ones wait behind it"
        refuses.clear()
        subscriber.got.clear()
        await hurry(served, subscriber)
        await eventually(lambda: len(subscriber.about(one)) == total - before)
        versions = [each["data"]["version"] for each in subscriber.about(one)]
        assert versions == list(range(before + 1, total + 1))


async def at_the_last_try(served: Served, subscriber: Subscriber) -> None:
    await served.handler.pool.execute(
        "UPDATE webhook_delivery SET attempts = $2 WHERE webhook_id = $1",
        subscriber.webhook,
        len(TRIES_AGAIN_AFTER),
    )


async def test_after_ten_refusals_it_is_given_up_and_sent_again_when_somebody_asks(served: Served) -> None:
    async with subscribed(served) as subscriber:
        subscriber.answers = lambda _: "422 Unprocessable"
        contract = await served.registered_contract()
        await eventually(lambda: subscriber.got)
        await at_the_last_try(served, subscriber)

        async def given_up() -> list[dict[str, object]]:
            await hurry(served, subscriber)
            return await deliveries(served, subscriber, state="given_up")

        (dead, *_) = await eventually(given_up)
        assert (dead["answer"], dead["attempts"]) == ("422", len(TRIES_AGAIN_AFTER) + 1)
        assert f"{dead['position']}  uppgiven" in await typed(served, "deliveries", subscriber.webhook)
        subscriber.answers = lambda _: "200 OK"
        subscriber.got.clear()
        assert "skickas om" in await typed(served, "redeliver", subscriber.webhook)
        await eventually(lambda: subscriber.about(contract))
        assert await deliveries(served, subscriber, state="given_up") == []


async def test_whoever_is_silent_for_three_days_is_told_all_of_it_when_started_again(served: Served) -> None:
    async with subscribed(served) as subscriber:
        subscriber.answers = lambda _: BROKEN
        contract = await served.registered_contract()
        await eventually(lambda: subscriber.got)
        await at_the_last_try(served, subscriber)

        async def stopped() -> bool:
            await hurry(served, subscriber)
            return (await stand(served, subscriber))["stopped"] == "silent"

        await eventually(stopped)
        assert await deliveries(served, subscriber, state="given_up") == []
        today = (await served.today()).isoformat()
        await served.do(contract, "triage_clause", clause="dialogue_clause", count_from=today)
        subscriber.answers = lambda _: "200 OK"
        subscriber.got.clear()
        await served.http.post(f"/api/v1/webhooks/{subscriber.webhook}/start")
        total = await recorded_of(served, contract)
        await eventually(lambda: len(subscriber.about(contract)) >= total)
        versions = [each["data"]["version"] for each in subscriber.about(contract)]
        assert versions == list(range(1, len(versions) + 1))


async def typed(served: Served, *asked: str) -> str:
    token = served.http.headers["authorization"].removeprefix("Bearer ")
    environment = {**os.environ, **{f"INSATS_{name}": "" for name in UNUSED}}
    environment |= {"INSATS_API_URL": served.url, "INSATS_TOKEN": token, "INSATS_LANGUAGE": "sv"}
    command = (sys.executable, "-m", "cli.main", "webhooks", *asked)
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=PIPE, stderr=STDOUT)
    told, _ = await process.communicate()
    assert process.returncode == 0, told.decode()
    return told.decode()


async def test_whoever_is_gone_is_told_nothing_until_somebody_starts_it_again(served: Served) -> None:
    async with subscribed(served) as subscriber:
        subscriber.answers = lambda _: "410 Gone"
        contract = await served.registered_contract()

        async def stopped() -> bool:
            return (await stand(served, subscriber))["stopped"] == "gone"

        await eventually(stopped)
        subscriber.answers = lambda _: "200 OK"
        subscriber.got.clear()
        await served.do(contract, "triage_clause", clause="dialogue_clause", count_from="2026-01-01")
        await asyncio.sleep(1.5)
        assert subscriber.got == []
        await served.http.post(f"/api/v1/webhooks/{subscriber.webhook}/start")
        await hurry(served, subscriber)
        await eventually(lambda: len(subscriber.about(contract)) >= 2)


@pytest.mark.parametrize("owner", ["p-99", "p-05"])  # nobody; somebody whose roles have no webhooks
async def test_a_webhook_ends_with_whoever_made_it_or_with_their_right_to_it(
    served: Served, owner: str
) -> None:
    async with subscribed(served) as subscriber:
        await served.handler.pool.execute(
            "UPDATE webhook SET owner = $2 WHERE id = $1", subscriber.webhook, owner
        )
        await served.registered_contract()

        async def stopped() -> bool:
            return (await stand(served, subscriber))["stopped"] == "owner"

        await eventually(stopped)
        assert subscriber.got == []


async def test_a_subscriber_that_is_busy_says_when_to_come_again(served: Served) -> None:
    async with subscribed(served) as subscriber:
        subscriber.answers = lambda _: "429 Too Many Requests\r\nRetry-After: 600"
        await served.registered_contract()

        async def later() -> bool:
            return any(each["answer"] == "429" for each in await deliveries(served, subscriber))

        await eventually(later)
        wait = await served.handler.pool.fetchval(
            "SELECT extract(epoch FROM rests_until - now()) FROM webhook WHERE id = $1", subscriber.webhook
        )
        assert 580 < wait <= 600


async def test_the_test_is_answered_at_once_and_is_signed(served: Served) -> None:
    async with subscribed(served) as subscriber:
        path = f"/api/v1/webhooks/{subscriber.webhook}/test"
        assert (await served.http.post(path)).json() == {"delivered": True, "answer": "204"}
        (got,) = [each for each in subscriber.got if each.event["type"] == "insats.WebhookTested"]
        assert got.is_signed_with(subscriber.secret)
        subscriber.answers = lambda _: "404 Not Found"
        assert (await served.http.post(path)).json() == {"delivered": False, "answer": "404"}


async def test_the_secret_is_shown_once_and_kept_encrypted_for_its_own_webhook(served: Served) -> None:
    async with subscribed(served) as subscriber:
        listed = await served.http.get("/api/v1/webhooks")
        assert subscriber.webhook in listed.text
        assert subscriber.secret not in listed.text
        pool, key = served.handler.pool, served.settings.key_encryption_key
        kept = await pool.fetchval("SELECT secret FROM webhook WHERE id = $1", subscriber.webhook)
        assert subscriber.secret.encode() not in kept
        assert opened(key, UUID(subscriber.webhook), kept) == subscriber.secret
    with pytest.raises(InvalidTag):
        opened(key, UUID(int=1), sealed(key, UUID(int=2), new_secret()))


async def test_temporal_knows_neither_address_nor_contract_and_the_history_replays(served: Served) -> None:
    async with subscribed(served) as subscriber:
        contract = await served.registered_contract()
        await eventually(lambda: subscriber.about(contract))
        handle = served.temporal.get_workflow_handle(webhook_workflow_id(UUID(subscriber.webhook)))
        await handle.result()
        history = await handle.fetch_history()
        assert str(subscriber.port) not in history.to_json()
        assert str(contract) not in history.to_json()
        replayer = Replayer(
            workflows=[Webhook],
            data_converter=pydantic_data_converter,
            workflow_runner=workflow_runner(),
        )
        await replayer.replay_workflow(history)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"event_types": ["insats.ClauseTriagd"]}, "unknown_event_type"),
        ({"department": "skolan"}, "unknown_department"),
        ({"url": "https://namnet-finns-inte.invalid/"}, "no_such_host"),
        ({"url": "https://kim@example.se/"}, "bad_address"),
        ({"hemlig": True}, "malformed"),
    ],
)
async def test_what_cannot_be_is_refused_with_what_to_do(
    served: Served, asked: dict[str, object], code: str
) -> None:
    answer = await served.http.post("/api/v1/webhooks", json={"url": "http://127.0.0.1:9/", **asked})
    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{code}")
    assert "kim" not in answer.text


async def test_what_is_new_is_put_into_the_queue_for_no_longer_than_an_activity_works(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest is the next one's: whoever subscribed is not forgotten."""
    async with subscribed(served) as subscriber:
        with monkeypatch.context() as no_time:
            no_time.setattr("activities.webhooks.WORKS_FOR", 0.0)
            contract = await served.registered_contract()
            await asyncio.sleep(3)
            assert await deliveries(served, subscriber) == []
        await eventually(lambda: subscriber.about(contract))
