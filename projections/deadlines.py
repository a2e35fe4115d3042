"""One row a deadline, running or ended, with the arithmetic behind its date."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from domain.contract import Contract
from domain.happened import Happened, fold
from domain.policy import Policy
from domain.process.suspension import DeadlinePaused
from domain.step_events import (
    DeadlineMet,
    DeadlineMissed,
    DeadlineMoved,
    DeadlineSet,
    DeadlineWaived,
    DoneAfterDeadline,
    MissWithdrawn,
    StepEscalated,
    StepReminded,
)
from event_store.codec import Recorded
from projections.story import Story

if TYPE_CHECKING:
    from event_store.streams import Connection

INSERT = """
INSERT INTO deadline (contract_id, set_version, step, due, derivation, outcome) VALUES ($1, $2, $3, $4, $5, 'running')
"""
INSERT_AS_IT_IS = """
INSERT INTO deadline (contract_id, set_version, step, due, derivation, outcome, reminders, rungs, done_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""

# The newest deadline of a step is the one that later events are about, unless they name the last day of another;
# what an event does not tell stays.
CHANGE = """
UPDATE deadline SET outcome = coalesce($3, outcome), done_on = coalesce($4, done_on),
                    reminders = coalesce($5, reminders), rungs = coalesce($6, rungs)
WHERE contract_id = $1 AND set_version =
    (SELECT max(set_version) FROM deadline WHERE contract_id = $1 AND step = $2 AND due = coalesce($7, due))
"""


async def project_deadlines(connection: "Connection", state: Contract, recorded: Sequence[Recorded]) -> None:
    for record in recorded:
        await _project(connection, record.stream, record.version, record.event)
        if record.event.strikes:
            await _again(connection, record.stream, state, record.version)


async def _project(connection: "Connection", contract: UUID, version: int, event: Happened) -> None:
    if isinstance(event, DeadlineSet):
        why = event.derivation.model_dump_json()
        await connection.execute(INSERT, contract, version, event.step, event.due, why)
    elif change := _change(event):
        await connection.execute(CHANGE, contract, *change)


async def _again(connection: "Connection", contract: UUID, state: Contract, until: int) -> None:
    """As if what is struck had not been entered: the last days it set are gone, those it ended run again."""
    await connection.execute("DELETE FROM deadline WHERE contract_id = $1", contract)
    for version, event in enumerate(state.past[:until], 1):
        if version not in state.struck and isinstance(event, Happened):
            await _project(connection, contract, version, event)


class Change(NamedTuple):
    step: str
    outcome: str | None = None
    done_on: date | None = None
    reminders: int | None = None
    rungs: int | None = None
    due: date | None = None


def _change(event: Happened) -> Change | None:
    match event:
        case DeadlineMet() | MissWithdrawn():
            return Change(event.step, "met", event.done_on, due=getattr(event, "due", None))
        case DeadlineMoved() | DeadlinePaused():
            return Change(event.step, "moved")
        case DeadlineWaived():
            return Change(event.step, "waived")
        case DeadlineMissed():
            return Change(event.step, "missed")
        case DoneAfterDeadline():
            return Change(event.step, done_on=event.done_on)
        case StepReminded():
            return Change(event.step, reminders=event.number)
        case StepEscalated():
            return Change(event.step, rungs=event.rung)
        case _:
            return None


def deadlines_told_by(past: Sequence[Happened]) -> list[dict[str, Any]]:
    """The rows as they were when these, the first of a stream, were all that had been recorded."""
    rows: dict[int, dict[str, Any]] = {}
    for version, event in enumerate(past, 1):
        if event.strikes:
            struck, rows = fold(Contract(), past[:version]).struck, {}
            for earlier, told in enumerate(past[:version], 1):
                if earlier not in struck:
                    _apply(rows, earlier, told)
        else:
            _apply(rows, version, event)
    return [rows[version] for version in sorted(rows)]


def deadline_rows(story: Story, _: Policy) -> list[tuple[Any, ...]]:
    recorded = [record for decision in story for record in decision.recorded]
    rows = deadlines_told_by([record.event for record in recorded])
    return [(recorded[0].stream, *row.values()) for row in rows]


def _apply(rows: dict[int, dict[str, Any]], version: int, event: Happened) -> None:
    if isinstance(event, DeadlineSet):
        rows[version] = _new(version, event)
    elif change := _change(event):
        about = [
            number
            for number, row in rows.items()
            if row["step"] == change.step and change.due in (None, row["due"])
        ]
        told: dict[str, Any] = {"outcome": change.outcome, "done_on": change.done_on}
        told |= {"reminders": change.reminders, "rungs": change.rungs}
        if about:
            rows[max(about)] |= {name: value for name, value in told.items() if value is not None}


def _new(version: int, event: DeadlineSet) -> dict[str, Any]:
    return {
        "set_version": version,
        "step": event.step,
        "due": event.due,
        "derivation": event.derivation.model_dump_json(),
        "outcome": "running",
        "reminders": 0,
        "rungs": 0,
        "done_on": None,
    }
