"""Random logs, sealed at random places, as lists that can be tampered with."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from audit.notes import Signer
from audit.verify import Checkpoint, Tree
from domain.happened import Happened
from domain.process.award import ContractSigned
from domain.process.follow_up import FollowUpReported
from event_store.codec import NO_PREVIOUS, Origin, encode, leaf_of

COLUMNS = ("position", "stream_id", "version", "type", "recorded_at", "command_id", "body", "leaf")
BEGAN = datetime(2026, 11, 23, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Stored:
    position: int
    stream: UUID
    version: int
    type: str
    recorded_at: datetime
    command_id: UUID
    body: bytes
    leaf: bytes | None

    @property
    def columns(self) -> tuple[Any, ...]:
        return tuple(vars(self).values())

    def saying(self, body: bytes) -> "Stored":
        return replace(self, body=body, leaf=leaf_of(body))


@dataclass(frozen=True)
class Log:
    rows: list[Stored]
    notes: list[Checkpoint] = field(default_factory=list)
    signer: Signer = field(default_factory=lambda: Signer.new("insats.example/test"))

    def sealed_at(self, *sizes: int) -> "Log":
        tree, notes = Tree(), []
        for row in self.rows:
            tree.add(row.leaf or b"")
            if tree.size in sizes:
                notes.append(self.signer.checkpoint(tree.size, tree.root()))
        return replace(self, notes=notes)

    def with_rows(self, rows: list[Stored]) -> "Log":
        return replace(self, rows=rows)

    def sealed_before(self, position: int) -> int:
        """The size of the last checkpoint that says nothing about this position."""
        return max((each.size for each in self.notes if each.size < position), default=0)


def chance(seed: object) -> Random:
    return Random(f"{seed}")  # noqa: S311 - for drawing cases


def identity(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)


def random_log(random: Random, least: int = 6, most: int = 40) -> Log:
    """Some streams, their events interleaved, half of them with an encrypted text; sealed to the end."""
    streams = [identity(random) for _ in range(random.randint(1, 6))]
    rows: list[Stored] = []
    last: dict[UUID, tuple[int, bytes]] = {}
    for position in range(1, random.randint(least, most) + 1):
        stream = random.choice(streams)
        version, previous = last.get(stream, (0, NO_PREVIOUS))
        at, actor = BEGAN + timedelta(minutes=position), f"p-0{random.randint(1, 9)}"
        origin = Origin(identity(random), actor, "coordinator", date(2026, 11, 20), at)
        (row,), _ = encode(stream, version, previous, [some_event(random)], origin)
        last[stream] = row.version, row.leaf
        told = (row.stream, row.version, row.type, origin.recorded_at, origin.command_id, row.body, row.leaf)
        rows.append(Stored(position, *told))
    sizes = random.sample(range(1, len(rows)), k=min(len(rows) - 1, random.randint(0, 4)))
    return Log(rows).sealed_at(*sizes, len(rows))


def some_event(random: Random) -> Happened:
    if random.random() < 0.5:
        return FollowUpReported(report=f"Rapport {random.randint(1, 10**6)}")
    return ContractSigned(signed_on=date(2026, 11, random.randint(1, 20)))
