"""How late time itself was: a row a miss noticed and a rung climbed."""

from collections.abc import Sequence
from typing import Any

from domain.guarantee import lateness
from domain.policy import Policy
from domain.step_events import StepEscalated
from event_store.codec import Recorded
from projections.story import Story
from projections.together import Rows

INSERT = """
INSERT INTO lateness
VALUES ($1::uuid, $2::integer, $3::integer, $4::interval, $5::timestamptz)
ON CONFLICT DO NOTHING
"""


def lateness_writes(recorded: Sequence[Recorded]) -> Rows:
    return Rows(INSERT, [row for record in recorded if (row := _row(record))])


def _row(record: Recorded) -> tuple[Any, ...] | None:
    if (late_by := lateness(record.event)) is None:
        return None
    rung = record.event.rung if isinstance(record.event, StepEscalated) else 0
    return record.stream, record.version, rung, late_by, record.origin.recorded_at


def lateness_rows(story: Story, _: Policy) -> list[tuple[Any, ...]]:
    return [row for decision in story for record in decision.recorded if (row := _row(record))]
