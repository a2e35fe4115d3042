"""What a command begins with: one at a time for a contract, while others go on."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from event_store.codec import Recorded
from event_store.streams import recorded_in

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection


class Turn(NamedTuple):
    """Which policy is in force until the transaction ends, by its number; the installation's clock, UTC; and all that
    has happened in the stream, without its texts."""

    policy: int | None
    now: datetime
    rows: "Sequence[asyncpg.Record]"

    @property
    def past(self) -> list[Recorded]:
        """Raises ValueError on a body that is no event."""
        return recorded_in([row for row in self.rows if row["position"] is not None])


async def take_turn(connection: "Connection", stream: UUID, *, alone: bool = False) -> Turn:
    """`alone`: as whoever adopts a policy."""
    rows = await connection.fetch("SELECT * FROM turn_of($1, $2)", stream, alone)
    return Turn(rows[0]["policy"], rows[0]["clock"], rows)


async def take_turns(connection: "Connection", streams: Sequence[UUID]) -> dict[UUID, Turn]:
    """Of several streams, none twice, at the same instant. Those that somebody else has are left out."""
    rows = await connection.fetch("SELECT * FROM turns_of($1)", streams)
    by_stream = ((stream, list(its)) for stream, its in groupby(rows, lambda row: row["stream"]))
    return {
        stream: Turn(its[0]["policy"], its[0]["clock"], its)
        for stream, its in by_stream
        if not its[0]["busy"]
    }
