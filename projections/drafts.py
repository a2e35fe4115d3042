"""What somebody has begun to write and not sent. What is stored here is encrypted already."""

from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

if TYPE_CHECKING:
    from datetime import datetime

    import asyncpg

KEEP = """
INSERT INTO draft (contract_id, whose, what, sealed) VALUES ($1, $2, $3, $4)
ON CONFLICT (contract_id, whose, what) DO UPDATE SET sealed = excluded.sealed, saved_at = now()
RETURNING saved_at
"""
FIND = """
SELECT sealed, saved_at FROM draft
WHERE contract_id = $1 AND whose = $2 AND what = $3 AND saved_at >= now() - $4::text::interval
"""
FORGET_AFTER = "90 days"


class DraftKey(NamedTuple):
    """`whose`: a person, or `contact:N` of the supplier; `what`: of which form."""

    contract: UUID
    whose: str
    what: str


async def keep_draft(pool: "asyncpg.Pool[Any]", key: DraftKey, sealed: bytes) -> "datetime":
    await pool.execute("DELETE FROM draft WHERE saved_at < now() - $1::text::interval", FORGET_AFTER)
    saved_at: datetime = await pool.fetchval(KEEP, *key, sealed)
    return saved_at


async def draft_of(pool: "asyncpg.Pool[Any]", key: DraftKey) -> "tuple[bytes, datetime] | None":
    """None once its time is out, whether it is gone yet or not."""
    row = await pool.fetchrow(FIND, *key, FORGET_AFTER)
    return (row["sealed"], row["saved_at"]) if row else None


async def forget_draft(pool: "asyncpg.Pool[Any]", key: DraftKey) -> None:
    await pool.execute("DELETE FROM draft WHERE contract_id = $1 AND whose = $2 AND what = $3", *key)
