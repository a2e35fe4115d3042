"""The whole record worked out again while people go on working: one at a time, and what the last one told."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import asyncpg

from access.viewer import EVERYTHING
from audit.live import Verified, verify_log
from audit.looks import verify_looks
from audit.verify import Checkpoint, Fault, Lost
from projections.record_check import begin_check, end_check, last_check, so_far
from settings import Settings

if TYPE_CHECKING:
    Pool = asyncpg.Pool[Any]

LONGEST = 30 * 60  # s; a million events take about a minute
A_WORD = 1  # s between two words about how far it has come
under_way: set[asyncio.Task[None]] = set()  # a task that nobody holds may be collected


@dataclass(frozen=True)
class Verifying:
    """`verified` or `fault` is told when it is over; `done` of `events` counts while it goes on."""

    began_at: datetime
    events: int
    done: int
    ended_at: datetime | None
    verified: Verified | None = None
    fault: str = ""

    @property
    def goes_on(self) -> bool:
        return self.ended_at is None

    @property
    def gave_up(self) -> bool:
        return not (self.goes_on or self.verified or self.fault)

    @property
    def per_cent(self) -> int:
        return min(99, 100 * self.done // self.events) if self.events else 0


@dataclass
class _Progress:
    """Told by the thread, read by the loop."""

    position: int = 0

    def told(self, position: int) -> None:
        self.position = position


async def last_verifying(pool: "Pool") -> Verifying | None:
    """By whichever process."""
    if (row := await last_check(pool)) is None:
        return None
    told = json.loads(row["outcome"]) if row["outcome"] else {}
    verified = _verified(told["verified"]) if "verified" in told else None
    return Verifying(
        row["began_at"], row["events"], row["done"], row["ended_at"], verified, told.get("fault", "")
    )


def _verified(told: Mapping[str, Any]) -> Verified:
    return Verified(**{**told, "restored": [Lost(**each) for each in told["restored"]]})


async def begin_verifying(pool: "Pool", settings: Settings, events: int, outside: list[Checkpoint]) -> None:
    """Unless one goes on."""
    run = uuid4()
    if await begin_check(pool, run, events):
        task = asyncio.create_task(_verify(pool, run, settings, outside))
        under_way.add(task)
        task.add_done_callback(under_way.discard)


async def _verify(pool: "Pool", run: UUID, settings: Settings, outside: list[Checkpoint]) -> None:
    """On a thread with a loop of its own: sums of a million events would hold up everybody's pages."""
    progress = _Progress()
    working = asyncio.create_task(asyncio.to_thread(asyncio.run, _worked_out(progress, settings, outside)))
    while not (await asyncio.wait({working}, timeout=A_WORD))[0]:
        await so_far(pool, run, progress.position)
    await end_check(pool, run, _outcome(working))


def _outcome(worked: "asyncio.Task[Verified]") -> Mapping[str, Any] | None:
    try:
        return {"verified": asdict(worked.result())}
    except Fault as fault:
        return {"fault": str(fault)}
    except (TimeoutError, OSError, asyncpg.PostgresError):
        return None


async def _worked_out(progress: _Progress, settings: Settings, outside: list[Checkpoint]) -> Verified:
    viewer = {"insats.viewer": EVERYTHING}
    async with asyncio.timeout(LONGEST):
        connection: asyncpg.Connection[Any] = await asyncpg.connect(
            settings.reader_url, server_settings=viewer
        )
        try:
            verified = await verify_log(connection, "", outside, progress.told)
            await verify_looks(connection, "", [])
            return verified
        finally:
            await connection.close()
