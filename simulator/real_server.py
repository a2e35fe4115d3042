"""The same year on the real Temporal server: the real client, worker, workflows, schedule and dispatcher.

What people did in a calm year of the simulator is done again at the same times; between, the clock of PostgreSQL is put
forward to whatever falls due next. Timers of days do not run out here: who waits is woken, as when the clock is moved.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
from temporalio.client import Client

import policy_setup
from command_handler import CommandHandler, Envelope
from dispatcher import Dispatcher
from domain.adoption import POLICY_STREAM
from domain.refusal import Refusal
from domain.vocabulary import Role
from event_store.codec import decode
from event_store.keyring import Keyring
from projections.policies import Policies
from settings import Settings
from simulator import databases, policies
from simulator.account import account
from simulator.ending import Outcome
from simulator.engine import next_digests
from simulator.faults import NEVER
from simulator.people import Asked
from simulator.world import LONG_AGO, PEEK, Peek
from simulator.year import live
from sweeper import create_sweeper
from temporal_connection import connect
from worker import telling_departments
from workflows.names import RECONCILE

PATIENCE = 120.0  # s until what is due has to be done
WAKE = """
INSERT INTO nudge (contract_id, wanted, bulk)
SELECT id, 1, false FROM contract, installation
WHERE next_at <= $1 OR EXISTS (SELECT FROM notice WHERE contract_id = contract.id AND next_try_at <= $1)
ORDER BY id ON CONFLICT (contract_id) DO UPDATE SET wanted = nudge.wanted + 1, not_before = '-infinity'
"""


@dataclass
class Both:
    """How the same year went in the simulator and on the real server."""

    simulated: Outcome
    real: list[str]

    @property
    def differences(self) -> list[str]:
        ours, theirs = set(self.simulated.account), set(self.real)
        return [f"- {each}" for each in sorted(ours - theirs)] + [
            f"+ {each}" for each in sorted(theirs - ours)
        ]


async def both(settings: Settings, seed: int, days: int) -> Both:
    simulated = await live(settings, seed, days, NEVER, "sim_calm")
    async with databases.database(settings, "sim_real"), _handler(settings, "sim_real") as handler:
        control = await databases.connect(databases.named(settings.owner_url, "sim_real"))
        client = await connect(settings)
        dispatching = asyncio.create_task(Dispatcher(client, handler.pool).run())
        try:
            async with (
                telling_departments(client, handler, settings),
                create_sweeper(client, handler, settings),
            ):
                real = await Real(handler, control, client, simulated.beginning).live(simulated)
        finally:
            dispatching.cancel()
            with suppress(asyncio.CancelledError):
                await dispatching
            await control.close()
    return Both(simulated, real)


@asynccontextmanager
async def _handler(settings: Settings, name: str) -> AsyncIterator[CommandHandler]:
    url = databases.named(settings.writer_url, name)
    async with (
        asyncpg.create_pool(url, min_size=2, max_size=8, server_settings=databases.FIRST_OURS) as pool,
        asyncpg.create_pool(settings.keys_url, min_size=1, max_size=2) as keys,
    ):
        keyring = Keyring(keys, settings.key_encryption_key)
        yield CommandHandler(pool, keyring, Policies(keyring, policies.read))


@dataclass
class Real:
    handler: CommandHandler
    control: databases.Connection
    client: Client
    now: datetime
    swept: datetime = LONG_AGO

    async def live(self, simulated: Outcome) -> list[str]:
        await self._set(self.now)
        await self._adopts(simulated.text)
        for at, asked in simulated.script:
            await self._until(at)
            await self._gives(asked)
        await self._until(simulated.ends)
        rows = await self.control.fetch("SELECT position, body, leaf FROM event ORDER BY position")
        recorded = [decode(row["position"], row["body"], row["leaf"], {}) for row in rows]
        return account(recorded, await self.control.fetch("SELECT * FROM notice"))

    async def _adopts(self, text: str) -> None:
        self.handler.policies.begin_with(policies.parsed(text))
        command = policies.adoption(text, 0, policy_setup.AT_FIRST_START, by_itself=True)
        await self.handler.handle(
            POLICY_STREAM, command, Envelope(UUID(int=1, version=4), "import", Role.IMPORT)
        )

    async def _gives(self, asked: Asked) -> None:
        with suppress(Refusal):
            await self.handler.handle(asked.contract, asked.command, asked.envelope)
        await self._is_done()

    async def _until(self, end: datetime) -> None:
        while (at := await self._next()) <= end:
            await self._set(max(at, self.now))
            await self.control.execute(WAKE, self.now)
            await self.client.get_schedule_handle(RECONCILE).trigger()
            await self._is_done()
            self.swept = self.now
        await self._set(end)

    async def _next(self) -> datetime:
        peeked, policy = await self._peek(), self.handler.policy
        instants = [at for at in (peeked.due, peeked.notice, peeked.digest) if at]
        if peeked.waits:
            after = max(peeked.waits, self.swept + timedelta(microseconds=1))
            instants.append(next_digests(after, policy))
        return min(instants, default=datetime.max.replace(tzinfo=self.now.tzinfo))

    async def _set(self, now: datetime) -> None:
        self.now = max(self.now, now)
        await self.control.execute("UPDATE sim.machine SET now = $1", self.now)

    async def _peek(self) -> Peek:
        row: Any = await self.control.fetchrow(PEEK, self.now)
        return Peek(*row)

    async def _is_done(self) -> None:
        """Nothing is due, no nudge waits and no digest that should be made. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            while await self._something_is_due():  # noqa: ASYNC110 - PostgreSQL tells nobody
                await asyncio.sleep(0.02)

    async def _something_is_due(self) -> bool:
        peeked, policy = await self._peek(), self.handler.policy
        due: Sequence[Any] = [
            at for at in (peeked.due, peeked.notice, peeked.digest) if at and at <= self.now
        ]
        if peeked.waits and next_digests(max(peeked.waits, self.swept), policy) <= self.now != self.swept:
            return True
        return bool(due or (peeked.nudge and peeked.nudge <= self.now))
