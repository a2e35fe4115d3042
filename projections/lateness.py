"""How late time itself was: a row a miss noticed and a rung climbed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from domain.guarantee import lateness
from domain.policy import Policy
from domain.step_events import StepEscalated
from event_store.codec import Recorded
from projections.story import Story

if TYPE_CHECKING:
    from event_store.streams import Connection

INSERT = """
INSERT INTO lateness
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
"""


async def project_lateness(connection: "Connection", recorded: Sequence[Recorded]) -> None:
    for record in recorded:
        if row := _row(record):
            await connection.execute(INSERT, *row)


def _row(record: Recorded) -> tuple[Any, ...] | None:
    if (late_by := lateness(record.event)) is None:
        return None
    rung = record.event.rung if isinstance(record.event, StepEscalated) else 0
    return record.stream, record.version, rung, late_by, record.origin.recorded_at


def lateness_rows(story: Story, _: Policy) -> list[tuple[Any, ...]]:
    return [row for decision in story for record in decision.recorded if (row := _row(record))]
