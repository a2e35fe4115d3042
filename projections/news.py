"""What has happened since a person's last visit to the contracts that they have to do with; and when that visit was."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from event_store.codec import Recorded, decoded_if_known
from projections.week import Whose

if TYPE_CHECKING:
    import asyncpg

LOOKED_THROUGH = 2000  # of the log's latest events: whoever comes back after a year is not told all of it
SHOWN = 200

# Opened again within the hour is the same visit: what was new is new still.
_COMES = """
INSERT INTO week_visit AS visit (person, seen, since) SELECT $1, position, position FROM head
ON CONFLICT (person) DO UPDATE SET
    since = CASE WHEN visit.seen_at < now() - interval '1 hour' THEN visit.seen ELSE visit.since END,
    since_at = CASE WHEN visit.seen_at < now() - interval '1 hour' THEN visit.seen_at ELSE visit.since_at END,
    seen = excluded.seen, seen_at = now()
RETURNING since, since_at
"""

# What others have done, and of what the clock does only what calls for somebody.
_NEWS = """
SELECT position, body, leaf, number, title, suppliers FROM event JOIN contract ON contract.id = stream_id,
       LATERAL (SELECT convert_from(body, 'UTF8')::jsonb AS told) AS opened
WHERE position > greatest($3, (SELECT position FROM head) - $4::bigint)
  AND told ->> 'actor' <> $5 AND (told ->> 'role' <> 'clock' OR type IN ('DeadlineMissed', 'StepEscalated'))
  AND ($1::text[] = '{}' AND $2::text[] = '{}' OR EXISTS (
       SELECT FROM contract_scope AS scope WHERE scope.contract_id = stream_id
       AND ($1 && scope.people OR $2 && scope.departments)))
ORDER BY position DESC LIMIT $6
"""


class Since(NamedTuple):
    """`position`: how long the log was when the last visit ended, at `at` on the machine's own clock."""

    position: int
    at: datetime


class News(NamedTuple):
    """`name`: of its contract."""

    record: Recorded
    name: str


async def comes(writer: "asyncpg.Pool[Any]", person: str) -> Since:
    """Notes the visit. The first time nothing is new."""
    row = await writer.fetchrow(_COMES, person)
    assert row  # noqa: S101 - it was written just now
    return Since(row["since"], row["since_at"])


async def news(pool: "asyncpg.Pool[Any]", whose: Whose, since: Since, reader: str) -> list[News]:
    """Newest first; without what `reader` did. What people wrote stands as its place holder."""
    rows = await pool.fetch(
        _NEWS, whose.people, whose.departments, since.position, LOOKED_THROUGH, reader, SHOWN
    )
    read = [(decoded_if_known(row["position"], row["body"], row["leaf"]), row) for row in rows]
    return [News(record, row["suppliers"] or row["title"]) for record, row in read if record]
