"""Streams read one after the other, and each last day in them accounted for; read models are put right on the way."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.contract import Contract
from domain.guarantee import breaches
from domain.happened import fold
from domain.passing_time import next_instant
from domain.phase import phase_of
from domain.policy import Policy
from domain.vocabulary import Phase
from event_store.streams import clock, read_stream

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection

FORGOTTEN = timedelta(minutes=5)  # due for that long, and no sweep would find it


@dataclass(frozen=True)
class Audited:
    contracts: int
    broken: int


async def audit(pool: "asyncpg.Pool[Any]", policy: Policy, limit: int) -> Audited:
    """The next so many streams after those of last time, from the first again after the last."""
    async with pool.acquire() as connection:
        streams = await _next(connection, limit)
        broken = [await _looked_through(connection, stream, policy) for stream in streams]
    return Audited(len(streams), sum(broken))


async def _next(connection: "Connection", limit: int) -> list[UUID]:
    """Two that audit at the same time take turns; which one takes which does not matter."""
    rows = await connection.fetch(
        "SELECT stream_id FROM event WHERE version = 1 AND stream_id > (SELECT audited FROM watch) "
        "ORDER BY stream_id LIMIT $1",
        limit,
    )
    last = rows[-1]["stream_id"] if len(rows) == limit else UUID(int=0)
    await connection.execute("UPDATE watch SET audited = $1", last)
    return [row["stream_id"] for row in rows]


async def _looked_through(connection: "Connection", stream: UUID, policy: Policy) -> bool:
    """True if something does not fit. A stream that cannot be read is its contract's trouble, shown elsewhere."""
    try:
        recorded = await read_stream(connection, stream)
        past = [record.event for record in recorded]
        state = fold(Contract(), past)
    except ValueError:
        return False
    found = [
        f"{b.what}: {b.step}, {b.version}" for b in breaches(past, closed=phase_of(state) is Phase.CLOSED)
    ]
    at = next_instant(state, recorded[-1].origin.recorded_at, policy)
    if at and await _forgotten(connection, stream, at, await clock(connection), state.version):
        found.append(f"forgotten: {at.isoformat()}")
    await _kept(connection, stream, found)
    return bool(found)


async def _forgotten(
    connection: "Connection", stream: UUID, at: datetime, now: datetime, version: int
) -> bool:
    """Due by its events, while its row says later or never: the row is put right, and the next sweep finds it."""
    if at > now - FORGOTTEN:
        return False
    put_right = await connection.execute(
        "UPDATE contract SET next_at = $2 WHERE id = $1 AND version = $4 AND (next_at IS NULL OR next_at > $3)"
        " AND NOT EXISTS (SELECT FROM policy_move WHERE contract_id = $1)",  # its row follows when it is moved
        stream,
        at,
        now,
        version,
    )
    return bool(put_right == "UPDATE 1")


async def _kept(connection: "Connection", stream: UUID, found: list[str]) -> None:
    if found:
        await connection.execute(
            "INSERT INTO breach (contract_id, what) VALUES ($1, $2) "
            "ON CONFLICT (contract_id) DO UPDATE SET what = $2",
            stream,
            "; ".join(found)[:500],
        )
    else:
        await connection.execute("DELETE FROM breach WHERE contract_id = $1", stream)
