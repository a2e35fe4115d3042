"""PostgreSQL killed with `kill -9` while eight clients append: is each event that was acknowledged still there?

Killing processes loses what lay in their shared memory, not what the operating system had been given: so this shows
that nothing is acknowledged before it is written, not what a power cut leaves. The control acknowledges earlier.
"""

import asyncio
import json
import os
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import asyncpg

from access.viewer import EVERYTHING
from audit.live import verify_log
from benchmarks.cluster import Cluster, cluster
from domain.process.award import ContractSigned
from event_store.codec import NO_PREVIOUS, Origin, encode
from event_store.streams import append

CLIENTS = 8
EVENTS = 100_000  # acknowledged, at least
KILLS = 50
CONTROL_KILLS = 10
SIGNED = ContractSigned(signed_on=date(2026, 11, 20))
if TYPE_CHECKING:
    Connection = asyncpg.Connection[Any]


@dataclass
class Client:
    """Writes its own stream; `acknowledged`: position and leaf of each event that it was told is stored."""

    url: str
    waits_for_the_disk: bool
    stream: UUID = field(default_factory=uuid4)
    acknowledged: dict[int, bytes] = field(default_factory=dict)

    async def write(self) -> None:
        """Until the server is gone; from where the stream ends, as the command handler does."""
        commit = {} if self.waits_for_the_disk else {"synchronous_commit": "off"}
        connection = await asyncpg.connect(self.url, server_settings=commit)
        version, previous = await self._end(connection)
        while True:
            origin = Origin(uuid4(), "p-01", "coordinator", date(2026, 11, 20), datetime.now(UTC))
            rows, _ = encode(self.stream, version, previous, [SIGNED], origin)
            try:
                position = await append(connection, rows)
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                return
            version, previous = version + 1, rows[-1].leaf
            self.acknowledged[position] = previous

    async def _end(self, connection: "Connection") -> tuple[int, bytes]:
        row = await connection.fetchrow(
            "SELECT version, leaf FROM event WHERE stream_id = $1 ORDER BY version DESC LIMIT 1", self.stream
        )
        return (row["version"], row["leaf"]) if row else (0, NO_PREVIOUS)


@dataclass(frozen=True)
class Outcome:
    """`unasked`: stored, but the kill came before the answer."""

    kills: int
    acknowledged: int
    lost: int
    unasked: int
    verified: bool


def measure() -> dict[str, float | bool]:
    """INSATS_N events, 100,000 unless said; the control takes as many in all, more of them before each kill."""
    number = int(os.environ.get("INSATS_N", EVENTS))
    durable = asyncio.run(_killed(number, KILLS, waits_for_the_disk=True))
    control = asyncio.run(_killed(number, CONTROL_KILLS, waits_for_the_disk=False))
    return {
        "holds": durable.verified
        and not durable.lost
        and durable.acknowledged >= number
        and control.lost > 0,
        "kills": durable.kills,
        "acknowledged": durable.acknowledged,
        "lost": durable.lost,
        "stored_unanswered": durable.unasked,
        "control_kills": control.kills,
        "control_acknowledged": control.acknowledged,
        "control_lost": control.lost,
    }


async def _killed(number: int, kills: int, *, waits_for_the_disk: bool) -> Outcome:
    async with cluster() as here:
        clients = [Client(here.settings.writer_url, waits_for_the_disk) for _ in range(CLIENTS)]
        ever, lost = 0, 0
        for kill in range(1, kills + 1):
            ever += await _round(here, clients, number // kills)
            lost += await _forget_what_is_lost(here, clients)
            say(f"{kill} of {kills}: {ever} acknowledged, {lost} lost")
        return await _outcome(here, kills, ever, lost)


async def _round(here: Cluster, clients: list[Client], at_least: int) -> int:
    """How many were acknowledged until the kill, which comes while all of them write."""
    before = sum(len(each.acknowledged) for each in clients)
    writing = [asyncio.create_task(each.write()) for each in clients]
    while sum(len(each.acknowledged) for each in clients) < before + at_least:
        await asyncio.sleep(0.005)
        assert not any(each.done() for each in writing), "a client ended before the kill"
    await here.crash()
    await asyncio.gather(*writing)
    return sum(len(each.acknowledged) for each in clients) - before


async def _forget_what_is_lost(here: Cluster, clients: list[Client]) -> int:
    """Those of which another event, or none, stands at their position now; later ones get those positions."""
    connection = await asyncpg.connect(here.settings.writer_url)
    there = {
        row["position"]: row["leaf"] for row in await connection.fetch("SELECT position, leaf FROM event")
    }
    await connection.close()
    lost = 0
    for each in clients:
        gone = [at for at, leaf in each.acknowledged.items() if there.get(at) != leaf]
        lost += len(gone)
        for position in gone:
            del each.acknowledged[position]
    return lost


async def _outcome(here: Cluster, kills: int, acknowledged: int, lost: int) -> Outcome:
    """With every hash, link and position worked out again."""
    reader = await asyncpg.connect(here.settings.reader_url, server_settings={"insats.viewer": EVERYTHING})
    stored = await reader.fetchval("SELECT count(*) FROM event")
    verified = (await verify_log(reader, "", ())).events == stored
    await reader.close()
    return Outcome(kills, acknowledged, lost, stored - (acknowledged - lost), verified)


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    print(json.dumps(measure()))
