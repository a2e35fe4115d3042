"""Ladders on the real servers: a repeat fires with a number of its own, and taking a late step on rests the climb."""

from datetime import date, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from domain.vocabulary import Form
from tests.engine.test_left_alone import MORNING, day_of, happened
from tests.served import Served, eventually


async def climbed(served: Served, contract: UUID, step: str, number: int) -> list[dict[str, Any]] | None:
    found = await happened(served, contract, "StepEscalated", step)
    return found if len(found) >= number else None


async def to_agree(served: Served, number: str) -> UUID:
    contract, today = await served.signed_contract(number), (await served.today()).isoformat()
    answers = [{"form": form, "answer": "not_possible", "reason": "Inte nu."} for form in Form]
    held = {"held_on": today, "participants": ["beställare"], "answers": answers}
    await served.do(contract, "record_dialogue", **held)
    for party in ("municipality", "supplier"):
        await served.do(contract, "confirm_record", party=party)
    return contract


async def test_a_repeat_fires_once_each_time_and_ends(served: Served) -> None:
    contract = await to_agree(served, "UPPREPAD-1")
    [plan] = [event["data"] for event in await happened(served, contract, "DeadlineSet", "agree")]
    assert [rung["repeat"] for rung in plan["rungs"]] == [0, 0, 1, 2]
    for number, rung in enumerate(plan["rungs"], 1):
        await served.move_to(day_of(rung["at"]), MORNING)
        await eventually(partial(climbed, served, contract, "agree", number))
    await served.move_to(day_of(plan["rungs"][-1]["at"]) + timedelta(days=30), time(12))
    await eventually(lambda: served.is_asleep(contract))
    rungs = await happened(served, contract, "StepEscalated", "agree")
    assert [event["data"]["rung"] for event in rungs] == [1, 2, 3, 4]
    assert [day_of(event["recorded_at"]) for event in rungs] == [day_of(rung["at"]) for rung in plan["rungs"]]


async def test_taking_a_late_step_on_rests_the_climb(served: Served) -> None:
    contract = await served.signed_contract("VILAR-1")
    [plan] = [event["data"] for event in await happened(served, contract, "DeadlineSet", "hold")]
    await served.do(contract, "assign_step", step="hold", person="p-02")
    await served.move_to(day_of(plan["rungs"][0]["at"]), MORNING)
    await eventually(partial(climbed, served, contract, "hold", 1))
    assert (await served.do(contract, "acknowledge_step", step="hold")).status_code == 201
    [rests] = [event["data"] for event in await happened(served, contract, "LadderRests", "hold")]
    until, second = date.fromisoformat(rests["until"]), day_of(plan["rungs"][1]["at"])
    assert until > second
    await served.move_to(second, MORNING)
    await eventually(lambda: served.is_asleep(contract))
    assert len(await happened(served, contract, "StepEscalated", "hold")) == 1
    page = (await served.http.get(f"/api/v1/contracts/{contract}")).json()
    assert len(await happened(served, contract, "DeadlineMissed", "hold")) == 1, "the last day does not rest"
    assert page["phase"] == "dialogue"
    await served.move_to(until, MORNING)
    _, climbs_on = await eventually(partial(climbed, served, contract, "hold", 2))
    assert (climbs_on["data"]["rung"], day_of(climbs_on["recorded_at"])) == (2, until)
