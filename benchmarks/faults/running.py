"""One run: an installation on a disk of its own, its people, its killer, and the look at what is left."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import copy, copytree
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any, TypeVar
from uuid import UUID

import asyncpg

from benchmarks.faults.arranged import Arranged
from benchmarks.faults.checker.deadlines import escalated
from benchmarks.faults.checker.found import Found
from benchmarks.faults.checker.mails import second_copies
from benchmarks.faults.checker.verdict import wrongs
from benchmarks.faults.clients import Clients
from benchmarks.faults.disk import disk
from benchmarks.faults.killer import Killer
from benchmarks.faults.settling import all_there_is, settled, superuser
from benchmarks.faults.written import Written
from benchmarks.town import MINUTE, Town, populate, say, today, town, until
from embedded.data_folder import DataFolder

GROUPS = 10  # of contracts, signed a day apart
STALLED = 300.0  # s in which people get nowhere
SETTLES = 900.0  # s
FIRST_RUNGS = (
    "SELECT max((convert_from(body, 'UTF8')::jsonb->'data'->'rungs'->0->>'at')::timestamptz)"
    " FROM event WHERE type = 'DeadlineSet' AND stream_id = ANY($1)"
)
AWAY = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
T = TypeVar("T")


@dataclass(frozen=True)
class Size:
    """`commands`: acknowledged, at least; `contracts`: each with two last days that nobody keeps."""

    faults: list[tuple[str, str]]
    commands: int
    contracts: int
    settles: float = SETTLES
    workers: int = 1
    apis: int = 1
    acknowledges_early: bool = False
    without_lease: bool = False


@dataclass(frozen=True)
class Outcome:
    wrongs: list[str]
    told: dict[str, Any]


async def run(size: Size, seed: int) -> Outcome:
    with TemporaryDirectory() as own, disk(Path(own) / "disk") as its, ExitStack() as claims:
        data, written = DataFolder(its.folder / "var"), Written(Path(own))
        arranged = Arranged(data, claims, size.workers, size.apis, size.without_lease)
        async with town(folder=data.path, arranged=arranged.children) as here:
            if size.acknowledges_early:
                await _acknowledge_early(here)
            killer = Killer(data, its, written, random.Random(seed))  # noqa: S311 - to come again, not to be secret
            return await _Run(here, size, killer).outcome([here.settings.public_url, *arranged.further])


async def _acknowledge_early(here: Town) -> None:
    connection = await superuser(here)
    for setting in ("synchronous_commit = off", "wal_writer_delay = '10s'"):
        await connection.execute(f"ALTER SYSTEM SET {setting}")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()


@dataclass
class _Run:
    here: Town
    size: Size
    killer: Killer

    async def outcome(self, addresses: list[str]) -> Outcome:
        here, first_day = self.here, await today(self.here)
        contracts = await self._left_alone(first_day)
        last = MINUTE * 2 + await here.handler.pool.fetchval(FIRST_RUNGS, contracts)
        people = Clients(here.http, addresses, first_day, self.killer.written, self.size.commands)
        await asyncio.gather(people.work(), self._break(people, last))
        await self._time_goes_to(last)
        due_until = await here.now()
        waiting = await settled(here, self.size.settles)
        found = await all_there_is(here, self.killer.written, due_until)
        outcome = self._told(found, people, waiting)
        if outcome.wrongs:
            say(f"logs, mails, notes and faults are kept in {self._kept()}")
        return outcome

    def _kept(self) -> Path:
        """What there is to find out by why it is so; the rest goes with the disk."""
        folder, data = Path(mkdtemp(prefix="insats-faults-")), self.killer.data
        for each in (data.logs, data.mail):
            copytree(each, folder / each.name)
        for file in (self.killer.written.notes, self.killer.written.faults):
            if file.exists():
                copy(file, folder)
        return folder

    async def _left_alone(self, first_day: date) -> list[UUID]:
        """Contracts whose last days nobody keeps, signed on ten days."""
        found = []
        for group in range(GROUPS):
            signed_on = first_day - timedelta(days=group)
            found += await populate(self.here.handler, self.size.contracts // GROUPS, signed_on)
        return found

    async def _break(self, people: Clients, last: datetime) -> None:
        """Before each fault time goes on. By turns contracts are woken then, or the sweep is to see it by itself."""
        faults = self.size.faults
        for number, (kind, part) in enumerate(faults):
            enough = people.acknowledged + self.size.commands // (len(faults) + 1)
            await until(lambda: people.acknowledged, enough, within=STALLED)
            now = await _patiently(self.here.now)
            await self._time_goes_to(now + (last - now) / (len(faults) - number), wake=number % 2 == 0)
            say(f"{number + 1} of {len(faults)}: {kind} {part}; {people.acknowledged} acknowledged")
            await self.killer.strike(kind, part)
        people.faults_are_over = True

    async def _time_goes_to(self, instant: datetime, *, wake: bool = True) -> None:
        async def goes() -> None:
            if instant - await self.here.now() >= MINUTE:
                await self.here.move_to(instant, wake=wake)

        await _patiently(goes)

    def _told(self, found: Found, people: Clients, waiting: int) -> Outcome:
        wrong = wrongs(found) + [f"{waiting} things still wait"] * bool(waiting)
        for line in wrong[:20]:
            say(line)
        told = {
            "faults": len(found.faults),
            "acknowledged": people.acknowledged,
            "tries_unanswered": people.unanswered,
            "unknown": people.unknown,
            "events": len(found.events),
            "last_days_escalated": escalated(found),
            "notices": len(found.notices),
            "mails": len(found.mails),
            "second_copies": sum((copies := second_copies(found)).values()),
            "second_copies_by": copies,
            "wrong": len(wrong),
            "disk": self.killer.disk.how,
        }
        return Outcome(wrong, told)


async def _patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """Until the store is back."""
    async with asyncio.timeout(STALLED):
        while True:
            try:
                return await ask()
            except AWAY:
                await asyncio.sleep(0.5)
