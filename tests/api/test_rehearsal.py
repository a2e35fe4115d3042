"""What a command would do is told exactly, and nothing is done; many commands at once each have their own outcome."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tests.api.test_delivery import contract_in_delivery
from tests.served import Served, eventually

EVERYTHING = (
    "SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM notice), (SELECT count(*) FROM deadline),"
    " (SELECT max(position) FROM head), (SELECT sum(version) FROM contract), (SELECT sum(wanted) FROM nudge)"
)

FACTS = {"title": "Byggtjänster", "buyers": [{"name": "Exempelköpings kommun"}]}


async def whole(served: Served) -> tuple[Any, ...]:
    return tuple(*await served.handler.pool.fetch(EVERYTHING))


async def writing_nothing(served: Served, act: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """Whoever writes does so each time; the engine beside it until all that a moved clock has brought is done."""

    async def nothing_written() -> httpx.Response | None:
        before = await whole(served)
        answer = await act()
        return answer if await whole(served) == before else None

    found: httpx.Response = await eventually(nothing_written)
    return found


async def rehearse(served: Served, contract: UUID, command: str, **fields: Any) -> Any:
    body = {"command": {"type": command, **fields}}
    return await served.http.post(f"/api/v1/contracts/{contract}/commands/dry-run", json=body)


def told_of(events: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(each["version"], each["type"], each["data"]) for each in events]


async def test_what_is_rehearsed_is_what_happens_and_nothing_happens_before(served: Served) -> None:
    contract, today = await served.registered_contract(), await served.today()
    command = {"clause": "dialogue_clause", "count_from": today.isoformat()}
    would = (
        await writing_nothing(served, partial(rehearse, served, contract, "triage_clause", **command))
    ).json()
    done = (await served.do(contract, "triage_clause", **command)).json()
    assert told_of(would["events"]) == told_of(done["events"])
    assert would["version"] == done["version"]
    found = await served.contract(contract)
    assert (would["phase"], would["open_steps"]) == (found["phase"], found["open_steps"])
    assert would["deadlines"] == found["deadlines"]
    mailed = {(each["kind"], each["recipient"], each["step"], each["due"]) for each in found["notices"]}
    assert {(e["kind"], e["recipient"], e["step"], e["due"]) for e in would["notices"]} <= mailed
    assert would["notices"]


async def test_only_last_days_that_would_change_are_told(served: Served) -> None:
    contract = await served.signed_contract()
    (met,) = (await rehearse(served, contract, "invite_to_dialogue")).json()["deadlines"]
    assert (met["step"], met["outcome"]) == ("invite", "met")


async def test_a_placement_may_be_rehearsed_with_who_would_be_told(served: Served) -> None:
    contract, today = await contract_in_delivery(served), (await served.today()).isoformat()
    would = (await rehearse(served, contract, "start_placement", commitment=1, started_on=today)).json()
    assert [each["kind"] for each in would["notices"]] == ["placement_started"]
    assert would["notices"][0]["recipient"] == "p-01"


async def test_what_would_be_refused_is_refused_in_the_same_words(served: Served) -> None:
    contract = await served.signed_contract()
    would = await rehearse(served, contract, "confirm_record", party="supplier")
    done = await served.do(contract, "confirm_record", party="supplier")
    assert (would.status_code, would.json()) == (done.status_code, done.json())
    assert would.status_code == 409


async def test_a_contract_may_be_rehearsed_before_it_is_on_record(served: Served) -> None:
    would = (await rehearse(served, uuid4(), "register_contract", facts=FACTS)).json()
    assert (would["phase"], would["version"]) == ("triage", len(would["events"]))


async def test_a_command_that_has_been_carried_out_would_do_nothing_more(served: Served) -> None:
    contract, again = await served.signed_contract(), str(uuid4())
    body = {"command": {"type": "invite_to_dialogue"}, "command_id": again}
    path = f"/api/v1/contracts/{contract}/commands"
    assert (await served.http.post(path, json=body)).status_code == 201
    assert (await served.http.post(f"{path}/dry-run", json=body)).json()["events"] == []


async def test_who_may_not_give_a_command_may_not_rehearse_it(served: Served) -> None:
    contract, headers = await served.signed_contract(), await served.sign_in("p-04")
    path = f"/api/v1/contracts/{contract}/commands/dry-run"
    body = {"command": {"type": "invite_to_dialogue"}}
    assert (await served.http.post(path, json=body, headers=headers)).status_code == 403
    await served.do(contract, "mark_secret", reason="Bilaga.")
    assert (await served.http.post(path, json=body, headers=headers)).status_code == 404


async def test_of_many_commands_each_has_its_own_outcome_and_none_holds_up_another(served: Served) -> None:
    first, second = await served.signed_contract(), await served.registered_contract()
    items = [
        {"contract_id": str(first), "command": {"type": "invite_to_dialogue"}},
        {"contract_id": str(second), "command": {"type": "invite_to_dialogue"}},
        {"contract_id": str(uuid4()), "command": {"type": "invite_to_dialogue"}},
        {"contract_id": str(first), "command": {"type": "assign_step", "step": "hold", "person": "p-03"}},
    ]
    sent = {"items": [{**each, "command_id": str(uuid4()), "if_match": "*"} for each in items]}
    rehearse_all = partial(served.http.post, "/api/v1/commands/dry-run", json=sent)
    would = (await writing_nothing(served, rehearse_all)).json()["items"]
    done = (await served.http.post("/api/v1/commands", json=sent)).json()["items"]
    assert [each["contract_id"] for each in done] == [each["contract_id"] for each in items]
    assert [bool(each["happened"]) for each in done] == [True, False, False, True]
    assert [each["problem"] for each in would] == [each["problem"] for each in done]
    alone = await served.do(second, "invite_to_dialogue")
    assert done[1]["problem"]["status"] == alone.status_code
    assert done[1]["problem"]["type"] == alone.json()["type"]
    do_again = partial(served.http.post, "/api/v1/commands", json=sent)
    again = (await writing_nothing(served, do_again)).json()["items"]
    assert [(each["happened"] or {}).get("events") for each in again] == [
        (each["happened"] or {}).get("events") for each in done
    ]


async def test_a_bulk_that_is_sent_again_does_nothing_twice_also_when_its_answer_was_lost(
    served: Served,
) -> None:
    contract = str(await served.registered_contract())
    again = {
        "contract_id": contract,
        "command": {"type": "supply_details", "diarienummer": "KS-1"},
        "if_match": "*",
    }
    back = {**again, "command": {"type": "supply_details", "diarienummer": "KS-2"}}
    sent, key = {"items": [again, back]}, {"Idempotency-Key": str(uuid4())}
    first = await served.http.post("/api/v1/commands", json=sent, headers=key)
    await served.handler.pool.execute("DELETE FROM idempotency_key")  # as a crash does with an unlogged table
    do_again = partial(served.http.post, "/api/v1/commands", json=sent, headers=key)
    second = await writing_nothing(served, do_again)
    told = [[each["happened"]["events"] for each in answer.json()["items"]] for answer in (first, second)]
    assert told[0] == told[1]
    assert all(told[0])


async def test_of_many_commands_each_says_what_it_has_seen(served: Served) -> None:
    contract = await served.registered_contract()
    version = (await served.contract(contract))["version"]
    command = {"type": "supply_details", "diarienummer": "KS-1"}
    items = [{"contract_id": str(contract), "command": command}] * 2
    items = [{**each, "if_match": seen} for each, seen in zip(items, ("", '"1"'), strict=True)]
    items += [{"contract_id": str(contract), "command": command, "if_match": f'"{version}"'}]
    items += [{"contract_id": str(uuid4()), "command": {"type": "register_contract", "facts": FACTS}}]
    done = (await served.http.post("/api/v1/commands", json={"items": items})).json()["items"]
    problems = [each["problem"] and (each["problem"]["status"], each["problem"]["type"]) for each in done]
    assert problems == [(428, "/problems/say_what_was_seen"), (412, "/problems/stale"), None, None]


@pytest.mark.parametrize("number", [0, 501])
async def test_a_bulk_holds_one_command_to_five_hundred(served: Served, number: int) -> None:
    item = {"contract_id": str(uuid4()), "command": {"type": "invite_to_dialogue"}}
    assert (await served.http.post("/api/v1/commands", json={"items": [item] * number})).status_code == 422


async def test_a_day_in_the_future_is_refused_in_a_rehearsal_too(served: Served) -> None:
    contract, day = await served.signed_contract(), await served.today() + timedelta(days=3)
    body = {"command": {"type": "invite_to_dialogue"}, "occurred_on": day.isoformat()}
    path = f"/api/v1/contracts/{contract}/commands"
    would, done = [await served.http.post(each, json=body) for each in (f"{path}/dry-run", path)]
    assert would.status_code == done.status_code
    assert would.status_code >= 400
