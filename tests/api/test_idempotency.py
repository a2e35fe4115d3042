"""Idempotency-Key: carried out once, answered alike each time; another body under the same key is refused."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from api import once
from api.answers import KEPT, LAPSES
from tests.served import AS_IT_IS, Served, answering
from tests.sign_in.conftest import free_port

AT_ONCE = 50
NONE: Mapping[str, str] = {}
NEED = {
    "type": "register_need",
    "occupation": "Golvläggare",
    "form": "internship",
    "number": 2,
    "starts_on": "2027-01-11",
    "ends_on": "2027-06-11",
}


def details(number: str) -> dict[str, Any]:
    return {"command": {"type": "supply_details", "diarienummer": number}}


async def sent(
    served: Served,
    contract: UUID,
    body: dict[str, Any],
    key: str,
    http: httpx.AsyncClient | None = None,
    headers: Mapping[str, str] = NONE,
) -> httpx.Response:
    path = f"/api/v1/contracts/{contract}/commands"
    return await (http or served.http).post(path, json=body, headers={"Idempotency-Key": key, **headers})


async def version(served: Served, contract: UUID) -> int:
    return int((await served.contract(contract))["version"])


async def aged(served: Served, seconds: float) -> None:
    await served.handler.pool.execute(
        "UPDATE idempotency_key SET claimed_at = claimed_at - make_interval(secs => $1)", seconds
    )


async def test_fifty_at_once_by_two_processes_make_one_event_and_get_one_answer(
    served: Served, record_property: Callable[[str, object], None]
) -> None:
    contract, key = await served.registered_contract(), str(uuid4())
    before = await version(served, contract)
    headers = AS_IT_IS | {"Authorization": served.http.headers["Authorization"]}
    async with (
        answering(replace(served.settings, api_port=free_port())) as address,
        httpx.AsyncClient(base_url=address, headers=headers, timeout=30) as other,
    ):
        both = (served.http, other)
        answers = await asyncio.gather(
            *(sent(served, contract, details("KS-50"), key, both[n % 2]) for n in range(AT_ONCE))
        )
    told = {(answer.status_code, answer.content, answer.headers["etag"]) for answer in answers}
    events = await version(served, contract) - before
    for name, value in (("requests", AT_ONCE), ("events", events), ("different_answers", len(told))):
        record_property(name, value)
    assert (events, len(told)) == (1, 1)
    assert answers[0].status_code == 201


async def test_another_body_or_another_address_under_the_same_key_is_refused(served: Served) -> None:
    contract, other = await served.registered_contract(), await served.registered_contract()
    key = str(uuid4())
    assert (await sent(served, contract, details("KS-1"), key)).status_code == 201
    before = await version(served, contract), await version(served, other)
    for where, body in ((contract, details("KS-2")), (other, details("KS-1"))):
        answer = await sent(served, where, body, key)
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/key_used")
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await version(served, contract), await version(served, other)) == before


async def test_a_refusal_is_told_again_also_when_it_would_be_allowed_by_now(served: Served) -> None:
    contract, key = await served.registered_contract(), str(uuid4())
    invite = {"command": {"type": "invite_to_dialogue"}}
    first = await sent(served, contract, invite, key)
    today = (await served.today()).isoformat()
    assert (
        await served.do(contract, "triage_clause", clause="dialogue_clause", count_from=today)
    ).status_code == 201
    again, anew = (
        await sent(served, contract, invite, key),
        await sent(served, contract, invite, str(uuid4())),
    )
    assert (first.status_code, again.status_code, anew.status_code) == (409, 409, 201)
    assert first.content == again.content


async def test_what_was_not_decided_is_not_kept(served: Served) -> None:
    """Whoever was too late looks again, and sends the same with what they have seen now."""
    contract, key = await served.registered_contract(), str(uuid4())
    late = await sent(served, contract, details("KS-3"), key, headers={"If-Match": '"99"'})
    now = await sent(served, contract, details("KS-3"), key, headers={"If-Match": late.headers["etag"]})
    again = await sent(served, contract, details("KS-3"), key, headers={"If-Match": late.headers["etag"]})
    assert (late.status_code, now.status_code, again.status_code) == (412, 201, 201)
    assert now.content == again.content


async def test_a_key_is_its_owners(served: Served) -> None:
    contract, key = await served.registered_contract(), str(uuid4())
    first = await sent(served, contract, details("KS-4"), key)
    other = await sent(served, contract, details("KS-5"), key, headers=await served.sign_in("p-02"))
    assert (first.status_code, other.status_code) == (201, 201)
    assert other.json()["version"] == first.json()["version"] + 1


async def test_signed_in_anew_it_is_still_the_same_person(served: Served) -> None:
    contract, key = await served.registered_contract(), str(uuid4())
    first = await sent(served, contract, details("KS-6"), key)
    again = await sent(served, contract, details("KS-6"), key, headers=await served.sign_in("p-01"))
    assert (first.status_code, first.content) == (201, again.content)


async def test_an_answer_that_was_lost_with_the_database_makes_nothing_happen_twice(served: Served) -> None:
    contract, key = await served.registered_contract(), str(uuid4())
    first = await sent(served, contract, details("KS-7"), key)
    await served.handler.pool.execute("DELETE FROM idempotency_key")  # as a crash does with an unlogged table
    again = await sent(served, contract, details("KS-7"), key)
    assert (first.status_code, first.json()) == (201, again.json())
    assert await version(served, contract) == first.json()["version"]


async def test_what_a_process_left_behind_is_taken_over(served: Served) -> None:
    contract, key = await served.registered_contract(), str(uuid4())
    first = await sent(served, contract, details("KS-8"), key)
    await served.handler.pool.execute("UPDATE idempotency_key SET answer = NULL")
    await aged(served, LAPSES.total_seconds())
    again = await sent(served, contract, details("KS-8"), key)
    assert (again.status_code, again.json()) == (201, first.json())


async def test_what_is_still_under_way_is_taken_over_by_nobody_who_waits_for_it(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has gone on for longer than anybody waits."""
    contract, key = await served.registered_contract(), str(uuid4())
    await sent(served, contract, details("KS-12"), key)
    await served.handler.pool.execute("UPDATE idempotency_key SET answer = NULL")
    await aged(served, once.PATIENCE + 10)
    monkeypatch.setattr(once, "PATIENCE", 0.3)
    answer = await sent(served, contract, details("KS-12"), key)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/under_way")


async def test_a_secret_that_is_shown_once_is_not_kept_to_be_shown_again(served: Served) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    asked = {"url": "http://127.0.0.1:9/"}
    before = len((await served.http.get("/api/v1/webhooks")).json())
    made, again = [await served.http.post("/api/v1/webhooks", json=asked, headers=key) for _ in "12"]
    assert (made.status_code, again.status_code) == (201, 409)
    assert again.json()["type"] == "/problems/shown_once"
    assert len((await served.http.get("/api/v1/webhooks")).json()) == before + 1
    await served.http.delete(f"/api/v1/webhooks/{made.json()['id']}")


async def test_after_a_day_the_key_may_be_used_for_something_else(served: Served) -> None:
    contract, key = await served.registered_contract(), str(uuid4())
    assert (await sent(served, contract, details("KS-9"), key)).status_code == 201
    await aged(served, KEPT.total_seconds())
    assert (await sent(served, contract, details("KS-10"), key)).status_code == 201


async def test_what_was_answered_cannot_be_read_without_the_key(served: Served) -> None:
    contract, key, secret = await served.signed_contract(), str(uuid4()), "Väldigt hemligt"
    body = {"command": {"type": "pass_on_step", "step": "invite", "to": "jobbcenter", "reason": secret}}
    assert secret in (await sent(served, contract, body, key)).text
    rows = await served.handler.pool.fetch("SELECT * FROM idempotency_key")
    kept = b" ".join(value for row in rows for value in row.values() if isinstance(value, bytes))
    assert secret.encode() not in kept
    assert key.encode() not in kept
    assert b"invite" not in kept


async def test_every_unsafe_request_of_the_api_takes_a_key(served: Served) -> None:
    described = (await served.http.get("/api/v1/openapi.json")).json()
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            names = {each["name"] for each in operation.get("parameters", ())}
            assert ("Idempotency-Key" in names) == (
                method in ("post", "put", "delete") and "security" in operation
            ), path
    once = {"Idempotency-Key": str(uuid4())}
    needs = [
        (await served.http.post("/api/v1/needs", json={"command": NEED}, headers=once)).json() for _ in "12"
    ]
    assert needs[0] == needs[1]
    assert needs[0]["version"] == 1


async def test_a_key_that_is_too_long_or_empty_is_refused(served: Served) -> None:
    contract = await served.registered_contract()
    for key in ("", "x" * 256):
        answer = await sent(served, contract, details("KS-11"), key)
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad_key")


async def test_without_a_key_the_same_twice_is_two_commands(served: Served) -> None:
    contract, path = await served.registered_contract(), "/api/v1/needs"
    assert contract
    needs = [(await served.http.post(path, json={"command": NEED})).json()["id"] for _ in "12"]
    assert needs[0] != needs[1]
