"""What a command begins with: one at a time for a contract, while others go on."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from event_store.codec import Recorded
from event_store.streams import recorded_in

if TYPE_CHECKING:
    from event_store.streams import Connection


class Turn(NamedTuple):
    """Which policy is in force until the transaction ends, by its number; the installation's clock, UTC; and all that
    has happened in the stream, without its texts."""

    policy: int | None
    now: datetime
    past: list[Recorded]


async def take_turn(connection: "Connection", stream: UUID, *, alone: bool = False) -> Turn:
    """`alone`: as whoever adopts a policy. Raises ValueError on a body that is no event."""
    rows = await connection.fetch("SELECT * FROM turn_of($1, $2)", stream, alone)
    past = recorded_in([row for row in rows if row["position"] is not None])
    return Turn(rows[0]["policy"], rows[0]["clock"], past)
