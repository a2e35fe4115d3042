"""The sweep, every minute: what is due is done in batches, what is unsent is sent. Idempotent beside the timers."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from temporalio import activity

from activities.digest import DigestSender
from activities.notify import Delivery, NotifyActivities
from command_handler import CommandHandler, Decision, Envelope
from domain.passing_time import LetTimePass, next_instant
from domain.vocabulary import Role
from event_store.streams import append, clock
from policy_moves import move_some
from projections.contracts import lock_due, reschedule
from projections.digests import digests_to_send, gather
from projections.notices import due_to_send
from projections.troubles import in_trouble

if TYPE_CHECKING:
    from event_store.streams import Connection

log = logging.getLogger("insats.reconcile")

BATCH = 200
SENDERS = 8
MOVE_FOR = 20.0  # s
MAIL_FOR = 30.0  # s; what is left is the next sweep's


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
        contracts = notices = 0
        await self._move_last_days()
        while batch := await self._let_time_pass():
            contracts += batch
            _alive()
        await self._gather_digests()
        until = asyncio.get_running_loop().time() + MAIL_FOR
        while batch := await self._send(until):
            notices += batch
        return Swept(contracts, notices)

    async def _move_last_days(self) -> None:
        """What another policy moves, before anything of it is missed; what is left is the next sweep's."""
        until = asyncio.get_running_loop().time() + MOVE_FOR
        while await move_some(self.handler) and asyncio.get_running_loop().time() < until:
            _alive()

    async def _let_time_pass(self) -> int:
        """Decide all first, in id order; then write; then one append, last: the head lock is held once, shortly."""
        envelope = Envelope(uuid4(), actor="clock", role=Role.CLOCK, bulk=True)
        async with self.handler.pool.acquire() as connection, connection.transaction():
            await self.handler.policies.in_force(connection)  # before anything is locked
            due = await lock_due(connection, BATCH)
            now = await clock(connection)
            decided = [await self._decide(connection, each, now) for each in due]
            written = [d for d in decided if d and await self._written(connection, d, envelope)]
            if rows := list(chain.from_iterable(decision.rows for decision in written)):
                await append(connection, rows)
        return len(due)

    async def _decide(self, connection: "Connection", contract: UUID, now: datetime) -> Decision | None:
        """One contract's error is that contract's trouble, and no other's."""
        envelope = Envelope(uuid4(), actor="clock", role=Role.CLOCK, bulk=True)
        try:
            decision = await self.handler.decide(connection, contract, LetTimePass(), envelope, now)
            if decision.rows:
                return decision
            await reschedule(connection, contract, next_instant(decision.state, now, self.handler.policy))
        except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
            await in_trouble(connection, contract, error)
        return None

    async def _written(self, connection: "Connection", decision: Decision, envelope: Envelope) -> bool:
        try:
            async with connection.transaction():  # a savepoint: what fails takes only its own contract back
                await self.handler.write(connection, decision, envelope)
        except Exception as error:  # noqa: BLE001
            await in_trouble(connection, decision.contract, error)
            return False
        return True

    async def _gather_digests(self) -> None:
        async with self.handler.pool.acquire() as connection, connection.transaction():
            await self.handler.policies.in_force(connection)
            await gather(connection, self.handler.policy, await clock(connection))

    async def _send(self, until: float) -> int:
        """How many were tried; 0 when none is due, or the time is up."""
        pool, digests = self.handler.pool, DigestSender(self.notify)
        mails = [
            *(partial(digests.send_digest, each) for each in await digests_to_send(pool, BATCH)),
            *(partial(self.notify.notify_department, each) for each in await due_to_send(pool, BATCH)),
        ]
        shares = [self._send_all(mails[n::SENDERS], until) for n in range(SENDERS)]
        return sum(await asyncio.gather(*shares))

    async def _send_all(self, mails: Sequence[Callable[[], Awaitable[Delivery]]], until: float) -> int:
        for tried, mail in enumerate(mails):
            if asyncio.get_running_loop().time() > until:
                return tried
            try:
                await mail()
            except Exception:  # its contract may be in trouble; the others' notices are not
                log.exception("a mail: %s", mail)
            _alive()
        return len(mails)


def _alive() -> None:
    """A worker that dies in the middle is noticed in half a minute, not when the activity's time is up."""
    if activity.in_activity():
        activity.heartbeat()
