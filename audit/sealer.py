"""Signs what the log holds, and refuses a log that is shorter than, or other than, what it has signed before.

What it signed last lies in a folder of its own, outside the database, and is written before anybody gets to see it.
"""

import fcntl
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg

from audit.notes import Signer
from audit.verify import Checkpoint, Key, Tree, checkpoints_in, leaf_of
from embedded.files import write_whole

if TYPE_CHECKING:
    Connection = asyncpg.Connection[Any]

REFUSED = """
    INSERT INTO refusal (why) SELECT $1 WHERE NOT EXISTS (
        SELECT FROM refusal WHERE why = $1
        AND refused_at > coalesce((SELECT max(sealed_at) FROM checkpoint), '-infinity'))
"""  # told once, not every five minutes
BEGUN_ANEW = "SELECT position, body FROM event WHERE type = 'LogBegunAnew' ORDER BY position DESC LIMIT 1"
SEALED_BEFORE = "SELECT note FROM checkpoint WHERE size < $1 ORDER BY size DESC LIMIT 1"
CHUNK = 5_000  # events read at a time


class Refused(Exception):
    """The log is not the one that was sealed before. Never a reason to sign anew: docs/decisions/0026."""


class AlreadySealing(Exception):
    """Another sealer has the folder."""


@dataclass(frozen=True)
class SealerFolder:
    """The key, its public half, and the last checkpoint. Only the sealer's own user may look into it."""

    path: Path

    def signer(self, name: str) -> Signer:
        """The one that is there, else a new one that signs under this name."""
        if not (key := self.path / "key").exists():
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            new = Signer.new(name)
            write_whole(self.path / "key.vkey", f"{new.vkey}\n".encode())
            write_whole(key, f"{new.name} {new.secret.hex()}\n".encode())
        name, secret = key.read_text().split()
        return Signer(name, bytes.fromhex(secret))

    def last(self) -> Checkpoint:
        file = self.path / "checkpoint"
        return checkpoints_in(file.read_text())[0] if file.exists() else Checkpoint(0, b"")

    def keep(self, signed: Checkpoint) -> None:
        write_whole(self.path / "checkpoint", signed.note.encode())

    def give_up(self) -> Checkpoint:
        """Says that what was signed last is lost for good: without this nothing the database says makes a new log."""
        write_whole(self.path / "given-up", _said(last := self.last()))
        return last

    def has_given_up(self, last: Checkpoint) -> bool:
        file = self.path / "given-up"
        return file.exists() and file.read_bytes() == _said(last)

    def begin_anew(self) -> Signer:
        """A key of its own under the next name; the old one stays in `ended/`. Broken off, it is begun again."""
        old = self.signer("")
        ended = self.path / "ended" / old.vkey.split("+")[1]
        ended.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("key", "key.vkey", "checkpoint"):
            write_whole(ended / name, (self.path / name).read_bytes())
        new = Signer.new(_next(old.name))
        write_whole(self.path / "key.vkey", f"{new.vkey}\n".encode())
        write_whole(self.path / "key", f"{new.name} {new.secret.hex()}\n".encode())
        (self.path / "checkpoint").unlink()
        (self.path / "given-up").unlink()
        return new

    def lock(self) -> int:
        """Held until the descriptor is closed. Raises AlreadySealing."""
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise AlreadySealing(f"another sealer works in {self.path}") from None
        return descriptor


def _said(last: Checkpoint) -> bytes:
    return "\n".join(last.note.splitlines()[:3]).encode()


def _next(name: str) -> str:
    """karlstad.example/insats, …/insats/2, …/insats/3"""
    stem, _, number = name.rpartition("/")
    return f"{stem}/{int(number) + 1}" if number.isdigit() else f"{name}/2"


@dataclass(frozen=True, repr=False)  # a repr would put the password into logs
class Sealer:
    url: str  # of the role insats_sealer
    folder: SealerFolder
    name: str  # under which a new key signs

    async def seal(self) -> Checkpoint:
        """The newest checkpoint: a new one when there are new events. Raises Refused; then nothing is signed."""
        signer = self.folder.signer(self.name)
        async with connected(self.url) as connection:
            last = self.folder.last()
            try:
                if await self._begins_anew(connection, last, signer):
                    signer, last = self.folder.begin_anew(), Checkpoint(0, b"")
                tree = await grown(connection, last)
            except Refused as refused:
                await connection.execute(REFUSED, str(refused))
                raise
            if tree:
                last = signer.checkpoint(tree.size, tree.root())
                self.folder.keep(last)
            if last.size:  # also one that a crash kept from the table
                await _publish(connection, last, signer.vkey)
            return last

    async def _begins_anew(self, connection: "Connection", last: Checkpoint, signer: Signer) -> bool:
        """The log says which events are lost, whoever has this folder has said so too, and the rest is what it was.

        Raises Refused.
        """
        if not (last.size and self.folder.has_given_up(last)):
            return False
        row = await connection.fetchrow(BEGUN_ANEW)
        told = json.loads(row["body"])["data"] if row else {}
        if row is None or (told.get("ended"), told.get("sealed")) != (last.origin, last.size):
            return False
        await _demand_kept(connection, row["position"], signer)
        return True


async def _demand_kept(connection: "Connection", position: int, signer: Signer) -> None:
    note = await connection.fetchval(SEALED_BEFORE, position)
    kept = checkpoints_in(note)[0] if note else Checkpoint(0, b"")
    if note and not Key.of(signer.vkey).has_signed(note):
        raise Refused(f"the checkpoint over {kept.size} events that came back is not ours")
    await _add_sealed(connection, Tree(), kept)


async def _publish(connection: "Connection", last: Checkpoint, vkey: str) -> None:
    insert = "INSERT INTO checkpoint (size, note) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    await connection.execute(insert, last.size, last.note)
    await connection.execute("INSERT INTO log_key (vkey) VALUES ($1) ON CONFLICT DO NOTHING", vkey)


@asynccontextmanager
async def connected(url: str) -> "AsyncIterator[Connection]":
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


async def grown(connection: "Connection", last: Checkpoint) -> Tree | None:
    """The tree as it is now; None when nothing came since the last checkpoint. Raises Refused."""
    size = await connection.fetchval("SELECT coalesce(max(position), 0) FROM event")
    if size < last.size:
        raise Refused(f"the log holds {size} events, and {last.size} are sealed")
    if size == last.size:
        return None
    tree = Tree()
    await _add_sealed(connection, tree, last)
    await _add_new(connection, tree, size)
    return tree


async def _add_sealed(connection: "Connection", tree: Tree, last: Checkpoint) -> None:
    """By their stored leaves: whether the bodies are those of the leaves, `insats audit verify` tells."""
    leaves = (
        "SELECT position, leaf FROM event WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3"
    )
    while tree.size < last.size:
        rows = await connection.fetch(leaves, tree.size, last.size, CHUNK)
        _demand_no_gap(tree.size, [row["position"] for row in rows], last.size)
        for row in rows:
            tree.add(row["leaf"] or b"")
    if last.size and tree.root() != last.root:
        raise Refused(f"the first {last.size} events are not those that were sealed")


async def _add_new(connection: "Connection", tree: Tree, size: int) -> None:
    bodies = (
        "SELECT position, body, leaf FROM event WHERE position > $1 AND position <= $2 ORDER BY 1 LIMIT $3"
    )
    while tree.size < size:
        rows = await connection.fetch(bodies, tree.size, size, CHUNK)
        _demand_no_gap(tree.size, [row["position"] for row in rows], size)
        for row in rows:
            if leaf_of(row["body"] or b"") != row["leaf"]:
                raise Refused(f"position {row['position']}: the event does not have its hash")
            tree.add(row["leaf"])


def _demand_no_gap(before: int, positions: list[int], until: int) -> None:
    expected = range(before + 1, before + len(positions) + 1)
    if positions != list(expected) or not positions:
        missing = next((e for e, p in zip(expected, positions, strict=False) if e != p), before + 1)
        raise Refused(f"position {missing} is missing, of {until}")
