"""The newest time that the whole record was worked out again from a page: one row, whichever process does it."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from projections.reading import Row

if TYPE_CHECKING:
    import asyncpg

SILENT = "1 minute"  # a process that has not been heard of for so long has ended without a word

# One at a time: nothing is changed while another goes on.
BEGIN = """
INSERT INTO record_check AS last (run, events) VALUES ($1, $2)
ON CONFLICT (only_one) DO UPDATE SET
    run = $1, events = $2, done = 0, began_at = now(), heard_at = now(), ended_at = NULL, outcome = NULL
WHERE last.ended_at IS NOT NULL OR last.heard_at < now() - $3::text::interval
"""
LAST = """
SELECT began_at, coalesce(ended_at, CASE WHEN heard_at < now() - $1::text::interval THEN heard_at END) AS ended_at,
       events, done, outcome
FROM record_check
"""


async def begin_check(pool: "asyncpg.Pool[Any]", run: UUID, events: int) -> bool:
    """False where one goes on."""
    return bool(await pool.execute(BEGIN, run, events, SILENT) != "INSERT 0 0")


async def so_far(pool: "asyncpg.Pool[Any]", run: UUID, done: int) -> None:
    await pool.execute("UPDATE record_check SET done = $2, heard_at = now() WHERE run = $1", run, done)


async def end_check(pool: "asyncpg.Pool[Any]", run: UUID, outcome: Mapping[str, Any] | None) -> None:
    """None: it could not be worked out."""
    told = None if outcome is None else json.dumps(outcome)
    await pool.execute("UPDATE record_check SET ended_at = now(), outcome = $2 WHERE run = $1", run, told)


async def last_check(pool: "asyncpg.Pool[Any]") -> Row | None:
    """`ended_at` is told also of one whose process has gone."""
    return await pool.fetchrow(LAST, SILENT)
