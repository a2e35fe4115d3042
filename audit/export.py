"""What leaves the installation so that it can be verified without it: a ZIP file with its own verifier."""

from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from audit import verify
from audit.live import rows_of, the_key
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


async def write_streams(
    connection: "Connection", target: Path, streams: Sequence[UUID], since: Sequence[Checkpoint] = ()
) -> Checkpoint:
    """The sealed events of these streams, each with its proof. `since`: what somebody outside kept.

    Raises NothingSealed.
    """
    newest = await newest_checkpoint(connection)
    leaves = await leaves_of(connection, newest.size)
    rows = await connection.fetch(
        "SELECT position, body, leaf FROM event WHERE stream_id = ANY($1) AND position <= $2 ORDER BY position",
        list(streams),
        newest.size,
    )
    with ZipFile(target, "w", ZIP_DEFLATED) as file:
        file.writestr("events.txt", b"".join(map(line_of, rows)))
        for row in rows:
            proof = proof_of(row["position"], leaves, newest)
            file.writestr(f"proofs/{row['position']}.tlog-proof", proof)
        own = await _write_common(connection, file, newest)
        for size in sorted({each.size for each in (*own, *since) if each.size < newest.size}):
            hashes = leaves.consistency(size, newest.size)
            lines = "".join(f"{b64encode(each).decode()}\n" for each in hashes)
            file.writestr(f"consistency/{size}.txt", lines)
    return newest


def proof_of(position: int, leaves: Leaves, newest: Checkpoint) -> str:
    return tlog_proof(position - 1, leaves.inclusion(position - 1, newest.size), newest.note)


def line_of(row: "Mapping[str, Any]") -> bytes:
    leaf = row["leaf"].hex() if row["leaf"] else "-"
    return b"%d %s %s\n" % (row["position"], leaf.encode(), row["body"])


async def leaves_of(connection: "Connection", size: int) -> Leaves:
    stored = "SELECT leaf FROM event WHERE position <= $1 ORDER BY position"
    async with connection.transaction():
        return Leaves([row["leaf"] async for row in connection.cursor(stored, size, prefetch=5_000)])


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
    file.writestr("key.vkey", f"{await the_key(connection)}\n")
    file.write(verify.__file__, "verify.py")
    file.writestr("LÄS MIG.txt", README)
    return own
