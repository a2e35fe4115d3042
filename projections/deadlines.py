"""One row a deadline, running or ended, with the arithmetic behind its date."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple, cast

from domain.contract import Contract
from domain.happened import Happened
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
from projections.together import Rows, Write

INSERT = """
INSERT INTO deadline (contract_id, set_version, step, due, derivation, outcome, reminders, rungs, done_on)
VALUES ($1::uuid, $2::integer, $3::text, $4::date, $5::jsonb, $6::text, $7::integer, $8::integer, $9::date)
"""
UPSERT = f"""
{INSERT}
ON CONFLICT (contract_id, set_version) DO UPDATE SET
    outcome = excluded.outcome, reminders = excluded.reminders, rungs = excluded.rungs, done_on = excluded.done_on
"""
GONE = "DELETE FROM deadline WHERE contract_id = $1 AND set_version <> ALL($2::integer[])"


def deadline_writes(state: Contract, recorded: Sequence[Recorded]) -> Iterator[Write | Rows]:
    """What is otherwise by these than it was. Where entries are struck, the last days they set are gone, and those they
    ended run again."""
    contract, past = recorded[-1].stream, cast("tuple[Happened, ...]", state.past)
    strikes = any(record.event.strikes for record in recorded)
    if strikes or any(isinstance(each.event, DeadlineSet) or _change(each.event) for each in recorded):
        before, now = _told_by(past[: -len(recorded)]), _told_by(past)
        changed = [row for version, row in now.items() if row != before.get(version)]
        yield Rows(UPSERT, [(contract, *_written(row).values()) for row in changed])
        if strikes:
            yield Write(GONE, (contract, list(now)))


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
    rows = _told_by(past)
    return [_written(rows[version]) for version in sorted(rows)]


def _told_by(past: Sequence[Happened]) -> dict[int, dict[str, Any]]:
    """By the version that set each. The newest deadline of a step is the one that later events are about, unless they
    name the last day of another; what an event does not tell stays."""
    rows: dict[int, dict[str, Any]] = {}
    struck = set[int]()
    for version, event in enumerate(past, 1):
        if event.strikes:
            struck, rows = struck | set(event.strikes), {}
            for earlier, told in enumerate(past[:version], 1):
                if earlier not in struck:
                    _apply(rows, earlier, told)
        else:
            _apply(rows, version, event)
    return rows


def deadline_rows(story: Story, _: Policy) -> list[tuple[Any, ...]]:
    recorded = [record for decision in story for record in decision.recorded]
    rows = deadlines_told_by([record.event for record in recorded])
    return [(recorded[0].stream, *row.values()) for row in rows]


def _written(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "derivation": row["derivation"].model_dump_json()}


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
        "derivation": event.derivation,
        "outcome": "running",
        "reminders": 0,
        "rungs": 0,
        "done_on": None,
    }
