"""A contract that nobody touches: reminded, missed, three rungs, once each, to the right people, on working days."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from domain.calendar import STOCKHOLM
from projections.nudges import nudge
from tests.served import Served, eventually

MORNING = time(8, 0, 1)
KINDS = ("escalation", "last_escalation")


async def happened(served: Served, contract: UUID, event_type: str, step: str) -> list[dict[str, Any]]:
    events = (await served.contract(contract))["events"]
    return [e for e in events if e["type"] == event_type and e["data"].get("step") == step]


async def test_the_dialogue_that_nobody_holds_climbs_the_ladder_to_its_end(
    served: Served, record_property: Callable[[str, object], None]
) -> None:
    contract = await served.signed_contract("ENSAM-1")
    (plan,) = [event["data"] for event in await happened(served, contract, "DeadlineSet", "hold")]
    due = date.fromisoformat(plan["due"])

    for number, at in enumerate(plan["reminders"], 1):
        await served.move_to(day_of(at), MORNING)
        await eventually(partial(_count, served, contract, "StepReminded", number))
    await served.move_to(due, time(23, 50))
    assert await happened(served, contract, "DeadlineMissed", "hold") == []
    await served.move_to(due + timedelta(days=1), time(0, 0, 1))
    await eventually(lambda: _count(served, contract, "DeadlineMissed", 1))
    assert await happened(served, contract, "StepEscalated", "hold") == [], "a miss in the night wakes nobody"

    for number, rung in enumerate(plan["rungs"], 1):
        before = day_of(rung["at"]) - timedelta(days=1)
        await served.move_to(before, time(10, 0))
        assert len(await happened(served, contract, "StepEscalated", "hold")) == number - 1
        await served.move_to(day_of(rung["at"]), MORNING)
        await eventually(partial(_count, served, contract, "StepEscalated", number))
    await served.move_to(day_of(plan["rungs"][-1]["at"]) + timedelta(days=10), time(12, 0))

    await _everything_once(served, contract, plan)
    await _told_the_right_people(served, contract)
    record_property("reminders", len(plan["reminders"]))
    record_property("rungs", len(plan["rungs"]))


async def _everything_once(served: Served, contract: UUID, plan: dict[str, Any]) -> None:
    assert len(await happened(served, contract, "StepReminded", "hold")) == len(plan["reminders"]) == 2
    assert len(await happened(served, contract, "DeadlineMissed", "hold")) == 1
    rungs = await happened(served, contract, "StepEscalated", "hold")
    assert [rung["data"]["rung"] for rung in rungs] == [1, 2, 3]
    days = [day_of(rung["recorded_at"]) for rung in rungs]
    calendar = served.handler.policy.calendar
    assert all(calendar.is_working_day(day) for day in days)
    assert sorted(set(days)) == days, "rungs lie at least a working day apart"


async def _told_the_right_people(served: Served, contract: UUID) -> None:
    async def escalations() -> dict[int, set[str]] | None:
        notices = [n for n in (await served.contract(contract))["notices"] if n["kind"] in KINDS]
        if not all(n["sent_at"] for n in notices):
            return None
        hold = [n for n in notices if n["step"] == "hold"]
        return {
            v: {n["recipient"] for n in hold if n["queued_at"] == v} for v in {n["queued_at"] for n in hold}
        }

    by_rung = [told for _, told in sorted((await eventually(escalations)).items())]
    assert by_rung == [{"p-01", "p-02"}, {"p-01"}, {"p-01", "p-05"}]
    late = [
        mail
        for mail in served.mails("ENSAM-1")
        if "örsenat" in mail["Subject"] and "Håll dialogen" in mail["Subject"]
    ]
    assert len(late) == sum(len(told) for told in by_rung)


async def test_a_meeting_held_in_time_but_recorded_late_withdraws_the_miss(served: Served) -> None:
    contract = await served.signed_contract("SENT-1")
    held_on = await served.today()
    (plan,) = [event["data"] for event in await happened(served, contract, "DeadlineSet", "hold")]
    await served.move_to(day_of(plan["rungs"][0]["at"]), MORNING)
    await eventually(lambda: _count(served, contract, "StepEscalated", 1))
    answers = [
        {"form": form, "answer": "not_possible", "reason": "–"} for form in served.handler.policy.forms
    ]
    await served.do(
        contract, "record_dialogue", held_on=held_on.isoformat(), participants=["klk"], answers=answers
    )
    (withdrawn,) = await happened(served, contract, "MissWithdrawn", "hold")
    assert withdrawn["occurred_on"] == held_on.isoformat()
    assert day_of(withdrawn["recorded_at"]) > date.fromisoformat(plan["due"])
    await served.move_to(day_of(plan["rungs"][1]["at"]), MORNING)
    await eventually(lambda: served.is_asleep(contract))
    assert len(await happened(served, contract, "StepEscalated", "hold")) == 1, "the ladder has stopped"


async def test_the_contracts_own_timer_is_precise(served: Served) -> None:
    """Given a timer that is due in ten seconds, it does not wait for the sweep of the next minute."""
    contract = await served.signed_contract("TIMER-1")
    (plan,) = [event["data"] for event in await happened(served, contract, "DeadlineSet", "hold")]
    at = datetime.fromisoformat(plan["reminders"][0])
    await served.move_to(at.astimezone(STOCKHOLM).date(), time(7, 59, 50))
    # As a person does: the clock wakes every contract there is, and in what order is chance.
    async with served.handler.pool.acquire() as connection:
        await nudge(connection, contract, bulk=False)
    await eventually(lambda: served.is_asleep(contract))
    assert await happened(served, contract, "StepReminded", "hold") == []
    await eventually(lambda: _count(served, contract, "StepReminded", 1))
    (reminded,) = await happened(served, contract, "StepReminded", "hold")
    assert datetime.fromisoformat(reminded["recorded_at"]) - at < timedelta(seconds=5)


async def _count(served: Served, contract: UUID, event_type: str, number: int) -> bool:
    return len(await happened(served, contract, event_type, "hold")) == number


def day_of(instant: str) -> date:
    return datetime.fromisoformat(instant).astimezone(UTC).astimezone(STOCKHOLM).date()
