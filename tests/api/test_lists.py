"""The lists across all contracts: what they tell, narrowed and paged alike, and only of contracts one may see."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.api.test_delivery import contract_in_delivery, done, with_somebody_placed
from tests.served import Served

Known = tuple[Any, ...]
MOST = 1000  # rows that one answer holds
OF_SENDING = ("sent_at", "sent_to", "waits", "attempts", "reply")  # may happen meanwhile
LISTS = ("deadlines", "commitments", "dialogues", "placements", "follow-ups", "notices")


async def rows(served: Served, name: str, **asked: Any) -> list[dict[str, Any]]:
    answer = await served.http.get(f"/api/v1/{name}", params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


@pytest.fixture(scope="module")
async def placed(served: Served) -> UUID:
    return await with_somebody_placed(served)


async def test_a_placement_tells_its_days_and_form_and_nobody(served: Served, placed: UUID) -> None:
    (row,) = await rows(served, "placements", contract=placed)
    today = (await served.today()).isoformat()
    told = {
        "form": "employment",
        "state": "running",
        "day": today,
        "percent": 50,
        "commitment": 1,
        "number": 1,
    }
    assert row.items() >= {**told, "ended_on": None}.items()
    assert "JC-7F3K2" not in str(row)
    assert await rows(served, "placements", contract=placed, state="completed") == []
    assert await rows(served, "placements", contract=placed, form="internship") == []


async def test_a_dialogue_is_planned_then_written_then_confirmed(served: Served) -> None:
    contract, today = await served.signed_contract(), await served.today()
    day = (today + timedelta(days=4)).isoformat()
    assert await rows(served, "dialogues", contract=contract) == []
    await done(served, contract, "invite_to_dialogue", meeting_on=day)
    (planned,) = await rows(served, "dialogues", contract=contract)
    assert (planned["state"], planned["day"], planned["possible"]) == ("planned", day, [])


async def test_what_was_answered_in_a_dialogue_stands_by_form(served: Served, placed: UUID) -> None:
    (held,) = await rows(served, "dialogues", contract=placed)
    assert (held["state"], held["number"], len(held["not_possible"])) == ("confirmed", 1, 6)
    assert held["possible"] == []


async def test_a_commitment_that_was_a_mistake_is_gone_from_the_list(served: Served) -> None:
    contract = await contract_in_delivery(served)
    events = (await served.http.get(f"/api/v1/contracts/{contract}/events")).json()
    (agreed,) = [each["version"] for each in events if each["type"] == "CommitmentAgreed"]
    assert len(await rows(served, "commitments", contract=contract)) == 1
    await done(served, contract, "strike_entry", entry=agreed, reason="Fel avtal.")
    assert await rows(served, "commitments", contract=contract) == []


async def test_a_commitment_tells_how_much_of_it_has_come_about(served: Served, placed: UUID) -> None:
    (row,) = await rows(served, "commitments", contract=placed, form="employment")
    assert (row["places"], row["came_about"], row["supplier"]) == (2, 1, "Björkhammar Mark AB")


async def test_a_follow_up_is_awaited_reported_asked_for_again_and_approved(served: Served) -> None:
    contract, today = await contract_in_delivery(served), await served.today()
    days = [(today + timedelta(days=each)).isoformat() for each in (20, 90)]
    await done(served, contract, "plan_follow_up", reports_on=days)

    async def told() -> list[tuple[str, bool, int]]:
        found = await rows(served, "follow-ups", contract=contract, sort="day")
        return [(each["state"], each["nothing"], each["asked_again"]) for each in found]

    assert await told() == [("awaited", False, 0)]
    await done(served, contract, "report_nothing")
    assert await told() == [("reported", True, 0)]
    await done(served, contract, "reject_follow_up", reason="Mer.")
    await done(served, contract, "report_follow_up", report="Det gick bra.")
    assert await told() == [("reported", False, 1)]
    await done(served, contract, "approve_follow_up")
    assert await told() == [("approved", False, 1), ("awaited", False, 0)]
    first, second = await rows(served, "follow-ups", contract=contract, sort="day")
    assert first["done_on"] == today.isoformat()
    assert second["day"] >= days[1], "a working day"


async def test_last_days_are_narrowed_by_step_outcome_day_and_whose_they_are(served: Served) -> None:
    contract = await served.signed_contract()
    invite, hold = await rows(served, "deadlines", contract=contract)
    assert ([invite["step"], hold["step"]], invite["outcome"]) == (["invite", "hold"], "running")
    for asked in ({"step": "hold"}, {"due_from": hold["due"]}, {"sort": "-due", "limit": 1}):
        assert await rows(served, "deadlines", contract=contract, **asked) == [hold], asked
    await done(served, contract, "pass_on_step", step="hold", to="skola", reason="De håller den.")
    assert await rows(served, "deadlines", contract=contract, department="skola") == [hold]
    assert await rows(served, "deadlines", contract=contract, overdue=True) == []


async def test_the_outbox_is_narrowed_to_a_contract_and_a_recipient(served: Served) -> None:
    contract = await served.signed_contract()
    found = await rows(served, "notices", contract=contract, limit=MOST)
    assert found
    assert {each["contract_id"] for each in found} == {str(contract)}
    one = found[0]["recipient"]
    mine = await rows(served, "notices", contract=contract, recipient=one)
    assert mine
    assert [_unsent(each) for each in mine] == [_unsent(each) for each in found if each["recipient"] == one]


def _unsent(notice: dict[str, Any]) -> dict[str, Any]:
    return {name: told for name, told in notice.items() if name not in OF_SENDING}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.usefixtures("placed")
async def test_every_list_pages_without_a_gap_or_a_repeat_both_ways(served: Served, name: str) -> None:
    for sort in await _sorts(served, name):
        before, seen, again = list[Known](), list[Known](), list[Known]()
        # Again when a row has moved meanwhile: time may move one.
        while not before or (before, seen) != (await _whole(served, name, sort), again):
            before = await _whole(served, name, sort)
            seen, again = [await _paged(served, name, sort, max(1, len(before) // 3)) for _ in range(2)]
        assert seen[:MOST] == before, sort
        assert len(set(seen)) == len(seen), sort


async def _whole(served: Served, name: str, sort: str) -> list[Known]:
    return [*map(_known_by, await rows(served, name, sort=sort, limit=MOST))]


async def _paged(served: Served, name: str, sort: str, limit: int) -> list[Known]:
    seen: list[Known] = []
    address = f"/api/v1/{name}?sort={sort}&limit={limit}"
    while address:
        answer = await served.http.get(address)
        seen += map(_known_by, answer.json()["items"])
        address = answer.headers.get("link", "").partition(">")[0].removeprefix("<")
        assert bool(address) == bool(answer.json()["next"])
    return seen


def _known_by(row: dict[str, Any]) -> Known:
    """The rest may change meanwhile: a mail is sent."""
    return tuple(row.get(name) for name in ("id", "contract_id", "version", "number"))


async def _sorts(served: Served, name: str) -> Sequence[str]:
    """Read from the refusal, which tells what there is."""
    told = (await served.http.get(f"/api/v1/{name}", params={"sort": "x"})).json()["detail"]
    known = told.rpartition(":")[2].strip(" .").split(", ")
    return [f"{way}{each}" for each in known for way in ("", "-")]


@pytest.mark.parametrize("name", LISTS)
async def test_every_list_refuses_what_it_does_not_know(served: Served, name: str) -> None:
    for asked in (
        {"contrct": "x"},
        {"contract": "x"},
        {"fields": "candidate"},
        {"after": "x"},
        {"sort": "colour"},
    ):
        answer = await served.http.get(f"/api/v1/{name}", params=asked)
        assert answer.status_code == 422, asked
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.usefixtures("placed")
async def test_every_list_tells_only_the_fields_asked_for(served: Served, name: str) -> None:
    (row, *_) = await rows(served, name, fields="contract_number")
    assert "contract_number" in row
    assert len(row) <= 3, "and what it is known by"


@pytest.mark.parametrize("name", ["deadlines", "commitments", "dialogues", "placements", "follow-ups"])
async def test_a_marked_contract_is_in_no_list_of_who_has_no_part_in_it(served: Served, name: str) -> None:
    contract = await with_somebody_placed(served)
    days = [(await served.today() + timedelta(days=30)).isoformat()]
    await done(served, contract, "plan_follow_up", reports_on=days)
    assert await rows(served, name, contract=contract)
    await done(served, contract, "mark_secret", reason="Bilaga.")
    path, other = f"/api/v1/{name}?contract={contract}", await served.sign_in("p-04")
    assert (await served.http.get(path)).json()["items"]
    assert (await served.http.get(path, headers=other)).json()["items"] == []


async def test_departments_and_people_are_those_of_the_policy_without_an_address(served: Served) -> None:
    departments = {each["id"]: each for each in await rows(served, "departments")}
    assert "employment" in departments["jobbcenter"]["forms"]
    everybody = await rows(served, "people")
    assert {each.id for each in served.handler.policy.people} == {each["id"] for each in everybody}
    assert "@" not in str(everybody)
    schools = await rows(served, "people", department="skola", role="case_worker", fields="id")
    assert schools == [{"id": "p-04"}]
