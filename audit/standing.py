"""How it stands with the sealing: what is sealed, what was refused, where the checkpoints are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audit.live import Connection


@dataclass(frozen=True)
class AnchorStanding:
    """`size`: of the last checkpoint that arrived; `error`: of the last try, empty if that one arrived."""

    name: str
    size: int
    arrived_at: datetime | None
    error: str


@dataclass(frozen=True)
class SealStanding:
    """`refused`: why the sealer refuses since its last checkpoint; empty while it does not."""

    events: int
    sealed: int
    root: str
    sealed_at: datetime | None
    refused: str
    anchors: Sequence[AnchorStanding]


async def seal_standing(connection: "Connection") -> SealStanding:
    last = await connection.fetchrow(
        "SELECT size, note, sealed_at FROM checkpoint ORDER BY size DESC LIMIT 1"
    )
    refused = await connection.fetchval(
        "SELECT why FROM refusal WHERE refused_at > coalesce((SELECT max(sealed_at) FROM checkpoint), '-infinity')"
        " ORDER BY refused_at DESC LIMIT 1"
    )
    anchors = await connection.fetch(
        """
        SELECT anchor, coalesce(max(size) FILTER (WHERE error = ''), 0) AS size,
               max(tried_at) FILTER (WHERE error = '') AS arrived_at,
               (array_agg(error ORDER BY tried_at DESC))[1] AS error
        FROM anchoring GROUP BY anchor ORDER BY anchor
        """
    )
    return SealStanding(
        events=await connection.fetchval("SELECT position FROM head"),
        sealed=last["size"] if last else 0,
        root=last["note"].splitlines()[2] if last else "",
        sealed_at=last["sealed_at"] if last else None,
        refused=refused or "",
        anchors=[AnchorStanding(*row) for row in anchors],
    )
