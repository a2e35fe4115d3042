"""What is done to the installation, in an order that a seed gives; written down with when, and what was under way."""

import asyncio
import random
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import asyncpg

from benchmarks.faults.disk import Disk
from benchmarks.faults.parts import MARKS, backend, processes, tell
from benchmarks.faults.written import Written
from embedded import postgres
from embedded.data_folder import DataFolder
from embedded.environment import settings
from embedded.ports import remembered_in
from embedded.probes import http_ok, smtp_ok
from embedded.temporal_server import NAMESPACE

PARTS = (*MARKS, "postgres")
DECK = (
    *(("kill", part) for part in PARTS),
    *(("stop", part) for part in PARTS),
    ("kill one connection of", "postgres"),
    ("cut all connections to", "postgres"),
    ("fill", "disk"),
    ("delete the database of", "temporal"),
)
STOPS = (2.0, 5.0, 12.0)  # s; an SMTP client waits ten
BEYOND_A_LEASE = 25.0  # s
SENDERS = {"worker", "sweeper"}
HELD_BACK = frozenset({"api", "sealer"})  # they send no notice
AGAIN_WITHIN = 120.0  # s
UNDER_WAY = """
SELECT message_id FROM notice WHERE attempts > 0 AND sent_at IS NULL AND next_try_at < now() + interval '20 seconds'
"""


def deck(seeded: random.Random, number: int) -> list[tuple[str, str]]:
    """All kinds before any of them again."""
    drawn: list[tuple[str, str]] = []
    while len(drawn) < number:
        drawn += seeded.sample(DECK, len(DECK))
    return drawn[:number]


@dataclass
class Killer:
    data: DataFolder
    disk: Disk
    written: Written
    seeded: random.Random

    async def strike(self, kind: str, part: str) -> None:
        ways: dict[str, Callable[[str], Awaitable[tuple[str, ...]]]] = {
            "kill": self._kill,
            "stop": self._stop,
            "kill one connection of": self._kill_one,
            "cut all connections to": self._cut,
            "fill": self._fill,
            "delete the database of": self._delete,
        }
        began = time.time()
        under_way = await ways[kind](part)
        await self._answers_again(part)
        self.written.fault(kind=kind, part=part, began=began, over=time.time(), under_way=under_way)

    async def _kill(self, part: str) -> tuple[str, ...]:
        """Stopped first, so that what it was at can be written down, and none of PostgreSQL's sees another end."""
        pids, under_way = await self._frozen(part)
        tell(pids, signal.SIGKILL)
        return under_way

    async def _stop(self, part: str) -> tuple[str, ...]:
        pids, under_way = await self._frozen(part)
        await asyncio.sleep(self.seeded.choice([*STOPS, *[BEYOND_A_LEASE] * (part in SENDERS)]))
        tell(pids, signal.SIGCONT)
        return under_way

    async def _frozen(self, part: str) -> tuple[list[int], tuple[str, ...]]:
        under_way = await self._under_way() if part == "postgres" else ()
        pids = processes(self.data, part, self.seeded)
        tell(pids, signal.SIGSTOP)
        return pids, under_way if part == "postgres" or part in HELD_BACK else await self._under_way()

    async def _kill_one(self, _: str) -> tuple[str, ...]:
        under_way = await self._under_way()
        tell(backend(self.data, self.seeded), signal.SIGKILL)
        return under_way

    async def _cut(self, _: str) -> tuple[str, ...]:
        under_way = await self._under_way()
        connection = await postgres.connect(self.data, remembered_in(self.data.ports_file).postgres)
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        await connection.close()
        return under_way

    async def _fill(self, _: str) -> tuple[str, ...]:
        under_way = await self._under_way()
        await asyncio.to_thread(self.disk.fill, self.data)
        await asyncio.sleep(self.seeded.choice(STOPS))
        self.disk.make_room(self.data)
        return under_way

    async def _delete(self, part: str) -> tuple[str, ...]:
        pids, under_way = await self._frozen(part)
        for file in (self.data.path / "temporal").glob("*.db*"):
            file.unlink()
        tell(pids, signal.SIGKILL)
        return under_way

    async def _under_way(self) -> tuple[str, ...]:
        """Leases that run: of these somebody is now writing, sending or noting a mail."""
        try:
            connection = await asyncpg.connect(settings(self.data).owner_url, timeout=5)
        except (OSError, TimeoutError, asyncpg.PostgresError):
            return ()
        found = await connection.fetch(UNDER_WAY)
        await connection.close()
        return tuple(row["message_id"] for row in found)

    async def _answers_again(self, part: str) -> None:
        """Raises TimeoutError: the supervisor did not bring it back."""
        async with asyncio.timeout(AGAIN_WITHIN):
            while not await self._answers(part):  # noqa: ASYNC110 - another process tells nobody
                await asyncio.sleep(0.1)

    async def _answers(self, part: str) -> bool:
        at = remembered_in(self.data.ports_file)
        match part:
            case "postgres":
                return await postgres.answers(self.data, at.postgres)
            case "temporal":
                return await http_ok(at.temporal_http, NAMESPACE)
            case "smtp":
                return await smtp_ok(at.smtp)
            case "api":
                return await http_ok(at.api, "/readyz")
            case "disk":
                return await postgres.answers(self.data, at.postgres) and await smtp_ok(at.smtp)
            case _:
                return bool(processes(self.data, part, self.seeded))
