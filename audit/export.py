"""What leaves the installation so that it can be verified without it: a ZIP file with its own verifier."""

import asyncio
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from zipfile import ZIP_DEFLATED, ZipFile

from audit import verify
from audit.live import rows_of, the_keys
from audit.notes import tlog_proof
from audit.tree import Leaves
from audit.verify import Checkpoint, checkpoints_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from audit.live import Connection

README = """\
SÅ KONTROLLERAS DETTA / HOW TO VERIFY THIS

    python3 verify.py --checkpoint FIL

FIL är en kontrollpunkt som någon utanför kommunen har sparat, eller: --root STORLEK:ROT från ett kvitto.
Utan en sådan blir svaret UNANCHORED. Python 3.11 eller nyare behövs, inget annat och inget nätverk.
FILE is a checkpoint that somebody outside has kept, or: --root SIZE:ROOT from a receipt. Without one the answer
is UNANCHORED. Python 3.11 or newer is needed, nothing else and no network.

events.txt        en händelse per rad: position, kontrollsumma och de byte som kontrollsumman är räknad på
checkpoints.txt   det som har undertecknats: hur många händelser, och trädets rot (c2sp.org/tlog-checkpoint)
key.vkey          nyckeln för underskrifterna (c2sp.org/signed-note); jämför den med en som du fått på annat håll
proofs/           för ett utdrag: att varje händelse ingår i trädet (c2sp.org/tlog-proof)
consistency/      för ett utdrag: att trädet fortsätter tidigare träd (RFC 6962, 2.1.2)
timestamps/       tidsstämplar (RFC 3161): openssl ts -verify -in N.tsr -data N.checkpoint -CAfile CA.pem
"""


class NothingSealed(Exception):
    """There is no checkpoint yet, so that there is nothing to prove with."""


async def newest_checkpoint(connection: "Connection") -> Checkpoint:
    """Raises NothingSealed."""
    note = await connection.fetchval("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1")
    if note is None:
        raise NothingSealed
    return checkpoints_in(note)[0]


async def first_over(connection: "Connection", position: int) -> Checkpoint | None:
    """The checkpoint that sealed it, which a mail about it tells, and its receipt shows to be continued."""
    query = "SELECT note FROM checkpoint WHERE size >= $1 ORDER BY size LIMIT 1"
    note = await connection.fetchval(query, position)
    return checkpoints_in(note)[0] if note else None


async def write_log(connection: "Connection", target: Path) -> Checkpoint:
    """Everything up to the newest checkpoint. Raises NothingSealed."""
    newest = await newest_checkpoint(connection)
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=1) as file:
        with file.open("events.txt", "w", force_zip64=True) as events:
            async for row in rows_of(connection):
                if row["position"] is not None and row["position"] <= newest.size:
                    events.write(line_of(row))
        await _write_common(connection, file, newest)
    return newest


@dataclass(frozen=True)
class Prover:
    """The whole tree under the newest checkpoint, so that any of its events can be proven."""

    newest: Checkpoint
    leaves: Leaves

    @classmethod
    async def of(cls, connection: "Connection") -> Self:
        """Raises NothingSealed."""
        newest = await newest_checkpoint(connection)
        return cls(newest, await leaves_of(connection, newest.size))

    async def write_part(
        self,
        connection: "Connection",
        target: Path,
        positions: Sequence[int],
        since: Sequence[Checkpoint] = (),
    ) -> None:
        """These events, each with its proof. `since`: what somebody outside kept, which is shown to be continued."""
        rows = await connection.fetch(
            # with what says that the log was restored, if it was: without it, what is lost would look hidden
            "SELECT position, body, leaf FROM event WHERE (position = ANY($1) OR type = 'LogBegunAnew')"
            " AND position <= $2 ORDER BY position",
            list(positions),
            self.newest.size,
        )
        with ZipFile(target, "w", ZIP_DEFLATED) as file:
            file.writestr("events.txt", b"".join(map(line_of, rows)))
            for row in rows:
                file.writestr(f"proofs/{row['position']}.tlog-proof", self._proof(row["position"]))
            own = await _write_common(connection, file, self.newest)
            for size in sorted({each.size for each in (*own, *since) if each.size < self.newest.size}):
                file.writestr(f"consistency/{size}.txt", self._continued(size))

    def _proof(self, position: int) -> str:
        path = self.leaves.inclusion(position - 1, self.newest.size)
        return tlog_proof(position - 1, path, self.newest.note)

    def _continued(self, size: int) -> str:
        hashes = self.leaves.consistency(size, self.newest.size)
        return "".join(f"{b64encode(each).decode()}\n" for each in hashes)


def line_of(row: "Mapping[str, Any]") -> bytes:
    leaf = row["leaf"].hex() if row["leaf"] else "-"
    return b"%d %s %s\n" % (row["position"], leaf.encode(), row["body"])


async def leaves_of(connection: "Connection", size: int) -> Leaves:
    stored = "SELECT leaf FROM event WHERE position <= $1 ORDER BY position"
    async with connection.transaction():
        leaves = [row["leaf"] async for row in connection.cursor(stored, size, prefetch=5_000)]
    return await asyncio.to_thread(Leaves, leaves)  # whoever else asks meanwhile is answered


async def _write_common(connection: "Connection", file: ZipFile, newest: Checkpoint) -> list[Checkpoint]:
    """The last checkpoint of each day and the newest; those that are stamped with a time, with their stamps."""
    stamped = await connection.fetch(
        "SELECT DISTINCT ON (size) size, token, note FROM anchoring JOIN checkpoint USING (size)"
        " WHERE token IS NOT NULL AND size <= $1 ORDER BY size",
        newest.size,
    )
    for row in stamped:
        file.writestr(f"timestamps/{row['size']}.tsr", row["token"])
        file.writestr(f"timestamps/{row['size']}.checkpoint", row["note"])
    daily = await connection.fetch(
        "SELECT DISTINCT ON (sealed_at::date) note FROM checkpoint WHERE size <= $1"
        " ORDER BY sealed_at::date, size DESC",
        newest.size,
    )
    notes = {row["note"] for row in (*daily, *stamped)} | {newest.note}
    own = sorted((one for note in notes for one in checkpoints_in(note)), key=lambda one: one.size)
    file.writestr("checkpoints.txt", "\n".join(each.note for each in own))
    file.writestr("key.vkey", "".join(f"{key}\n" for key in await the_keys(connection)))
    file.write(verify.__file__, "verify.py")
    file.writestr("LÄS MIG.txt", README)
    return own
