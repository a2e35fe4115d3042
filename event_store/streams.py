"""Streams in PostgreSQL: read one, read all, append. Append is the last statement of its transaction."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from event_store.codec import Recorded, Row, decode

if TYPE_CHECKING:
    import asyncpg

    Connection = asyncpg.Connection[Any] | asyncpg.pool.PoolConnectionProxy[Any]

NO_KEYS: Mapping[UUID, bytes] = {}


async def clock(connection: "Connection") -> datetime:
    """The installation's one clock, UTC."""
    now: datetime = await connection.fetchval("SELECT clock_timestamp() + clock_offset FROM installation")
    return now


async def move_clock(connection: "Connection", forward: timedelta) -> bool:
    """False where the installation's clock may not move, backwards, or past the years of the calendar."""
    moved = await connection.execute(
        "UPDATE installation SET clock_offset = clock_offset + $1 "
        "WHERE movable AND $1 > interval '0' AND clock_timestamp() + clock_offset + $1 < '2090-01-01'",
        forward,
    )
    return bool(moved == "UPDATE 1")


async def read_stream(
    connection: "Connection", stream: UUID, keys: Mapping[UUID, bytes] = NO_KEYS
) -> list[Recorded]:
    return recorded_in(await read_rows(connection, stream), keys)


def recorded_in(rows: "Sequence[asyncpg.Record]", keys: Mapping[UUID, bytes] = NO_KEYS) -> list[Recorded]:
    """Raises ValueError on a body that is no event."""
    return [decode(row["position"], row["body"], row["leaf"], keys) for row in rows]


async def read_rows_of(
    connection: "Connection", streams: Sequence[UUID]
) -> "dict[UUID, list[asyncpg.Record]]":
    """As `read_rows`, of many streams at once; a stream without events has an empty list."""
    rows = await connection.fetch(
        "SELECT stream_id, position, body, leaf FROM event WHERE stream_id = ANY($1) ORDER BY stream_id, version",
        streams,
    )
    found: dict[UUID, list[asyncpg.Record]] = {stream: [] for stream in streams}
    for row in rows:
        found[row["stream_id"]].append(row)
    return found


async def read_rows(connection: "Connection", stream: UUID) -> "list[asyncpg.Record]":
    """Position, body and leaf of each event, in order."""
    return await connection.fetch(
        "SELECT position, body, leaf FROM event WHERE stream_id = $1 ORDER BY version", stream
    )


async def stream_ids(connection: "Connection") -> AsyncIterator[UUID]:
    """Every stream, in the order of their first events. Needs a transaction."""
    async for row in connection.cursor("SELECT stream_id FROM event WHERE version = 1 ORDER BY position"):
        yield row["stream_id"]


async def append(connection: "Connection", rows: Sequence[Row]) -> int:
    """The position of the last one. Raises asyncpg.UniqueViolationError when a stream has moved on meanwhile."""
    position: int = await connection.fetchval(
        "SELECT append($1, $2, $3, $4, $5, $6)",
        [row.stream for row in rows],
        [row.version for row in rows],
        [row.type for row in rows],
        [row.origin.recorded_at for row in rows],
        [row.origin.command_id for row in rows],
        [row.body for row in rows],
    )
    return position
