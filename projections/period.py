"""What was recorded in a period, or of a department's contracts: what an extract of the log holds."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.calendar import end_of

if TYPE_CHECKING:
    from event_store.streams import Connection

# Contracts only; of a department those in which it has ever had a step to answer for, or a promise.
EVENTS = """
SELECT stream_id, position FROM event
WHERE position <= $1
  AND ($2::timestamptz IS NULL OR recorded_at >= $2) AND ($3::timestamptz IS NULL OR recorded_at < $3)
  AND stream_id IN (SELECT id FROM contract)
  AND ($4 = '' OR stream_id IN (
        SELECT stream_id FROM event WHERE type IN ('StepOpened', 'CommitmentAgreed', 'CommitmentRevised')
           AND convert_from(body, 'UTF8')::jsonb -> 'data' -> 'departments' ? $4))
ORDER BY position
"""


@dataclass(frozen=True)
class Period:
    """Both days included; by when it was recorded."""

    first: date | None
    last: date | None
    department: str

    @property
    def says_something(self) -> bool:
        return bool(self.first or self.last or self.department)

    @property
    def name(self) -> str:
        return "_".join(str(each) for each in (self.first, self.last, self.department) if each)


async def events_of(connection: "Connection", period: Period, size: int) -> dict[UUID, list[int]]:
    """Positions up to `size`, by contract."""
    begin = end_of(period.first - date.resolution) if period.first else None
    end = end_of(period.last) if period.last else None
    found: dict[UUID, list[int]] = {}
    for row in await connection.fetch(EVENTS, size, begin, end, period.department):
        found.setdefault(row["stream_id"], []).append(row["position"])
    return found
