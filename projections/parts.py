"""Dialogues, placements and follow-ups of a contract, a row each: days, forms and numbers, and nothing written."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from domain.contract import Contract
from domain.phase import record_is_confirmed
from domain.policy import Policy
from domain.process.follow_up import (
    FollowUpApproved,
    FollowUpRejected,
    FollowUpReported,
    NothingToReport,
)
from domain.process.follow_up_plan import FOLLOW_UP
from domain.process.further_dialogue import FurtherDialogues
from domain.process.placement import Terms
from domain.step_events import DeadlineMet, DeadlineMissed, DeadlineSet, DoneAfterDeadline, MissWithdrawn
from domain.vocabulary import Answer
from projections.story import Story
from projections.together import Write

# Each command tells all of them: a contract has few, and what has not changed is left alone.
BESIDE = """
parts AS (
    SELECT * FROM unnest($2::text[], $3::integer[], $4::text[], $5::date[], $6::text[], $7::jsonb[])
                  AS row (kind, number, state, on_day, form, told)
), parts_gone AS (
    DELETE FROM contract_part AS part WHERE contract_id = $1
       AND NOT EXISTS (SELECT FROM parts WHERE (parts.kind, parts.number) = (part.kind, part.number))
)
"""
UPSERT = """
INSERT INTO contract_part SELECT $1, * FROM parts
ON CONFLICT (contract_id, kind, number) DO UPDATE
    SET state = excluded.state, on_day = excluded.on_day, form = excluded.form, told = excluded.told
    WHERE (contract_part.state, contract_part.on_day, contract_part.form, contract_part.told)
        IS DISTINCT FROM (excluded.state, excluded.on_day, excluded.form, excluded.told)
"""
INSERT = """
INSERT INTO contract_part (contract_id, kind, number, state, on_day, form, told)
VALUES ($1::uuid, $2::text, $3::integer, $4::text, $5::date, $6::text, $7::jsonb)
"""


class Part(NamedTuple):
    kind: str
    number: int
    state: str
    on_day: date
    form: str
    told: Any


def parts_write(state: Contract, contract: UUID) -> Write:
    parts = [_written(each) for each in parts_of(state)]
    columns = list(zip(*parts, strict=True)) or [()] * len(Part._fields)
    return Write(UPSERT, (contract, *columns), BESIDE)


def part_rows(story: Story, _: Policy) -> list[tuple[Any, ...]]:
    state, recorded = story[-1]
    return [(recorded[-1].stream, *_written(each)) for each in parts_of(state)]


def _written(part: Part) -> Part:
    return part._replace(told=json.dumps(part.told, default=date.isoformat))


def parts_of(state: Contract) -> Iterator[Part]:
    yield from _dialogues(state)
    yield from _placements(state)
    yield from _follow_ups(state)


def _dialogues(state: Contract) -> Iterator[Part]:
    """The mandatory one is the first; before it is held, the meeting planned for it."""
    if held := state.held:
        answers = {each: [told.form for told in held.answers if told.answer is each] for each in Answer}
        written = "confirmed" if record_is_confirmed(state) else "written"
        yield Part("dialogue", 1, written, held.held_on, "", {**answers, "next_on": held.next_on})
    elif state.meeting_on:
        yield Part("dialogue", 1, "planned", state.meeting_on, "", {})
    for number, further in enumerate(state.of(FurtherDialogues).held, 2):
        yield Part("dialogue", number, "written", further.held_on, "", {"next_on": further.next_on})


def _placements(state: Contract) -> Iterator[Part]:
    terms = state.of(Terms)
    for number, each in state.placements.items():
        ended = terms.interrupted_on.get(number) or each.completed_on
        went = "interrupted" if each.interrupted else "completed" if ended else "running"
        percent = terms.percents.get(number, 100)
        told = {"commitment": each.commitment, "ended_on": ended, "percent": percent}
        yield Part("placement", number, went, each.started_on, each.form, told)


@dataclass(frozen=True)
class FollowUp:
    """`nothing`: it was reported that there is nothing to report; `asked_again`: how often it was not approved."""

    due: date
    state: str = "awaited"
    nothing: bool = False
    asked_again: int = 0
    missed: bool = False
    done_on: date | None = None


def _follow_ups(state: Contract) -> Iterator[Part]:
    for number, each in enumerate(_reports(state), 1):
        told = {"nothing": each.nothing, "asked_again": each.asked_again, "missed": each.missed}
        yield Part("follow_up", number, each.state, each.due, "", {**told, "done_on": each.done_on})


def _reports(state: Contract) -> list[FollowUp]:
    """In their order: each begins with its last day."""
    found: list[FollowUp] = []
    for version, event in enumerate(state.past, 1):
        if version in state.struck:
            continue
        if isinstance(event, DeadlineSet) and event.step == FOLLOW_UP:
            if found and found[-1].state != "approved":  # its last day has moved
                found[-1] = replace(found[-1], due=event.due)
            else:
                found.append(FollowUp(event.due))
        elif found:
            found[-1] = replace(found[-1], **_change(event, found[-1]))
    return found


def _change(event: object, report: FollowUp) -> dict[str, Any]:
    match event:
        case FollowUpReported():
            return {"state": "reported", "nothing": False}
        case NothingToReport():
            return {"state": "reported", "nothing": True}
        case FollowUpRejected():
            return {"state": "awaited", "asked_again": report.asked_again + 1}
        case FollowUpApproved():
            return {"state": "approved"}
        case DeadlineMissed(step="follow_up"):
            return {"missed": True}
        case MissWithdrawn(step="follow_up", done_on=done_on):
            return {"missed": False, "done_on": done_on}
        case (
            DeadlineMet(step="follow_up", done_on=done_on)
            | DoneAfterDeadline(step="follow_up", done_on=done_on)
        ):
            return {"done_on": done_on}
        case _:
            return {}
