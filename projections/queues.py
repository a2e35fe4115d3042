"""What waits, and for how long; and which contracts are held up: for a page that whoever runs Insats reads."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from projections.reading import Row

if TYPE_CHECKING:
    import asyncpg

# Each by the clock that it is kept by: what contracts wait for by the installation's, the rest by the machine's.
WAITING = """
SELECT 'due' AS what, count(*) AS number, min(next_at) AS oldest FROM contract
WHERE next_at <= (SELECT installation_now())
UNION ALL SELECT 'notices', count(*), min(queued_at) FROM notice WHERE next_try_at IS NOT NULL
UNION ALL SELECT 'digests', count(*), min(next_try_at) FROM digest WHERE next_try_at IS NOT NULL
UNION ALL SELECT 'nudges', count(*), min(since) FROM nudge WHERE wanted > delivered
UNION ALL SELECT 'moves', count(*), NULL FROM policy_move
"""
HELD_UP = """
SELECT contract_id, number, title, since, error, attempts, retry_at
FROM (SELECT contract_id, since, error, attempts, retry_at FROM trouble
      UNION ALL SELECT contract_id, since, what, 0, NULL FROM breach) AS held
JOIN contract ON contract.id = contract_id ORDER BY since LIMIT $1
"""
UNSEALED = """
SELECT (SELECT position FROM head) - sealed AS number,
       (SELECT installation_now()) - (SELECT recorded_at FROM event WHERE position = sealed + 1) AS waits
FROM (SELECT coalesce(max(size), 0) AS sealed FROM checkpoint) AS newest
"""


@dataclass(frozen=True)
class Waiting:
    what: str
    number: int
    oldest: datetime | None


async def waiting(pool: "asyncpg.Pool[Any]") -> list[Waiting]:
    return [Waiting(**row) for row in await pool.fetch(WAITING)]


async def held_up(pool: "asyncpg.Pool[Any]", limit: int) -> list[Row]:
    """The oldest first. `attempts` is 0 where nothing is tried again: the events do not account for a last day."""
    return await pool.fetch(HELD_UP, limit)


async def unsealed(pool: "asyncpg.Pool[Any]") -> Row:
    """How many events, and how long the oldest of them has waited."""
    row: Row | None = await pool.fetchrow(UNSEALED)
    return row or {"number": 0, "waits": None}


async def last_swept(pool: "asyncpg.Pool[Any]") -> datetime | None:
    return await pool.fetchval("SELECT swept_at FROM watch")  # type: ignore[no-any-return]


async def database_version(pool: "asyncpg.Pool[Any]") -> str:
    return await pool.fetchval("SHOW server_version")  # type: ignore[no-any-return]
