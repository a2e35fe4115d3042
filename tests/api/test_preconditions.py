"""What was seen: ETag on what is read of a contract, If-Match on what is done with it."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from activities.time import TimeActivities
from tests.served import Served
from tests.visitor import Visitor

READ = ("", "/events", "/deadlines", "/why", "/sources", "/notices", "/delivery")


async def sent(
    served: Served,
    contract: UUID,
    command: dict[str, Any],
    if_match: str | None,
    who: Mapping[str, str] | None = None,
) -> httpx.Response:
    """Without any If-Match, where it is None; by the coordinator, where nobody is named."""
    headers = who or {"Authorization": served.http.headers["Authorization"]}
    async with httpx.AsyncClient(base_url=served.url, headers=headers) as client:
        return await client.post(
            f"/api/v1/contracts/{contract}/commands",
            json={"command": command},
            headers={} if if_match is None else {"If-Match": if_match},
        )


async def details(served: Served, contract: UUID, number: str, if_match: str | None) -> httpx.Response:
    return await sent(served, contract, {"type": "supply_details", "diarienummer": number}, if_match)


async def test_whatever_is_read_of_a_contract_tells_its_version(served: Served) -> None:
    contract = await served.signed_contract()
    version = (await served.contract(contract))["version"]
    for part in READ:
        answer = await served.http.get(f"/api/v1/contracts/{contract}{part}")
        assert (answer.status_code, answer.headers["etag"]) == (200, f'"{version}"'), part


async def test_a_command_with_what_was_seen_goes_through_and_tells_the_new_version(served: Served) -> None:
    contract = await served.registered_contract()
    seen = (await served.http.get(f"/api/v1/contracts/{contract}")).headers["etag"]
    answer = await details(served, contract, "KS-1", seen)
    assert answer.status_code == 201
    assert answer.headers["etag"] == f'"{answer.json()["version"]}"'
    assert (await details(served, contract, "KS-2", answer.headers["etag"])).status_code == 201


async def test_without_saying_what_was_seen_nothing_is_done(served: Served) -> None:
    contract = await served.registered_contract()
    answer = await details(served, contract, "KS-1", None)
    assert (answer.status_code, answer.json()["type"]) == (428, "/problems/say_what_was_seen")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("seen", ['"1"', '"999"', 'W/"2"', '"other"', "2", '"1", "999"'])
async def test_who_saw_something_else_is_told_which_version_it_is_now(served: Served, seen: str) -> None:
    contract = await served.registered_contract()
    answer = await details(served, contract, "KS-1", seen)
    problem = answer.json()
    assert (answer.status_code, problem["type"], problem["version"]) == (412, "/problems/stale", 2)
    assert answer.headers["etag"] == '"2"'
    assert (await served.contract(contract))["version"] == 2


async def test_of_several_that_were_seen_one_suffices_and_a_star_is_whatever_it_is_now(
    served: Served,
) -> None:
    contract = await served.registered_contract()
    assert (await details(served, contract, "KS-1", '"1", "2"')).status_code == 201
    assert (await details(served, contract, "KS-2", "*")).status_code == 201


async def test_of_many_who_saw_the_same_at_once_one_comes_first(served: Served) -> None:
    contract = await served.registered_contract()
    answers = await asyncio.gather(*(details(served, contract, f"KS-{n}", '"2"') for n in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201, *[412] * 7]


async def test_putting_a_contract_on_record_needs_nothing_that_was_seen(served: Served) -> None:
    told = {"type": "register_contract", "facts": {"title": "X", "buyers": [{"name": "Exempelköping"}]}}
    answer = await sent(served, uuid4(), told, None)
    assert (answer.status_code, answer.headers["etag"]) == (201, '"2"')


async def test_of_a_contract_that_one_may_not_see_no_version_is_told(served: Served) -> None:
    contract = await served.signed_contract()
    assert (await served.do(contract, "mark_secret", reason="Bilaga.")).status_code == 201
    told = {"type": "supply_details", "diarienummer": "KS-1"}
    mine, theirs = [
        await sent(served, contract, told, '"1"', who)
        for who in (await served.sign_in(), await served.sign_in("p-04"))
    ]
    assert (mine.status_code, mine.headers["etag"]) == (412, f'"{mine.json()["version"]}"')
    assert (theirs.status_code, "etag" in theirs.headers, "version" in theirs.json()) == (404, False, False)


async def test_a_form_of_a_page_that_somebody_was_faster_than_is_handed_back(served: Served) -> None:
    contract = await served.registered_contract()
    async with Visitor(served.url) as visitor:
        await visitor.post("/logga-in", {"lank": (await served.sign_in_link()).partition("lank=")[2]})
        assert (await details(served, contract, "KS-1", "*")).status_code == 201
        form = {"command_id": str(uuid4()), "diarienummer": "KS-2", "seen": "2"}
        late = await visitor.post(f"/avtal/{contract}/supply_details", form)
        assert (late.status_code, "KS-2" in late.text) == (409, True)
        assert 'name="seen" value="3"' in late.text
        again = await visitor.post(f"/avtal/{contract}/supply_details", form | {"seen": "3"})
    assert again.status_code == 303


async def test_a_form_of_a_steps_page_too_says_what_was_seen(served: Served) -> None:
    contract = await served.signed_contract()
    async with Visitor(served.url) as visitor:
        await visitor.post("/logga-in", {"lank": (await served.sign_in_link()).partition("lank=")[2]})
        path = f"/vecka/{contract}/invite"
        seen = re.findall(r'name="seen" value="([0-9]+)"', (await visitor.get(path)).text)
        assert set(seen) == {str((await served.contract(contract))["version"])}
        assert (await details(served, contract, "KS-1", "*")).status_code == 201
        form = {"command_id": str(uuid4()), "person": "p-02", "seen": seen[0]}
        assert (await visitor.post(f"{path}/assign_step", form)).status_code == 409


async def test_what_time_alone_has_done_hands_no_form_back(served: Served) -> None:
    """A last day was missed while somebody filled in the form."""
    contract = await served.signed_contract()
    seen = (await served.contract(contract))["version"]
    await served.http.post("/api/v1/clock", json={"days": 10})
    # As its workflow does, which that wakes in no order among all others', hundreds perhaps.
    await TimeActivities(served.handler).let_time_pass(contract)
    events = (await served.contract(contract))["events"][seen:]
    assert events
    assert {event["role"] for event in events} == {"clock"}
    async with Visitor(served.url) as visitor:
        await visitor.post("/logga-in", {"lank": (await served.sign_in_link()).partition("lank=")[2]})
        form = {"command_id": str(uuid4()), "seen": str(seen)}
        answer = await visitor.post(f"/avtal/{contract}/invite_to_dialogue", form)
    assert answer.status_code == 303
