"""A whole installation on this machine for the benches: its servers, its contracts in bulk, its people at work."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import httpx
from temporalio.client import Client
from temporalio.service import RPCError

from api.identity import Identities
from cli.installation import prepared, processes
from command_handler import CommandHandler, Decision, Envelope
from domain.calendar import date_in_stockholm
from domain.command import Command
from domain.facts import ContractFacts, Organisation
from domain.process.registration import RegisterContract
from domain.process.triage import TriageClause
from domain.vocabulary import Clause
from embedded.child import Child
from embedded.data_folder import DataFolder
from embedded.environment import PROJECT, environment, inherited
from embedded.supervisor import servers
from event_store.streams import append, clock, move_clock
from projections.nudges import wake_all
from settings import Settings
from worker import create_handler
from workflows.contract import PHASE

BATCH = 200  # contracts in one transaction
CLIENTS = 10
PAUSE = 1.0  # s that a person thinks between two commands
MINUTE = timedelta(minutes=1)
ENGINE = ("worker", "sweeper")


@dataclass
class Town:
    data: DataFolder
    settings: Settings
    handler: CommandHandler
    http: httpx.AsyncClient

    async def now(self) -> datetime:
        async with self.handler.pool.acquire() as connection:
            return await clock(connection)

    async def move_to(self, instant: datetime, *, wake: bool = True) -> None:
        """By whole minutes, so that the installation's minutes begin with the machine's, as in real life. Every
        contract asks the store again, as when the API moves the clock, unless none has a timer yet."""
        forward = (instant - await self.now()) // MINUTE * MINUTE
        async with self.handler.pool.acquire() as connection, connection.transaction():
            assert await move_clock(connection, forward)
            if wake:
                await wake_all(connection)

    async def wake(self) -> None:
        async with self.handler.pool.acquire() as connection, connection.transaction():
            await wake_all(connection)

    async def mail_is_through(self, *, all_but: int = 0) -> None:
        """As if mail had been sent long ago: it is not what the bench is about. In the order of their ids, as a sweep
        takes them."""
        await self.handler.pool.execute(
            "UPDATE notice SET sent_at = queued_at, next_try_at = NULL WHERE id IN"
            " (SELECT id FROM notice WHERE sent_at IS NULL ORDER BY id OFFSET $1 FOR UPDATE)",
            all_but,
        )

    async def first_rung(self) -> datetime:
        """When the first ladder is first to be climbed."""
        found: datetime = await self.handler.pool.fetchval(
            "SELECT min((rung->>'at')::timestamptz) FROM event,"
            " LATERAL jsonb_array_elements(convert_from(body, 'UTF8')::jsonb->'data'->'rungs') AS rung"
            " WHERE type = 'DeadlineSet'"
        )
        return found

    async def count(self, query: str, *arguments: object) -> int:
        found: int = await self.handler.pool.fetchval(query, *arguments)
        return found


@asynccontextmanager
async def town(
    *, worker: bool = True, folder: Path | None = None, arranged: Callable[[list[Child]], list[Child]] = list
) -> AsyncIterator[Town]:
    """The embedded stack as `insats up --test` starts it, in a folder of its own unless one is given.

    `arranged`: of its processes those that are to run instead."""
    os.environ.setdefault("INSATS_API_RATE", "1000000")  # one token asks for all
    with TemporaryDirectory() as own:
        data = DataFolder(folder or Path(own) / "var")

        def children(settings: Settings) -> list[Child]:
            usual = processes(data, settings)
            return arranged([child for child in usual if worker or child.name not in ENGINE])

        async with servers(data, prepare=prepared(test=True), children=children) as settings:
            handler = await create_handler(settings)
            try:
                async with httpx.AsyncClient(base_url=settings.public_url, timeout=60) as http:
                    await _sign_in(http, handler)
                    yield Town(data, settings, handler, http)
            finally:
                await handler.pool.close()
                await handler.keyring.close()


async def _sign_in(http: httpx.AsyncClient, handler: CommandHandler) -> None:
    link = await Identities(handler.pool, handler.policies).new_link("p-01")
    answer = await http.post("/api/v1/sessions", json={"link": link})
    http.headers.update({"Authorization": f"Bearer {answer.json()['access_token']}", "If-Match": "*"})


@asynccontextmanager
async def engine(of: Town) -> AsyncIterator[None]:
    processes = [await _process(name, of.settings) for name in ENGINE]
    try:
        yield
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
            await process.wait()


async def _process(name: str, settings: Settings) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", name, cwd=PROJECT, env=inherited(environment(settings)),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip


async def populate(handler: CommandHandler, number: int, signed_on: date, *, wake: bool = True) -> list[UUID]:
    """Contracts with a dialogue clause, all signed that day, by the real rules and write path, in batches."""
    contracts = [uuid4() for _ in range(number)]
    for start in range(0, number, BATCH):
        some = contracts[start : start + BATCH]
        await _all(handler, some, [_registration(signed_on, start + n) for n in range(len(some))], wake=wake)
        await _all(
            handler, some, [TriageClause(clause=Clause.DIALOGUE, count_from=signed_on)] * len(some), wake=wake
        )
    return contracts


def _registration(signed_on: date, number: int) -> RegisterContract:
    buyers = (Organisation(name="Exempelköpings kommun"),)
    return RegisterContract(
        facts=ContractFacts(
            title="Byggtjänster", contract_number=f"H-{number}", buyers=buyers, signed_on=signed_on
        )
    )


async def _all(
    handler: CommandHandler, contracts: Sequence[UUID], commands: Sequence[Command], *, wake: bool
) -> None:
    async with handler.pool.acquire() as connection, connection.transaction():
        await handler.policies.in_force(connection)
        now, decided = await clock(connection), list[Decision]()
        for contract, command in sorted(zip(contracts, commands, strict=True), key=lambda pair: pair[0]):
            decided.append(await handler.decide(connection, contract, command, _envelope(wake=wake), now))
        await handler.write(connection, decided, _envelope(wake=wake))
        await append(connection, list(chain.from_iterable(decision.rows for decision in decided)))


def _envelope(*, wake: bool) -> Envelope:
    return Envelope(uuid4(), "p-01", "coordinator", bulk=True, wake=wake)


@dataclass
class People:
    """Case workers at their commands: each registers and triages contracts by HTTP, and thinks in between."""

    http: httpx.AsyncClient
    today: date
    answers: list[tuple[float, float]] = field(default_factory=list)  # when it was asked, how long it took

    async def work(self, until: Callable[[], bool]) -> None:
        await asyncio.gather(*(self._one(until, PAUSE * n / CLIENTS) for n in range(CLIENTS)))

    async def _one(self, until: Callable[[], bool], first: float) -> None:
        await asyncio.sleep(first)
        facts = {"title": "Folk", "buyers": [{"name": "K"}], "signed_on": self.today.isoformat()}
        triage = {"type": "triage_clause", "clause": "dialogue_clause", "count_from": self.today.isoformat()}
        while not until():
            contract = uuid4()
            for command in ({"type": "register_contract", "facts": facts}, triage):
                began = time.monotonic()
                answer = await self.http.post(
                    f"/api/v1/contracts/{contract}/commands", json={"command": command}
                )
                assert answer.status_code == 201, answer.text
                self.answers.append((began, time.monotonic() - began))
                await asyncio.sleep(PAUSE)

    def milliseconds(self, quantile: float, since: float, until: float) -> float:
        took = sorted(took for began, took in self.answers if since <= began <= until)
        return round(1000 * took[min(len(took) - 1, int(quantile * len(took)))], 1) if took else 0.0


async def until(counted: Callable[[], Awaitable[int] | int], number: int = 1, *, within: float) -> float:
    """Seconds until there are so many. Raises TimeoutError."""
    began = time.monotonic()
    async with asyncio.timeout(within):
        while True:
            found = counted()
            if (found if isinstance(found, int) else await found) >= number:
                return time.monotonic() - began
            await asyncio.sleep(0.25)


async def settled(of: Town, *, within: float) -> float:
    """Seconds until nothing waits: time's work, nudges. Raises TimeoutError."""
    nothing_waits = (
        "SELECT (NOT EXISTS (SELECT FROM nudge WHERE wanted > delivered) AND NOT EXISTS"
        " (SELECT FROM contract WHERE next_at <= (SELECT installation_now())))::int"
    )
    return await until(lambda: of.count(nothing_waits), within=within)


def size(default: int) -> int:
    return int(os.environ.get("INSATS_N", default))


async def today(of: Town) -> date:
    return date_in_stockholm(await of.now())


async def armed(client: Client) -> int:
    """How many contracts' workflows have asked the store, and with that set their timers, in this namespace."""
    with suppress(RPCError):  # a new database has no such attribute yet
        return (
            await client.count_workflows(f"{PHASE.name} IS NOT NULL AND ExecutionStatus = 'Running'")
        ).count
    return 0


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
