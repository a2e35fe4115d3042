"""Who did what, over all contracts that whoever asks may see: the newest first, some at a time, no text in clear."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.calendar import end_of
from event_store.codec import Recorded, decoded_if_known

if TYPE_CHECKING:
    from event_store.streams import Connection

WINDOW = 100_000  # positions looked through at a time: a rare kind is looked for in bounded time
NEWEST = 2**62

BACKWARDS = """
SELECT position, stream_id, command_id, type, recorded_at, body, leaf, contract.number, contract.title FROM event
JOIN contract ON contract.id = stream_id
WHERE position < $1 AND position >= $2
  AND ($4 = '' OR type = $4)
  AND (cardinality($5::uuid[]) = 0 OR stream_id = ANY($5))
  AND ($6 = ''::bytea OR substring(body FOR length($6)) = $6)
ORDER BY position DESC LIMIT $3
"""
NAMED = "SELECT id FROM contract WHERE lower(number) = lower($1) OR id::text = lower($1) LIMIT 20"


@dataclass(frozen=True)
class TrailAsked:
    """Empty means all; both days included, by when it was recorded. `before`: where the page before ended."""

    actor: str = ""
    type: str = ""
    contracts: Sequence[UUID] = ()
    first: date | None = None
    last: date | None = None
    before: int = NEWEST


@dataclass(frozen=True)
class TrailEvent:
    """`recorded`: None when it is no event that this version knows."""

    position: int
    stream_id: UUID
    command_id: UUID
    type: str
    recorded_at: datetime
    recorded: Recorded | None
    number: str
    title: str


@dataclass(frozen=True)
class Trail:
    """`older`: where to go on; 0: that was all."""

    events: Sequence[TrailEvent]
    older: int


async def trail(connection: "Connection", asked: TrailAsked, limit: int) -> Trail:
    upper = min(asked.before, await _after(connection, asked.last) if asked.last else NEWEST)
    upper = min(upper, await connection.fetchval("SELECT position + 1 FROM head"))
    begin = await _after(connection, asked.first - date.resolution) if asked.first else 1
    lower = begin if asked.contracts else max(begin, upper - WINDOW)
    rows = await connection.fetch(
        BACKWARDS, upper, lower, limit, asked.type, list(asked.contracts), _beginning(asked.actor)
    )
    events = [_event(**row) for row in rows]
    full = len(events) == limit
    older = events[-1].position if full else lower
    return Trail(events, older if older > begin else 0)


def _event(body: bytes, leaf: bytes, **row: Any) -> TrailEvent:
    return TrailEvent(**row, recorded=decoded_if_known(row["position"], body, leaf))


def _beginning(actor: str) -> bytes:
    """Of an event's canonical bytes: their first key is the actor (docs/storage-format.md)."""
    return f'{{"actor":"{actor}",'.encode() if actor else b""


async def _after(connection: "Connection", day: date) -> int:
    """The first position that was recorded after the day: positions come in the order of time."""
    low, high = 1, await connection.fetchval("SELECT position + 1 FROM head")
    newest = "SELECT recorded_at < $2 FROM event WHERE position >= $1 ORDER BY position LIMIT 1"
    while low < high:
        middle = (low + high) // 2
        if await connection.fetchval(newest, middle, end_of(day)):
            low = middle + 1
        else:
            high = middle
    return low


async def contracts_named(connection: "Connection", text: str) -> list[UUID]:
    """By number or id."""
    return [row["id"] for row in await connection.fetch(NAMED, text)]
