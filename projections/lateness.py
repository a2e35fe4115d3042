"""How late time itself was: a row a miss noticed and a rung climbed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.guarantee import lateness
from domain.step_events import StepEscalated
from event_store.codec import Recorded

if TYPE_CHECKING:
    from event_store.streams import Connection


async def project_lateness(connection: "Connection", recorded: Sequence[Recorded]) -> None:
    for record in recorded:
        if (late_by := lateness(record.event)) is not None:
            rung = record.event.rung if isinstance(record.event, StepEscalated) else 0
            await connection.execute(
                "INSERT INTO lateness VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                record.stream,
                record.version,
                rung,
                late_by,
                record.origin.recorded_at,
            )
