"""What other systems and open pages hear of: that something happened to a contract, never what was said.

Only columns beside the event's body are read, so nothing personal and no text can come along.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from event_store.streams import Connection

WINDOW = (
    10_000  # positions looked through at a time, so that whoever may see little costs no more than others
)


@dataclass(frozen=True)
class Published:
    position: int
    contract_id: UUID
    version: int
    type: str
    recorded_at: datetime
    leaf: bytes


@dataclass(frozen=True)
class Wanted:
    """Empty means all; `department`: of contracts that it takes or took part in."""

    types: Sequence[str] = ()
    department: str = ""
    contract: UUID | None = None


# Contracts alone: of other streams (who is away, the policy, imports) only Insats itself has to know.
AFTER = """
SELECT position, stream_id AS contract_id, version, type, recorded_at, leaf FROM event
WHERE position > $1 AND position <= $2
  AND EXISTS (SELECT FROM contract WHERE id = stream_id)
  AND (cardinality($4::text[]) = 0 OR type = ANY($4))
  AND ($5 = '' OR EXISTS (SELECT FROM contract_scope WHERE contract_id = stream_id AND $5 = ANY(departments)))
"""
OF_ALL = f"{AFTER} ORDER BY position LIMIT $3"
OF_ONE = f"{AFTER} AND stream_id = $6 ORDER BY position LIMIT $3"  # found by its stream, however far back


async def published(
    connection: "Connection", after: int, limit: int, wanted: Wanted | None = None
) -> tuple[list[Published], int]:
    """In order, and the position to go on from. Positions have no gaps and come in the order of their commits: what
    was not there when this was asked comes later, and nothing is missed. Rows are those that whoever asks may see."""
    head: int = await connection.fetchval("SELECT position FROM head")
    wanted = wanted or Wanted()
    upto = head if wanted.contract else min(head, after + WINDOW)
    events = await _between(connection, after, upto, limit, wanted)
    return events, events[-1].position if len(events) == limit else max(after, upto)


async def published_at(connection: "Connection", position: int) -> Published | None:
    """None where there is none that whoever asks may see."""
    return next(iter(await _between(connection, position - 1, position, 1, Wanted())), None)


async def _between(
    connection: "Connection", after: int, upto: int, limit: int, wanted: Wanted
) -> list[Published]:
    told = (after, upto, limit, list(wanted.types), wanted.department)
    if wanted.contract:
        rows = await connection.fetch(OF_ONE, *told, wanted.contract)
    else:
        rows = await connection.fetch(OF_ALL, *told)
    return [Published(**row) for row in rows]
