"""The whole log in the database verified, as `verify.py` verifies an export; and that its columns tell the same."""

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audit.verify import Checkpoint, Fault, Key, Lost, Whole, checkpoints_in, demand_signatures

if TYPE_CHECKING:
    import asyncpg

    Connection = asyncpg.Connection[Any] | asyncpg.pool.PoolConnectionProxy[Any]

CHUNK = 5_000  # events read at a time


@dataclass(frozen=True)
class Verified:
    """`anchored`: up to this position by a checkpoint from outside; 0 if there is none.

    `restored`: what the log says it lost when it was restored; `lost`: sizes that somebody outside saw sealed and that
    are part of that.
    """

    events: int
    sealed: int
    anchored: int
    restored: Sequence[Lost] = ()
    lost: Sequence[int] = ()


class QuickKey(Key):
    """There can be a checkpoint every five minutes for years: verified by a library, not in pure Python."""

    def holds(self, message: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


async def verify_log(
    connection: "Connection",
    vkey: str,
    outside: Sequence[Checkpoint],
    so_far: Callable[[int], None] = lambda _: None,
) -> Verified:
    """Every event and every checkpoint. Raises Fault, or ValueError when the key is none."""
    own = await checkpoints(connection)
    whole = Whole([*own, *outside])
    async for row in rows_of(connection):
        whole.add(row["position"], row["leaf"].hex() if row["leaf"] else "", row["body"] or b"")
        _demand_same(row)
        so_far(row["position"])
    events = whole.end()
    if known := [*own, *outside]:
        keys = [vkey] if vkey else await the_keys(connection)
        demand_signatures([QuickKey.of(key) for key in keys], known)
    sealed = max((each.size for each in own), default=0)
    anchored = max((each.size for each in outside if each not in whole.lost), default=0)
    lost = sorted({each.size for each in whole.lost})
    return Verified(events, sealed, anchored, whole.restored, lost)


async def the_key(connection: "Connection") -> str:
    """The newest that the sealer signs with; empty before it has."""
    return await connection.fetchval("SELECT vkey FROM log_key ORDER BY since DESC LIMIT 1") or ""


async def the_keys(connection: "Connection") -> list[str]:
    """One, or one more each time that the log had to begin anew; the oldest first."""
    rows = await connection.fetch("SELECT vkey FROM log_key ORDER BY since, vkey")
    return [row["vkey"] for row in rows]


async def checkpoints(connection: "Connection") -> list[Checkpoint]:
    """Raises Fault for one that is none."""
    found = []
    for row in await connection.fetch("SELECT size, note FROM checkpoint ORDER BY size"):
        inside = checkpoints_in(row["note"])
        if len(inside) != 1 or inside[0].size != row["size"] or inside[0].note != row["note"]:
            raise Fault(row["size"], "ingen kontrollpunkt / not a checkpoint")
        found += inside
    return found


async def rows_of(connection: "Connection") -> AsyncIterator[Mapping[str, Any]]:
    """In order of position, whatever the positions are. Raises Fault."""
    if await connection.fetchval("SELECT EXISTS (SELECT FROM event WHERE position IS NULL)"):
        raise Fault(0, "en rad utan position / a row without a position")
    columns = "position, stream_id, version, type, recorded_at, command_id, body, leaf"
    last = -(2**63)
    while rows := await connection.fetch(
        f"SELECT {columns} FROM event WHERE position > $1 ORDER BY position LIMIT $2",  # noqa: S608
        last,
        CHUNK,
    ):
        for row in rows:
            yield row
        last = rows[-1]["position"]


def _demand_same(row: Mapping[str, Any]) -> None:
    """A row that lies about its own event would hide it from the contract that it belongs to."""
    columns = (str(row["stream_id"]), row["version"], row["type"], row["recorded_at"], str(row["command_id"]))
    if columns != _told_by(json.loads(row["body"])):
        raise Fault(row["position"], "raden säger något annat än händelsen / the row differs from its event")


def _told_by(body: Mapping[str, Any]) -> tuple[object, ...] | None:
    try:
        recorded = datetime.fromisoformat(body["recorded_at"]).astimezone(UTC)
        return body["stream"], body["version"], body["type"], recorded, body["command_id"]
    except (KeyError, ValueError, TypeError):
        return None
