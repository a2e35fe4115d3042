"""What somebody has to do now, a row a step of a contract."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.calendar import date_in_stockholm
from domain.contract import Contract
from domain.open_steps import departments_of, open_steps, responsible_for
from domain.policy import Policy
from domain.process import STEPS
from domain.process.dialogue import HOLD
from domain.process.meeting import Meetings
from domain.waiting import waits_for
from event_store.codec import Recorded
from projections.story import CHANGES_NOTHING, Story
from projections.together import Rows, Write

if TYPE_CHECKING:
    from event_store.streams import Connection

CLOSED = "DELETE FROM open_step WHERE contract_id = $1 AND NOT step = ANY($2)"

# Since when it waits is kept for as long as it waits for the same; a row that would stay as it is is not written.
INSERT = """
INSERT INTO open_step (contract_id, step, asks, due, departments, people, waits_for, since, meets_on, round,
                       acknowledged, meets_at, minutes)
VALUES ($1::uuid, $2::text, $3::text, $4::date, $5::text[], $6::text[], $7::text, $8::date, $9::date, $10::integer,
        $11::boolean, $12::time, $13::integer)
"""
UPSERT = f"""
{INSERT}
ON CONFLICT (contract_id, step) DO UPDATE SET
    asks = excluded.asks, due = excluded.due, departments = excluded.departments, people = excluded.people,
    waits_for = excluded.waits_for, meets_on = excluded.meets_on, round = excluded.round,
    acknowledged = excluded.acknowledged, meets_at = excluded.meets_at, minutes = excluded.minutes,
    since = CASE WHEN open_step.waits_for = excluded.waits_for AND open_step.round = excluded.round
                 THEN open_step.since ELSE excluded.since END
WHERE (open_step.asks, open_step.due, open_step.departments, open_step.people, open_step.waits_for,
       open_step.meets_on, open_step.round, open_step.acknowledged, open_step.meets_at, open_step.minutes)
      IS DISTINCT FROM (excluded.asks, excluded.due, excluded.departments, excluded.people, excluded.waits_for,
       excluded.meets_on, excluded.round, excluded.acknowledged, excluded.meets_at, excluded.minutes)
"""


def open_step_writes(state: Contract, last: Recorded, policy: Policy) -> Iterator[Write | Rows]:
    contract, steps = last.stream, open_steps(state)
    today = date_in_stockholm(last.origin.recorded_at)
    yield Write(CLOSED, (contract, steps))
    yield Rows(UPSERT, [_row(contract, step, state, policy, today) for step in steps])


def _row(contract: UUID, step: str, state: Contract, policy: Policy, today: date) -> tuple[Any, ...]:
    deadline, given = state.deadlines.get(step), responsible_for(step, state)
    meeting = state.of(Meetings).planned if step == HOLD else None
    return (
        contract,
        step,
        STEPS[step].asks(state),
        deadline.plan.due if deadline else None,
        departments_of(step, state, policy),
        [person for person in (given.person, given.deputy) if person],
        waits_for(step, state),
        today,
        state.meeting_on if step == HOLD else None,
        STEPS[step].round(state),
        given.acknowledged_on is not None,
        meeting.starts_at if meeting else None,
        meeting.minutes if meeting else None,
    )


def open_step_rows(story: Story, policy: Policy) -> list[tuple[Any, ...]]:
    waits: dict[str, tuple[str, int, date]] = {}  # for whom, in which round, since when
    for state, recorded in story:
        if any(not isinstance(record.event, CHANGES_NOTHING) for record in recorded):
            today, before = date_in_stockholm(recorded[-1].origin.recorded_at), waits
            waits = {}
            for step in open_steps(state):
                now = waits_for(step, state), STEPS[step].round(state)
                waits[step] = before[step] if before.get(step, ())[:2] == now else (*now, today)
    state, recorded = story[-1]
    return [_row(recorded[-1].stream, step, state, policy, since) for step, (_, _, since) in waits.items()]


async def whose_by_policy(
    connection: "Connection", contract: UUID, departments: Mapping[str, Sequence[str]]
) -> None:
    """What another policy changes without an event of the contract's own."""
    await connection.executemany(
        "UPDATE open_step SET departments = $3 WHERE contract_id = $1 AND step = $2",
        [(contract, step, list(whose)) for step, whose in departments.items()],
    )
