"""The sweep, every minute: what is due is done in batches, what is unsent is sent. Idempotent beside the timers."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import asyncpg
from temporalio import activity

from activities.digest import DigestSender
from activities.heart import Heart
from activities.notify import NotifyActivities
from activities.outbox import MAIL_FOR, OutboxActivities
from command_handler import CommandHandler, Decision, Envelope
from domain.passing_time import LetTimePass, next_instant
from domain.vocabulary import Role
from event_store.streams import append, clock, read_rows_of, recorded_in
from policy_moves import move_some
from projections.audit import audit
from projections.contracts import lock_due, reschedule
from projections.count_changes import sum_up_days
from projections.digests import digests_to_send, gather
from projections.nudges import nudge_all
from projections.troubles import in_trouble
from projections.watch import arm_the_unarmed, swept

if TYPE_CHECKING:
    from event_store.streams import Connection

log = logging.getLogger("insats.reconcile")

BATCH = 200
MOVE_FOR = 20.0  # s


@dataclass(frozen=True)
class Swept:
    contracts: int
    notices: int


@dataclass(frozen=True)
class ReconcileActivities:
    handler: CommandHandler
    notify: NotifyActivities

    @activity.defn
    async def reconcile(self) -> Swept:
        """All time first, then the mail, and no longer than until the next sweep wants to begin.

        A mail server that says nothing then holds up neither this sweep's deadlines nor the next one's.
        """
        contracts, heart = 0, Heart()
        await self._move_last_days(heart)
        while batch := await self._let_time_pass():
            contracts += batch
            heart.beat()
        await self._gather_digests()
        notices = await self._mail(heart)
        await self._look_after()
        return Swept(contracts, notices)

    async def _move_last_days(self, heart: Heart) -> None:
        """What another policy moves, before anything of it is missed; what is left is the next sweep's."""
        until = asyncio.get_running_loop().time() + MOVE_FOR
        while await move_some(self.handler) and asyncio.get_running_loop().time() < until:
            heart.beat()

    async def _let_time_pass(self) -> int:
        """Decide all first, in id order; then write; then one append, last: the head lock is held once, shortly."""
        async with self.handler.pool.acquire() as connection, connection.transaction():
            await self.handler.policies.in_force(connection)  # before anything is locked
            due = await lock_due(connection, BATCH)
            now = await clock(connection)
            streams = await read_rows_of(connection, due)
            decided = [await self._decide(connection, each, rows, now) for each, rows in streams.items()]
            written = await self._write(connection, [decision for decision in decided if decision])
            if rows := list(chain.from_iterable(decision.rows for decision in written)):
                await nudge_all(connection, [decision.contract for decision in written])
                await append(connection, rows)
        return len(due)

    async def _decide(
        self, connection: "Connection", contract: UUID, rows: "Sequence[asyncpg.Record]", now: datetime
    ) -> Decision | None:
        """One contract's error is that contract's trouble, and no other's."""
        try:
            decision = self.handler.judge(contract, recorded_in(rows), LetTimePass(), _by_time(), now)
            if decision.rows:
                return decision
            await reschedule(connection, contract, next_instant(decision.state, now, self.handler.policy))
        except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
            await in_trouble(connection, contract, error)
        return None

    async def _write(self, connection: "Connection", decided: Sequence[Decision]) -> list[Decision]:
        """All under one savepoint; only if that fails each under its own, to find the one that does."""
        try:
            async with connection.transaction():
                await self.handler.write(connection, decided, _by_time())
        except Exception:
            log.exception("a batch, which is written one by one")
            return [d for d in decided if await self._written(connection, d)]
        return list(decided)

    async def _written(self, connection: "Connection", decision: Decision) -> bool:
        try:
            async with connection.transaction():  # a savepoint: what fails takes only its own contract back
                await self.handler.write(connection, [decision], _by_time())
        except Exception as error:  # noqa: BLE001
            await in_trouble(connection, decision.contract, error)
            return False
        return True

    async def _look_after(self) -> None:
        """The watchdog hears of us; what no command nudged is armed, days that are over are summed up, and some streams
        are looked through."""
        await swept(self.handler.pool)
        async with self.handler.pool.acquire() as connection, connection.transaction():
            await arm_the_unarmed(connection)
        async with self.handler.pool.acquire() as connection, connection.transaction():
            await sum_up_days(connection)
        await audit(self.handler.pool, self.handler.policy, BATCH)

    async def _gather_digests(self) -> None:
        async with self.handler.pool.acquire() as connection, connection.transaction():
            await self.handler.policies.in_force(connection)
            await gather(connection, self.handler.policy, await clock(connection))

    async def _mail(self, heart: Heart) -> int:
        """Digests first, all by one sender."""
        outbox, send_digest = OutboxActivities(self.notify), DigestSender(self.notify).send_digest
        number, until = 0, asyncio.get_running_loop().time() + MAIL_FOR
        while True:
            digests = [partial(send_digest, each) for each in await digests_to_send(self.handler.pool, BATCH)]
            tried = await outbox.send_some(until, heart, digests)
            if not tried:
                return number
            number += tried


def _by_time() -> Envelope:
    """Each contract's decision has an id of its own; all are nudged together."""
    return Envelope(uuid4(), actor="clock", role=Role.CLOCK, wake=False)
