"""The sweep, every minute: what is due is done in batches, what is unsent is sent. Idempotent beside the timers."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from temporalio import activity

from activities.notify import NotifyActivities
from command_handler import CommandHandler, Decision, Envelope
from domain.commands import LetTimePass
from domain.passing_time import next_instant
from domain.vocabulary import Role
from event_store.streams import append, clock
from projections.contracts import lock_due, reschedule
from projections.notices import due_to_send
from projections.troubles import in_trouble

if TYPE_CHECKING:
    from event_store.streams import Connection

log = logging.getLogger("insats.reconcile")

BATCH = 200
SENDERS = 8


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
        """All time first, then the mail: a mail server that says nothing holds up no deadline."""
        contracts = notices = 0
        while batch := await self._let_time_pass():
            contracts += batch
            _alive()
        while batch := await self._send():
            notices += batch
        return Swept(contracts, notices)

    async def _let_time_pass(self) -> int:
        """Decide all first, in id order; then write; then one append, last: the head lock is held once, shortly."""
        envelope = Envelope(uuid4(), actor="clock", role=Role.CLOCK, bulk=True)
        async with self.handler.pool.acquire() as connection, connection.transaction():
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

    async def _send(self) -> int:
        notices = await due_to_send(self.handler.pool, BATCH)
        shares = [self._send_all(iter(notices[n::SENDERS])) for n in range(SENDERS)]
        await asyncio.gather(*shares)
        return len(notices)

    async def _send_all(self, notices: Iterator[UUID]) -> None:
        for notice in notices:
            try:
                await self.notify.notify_department(notice)
            except Exception:  # its contract may be in trouble; the others' notices are not
                log.exception("notice %s", notice)
            _alive()


def _alive() -> None:
    """A worker that dies in the middle is noticed in half a minute, not when the activity's time is up."""
    if activity.in_activity():
        activity.heartbeat()
