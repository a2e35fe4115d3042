"""Telling another system: what is new goes into its queue, what is due is sent, and when to come again."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from temporalio import activity

from access.asker import Asker
from access.rights import Right
from command_handler import CommandHandler
from exchange.cloud_events import cloud_event
from projections.events_out import Published, Wanted, published, published_at
from settings import Settings
from webhooks.queue import Taken, queue, settle, take, wait, withdraw
from webhooks.seal import opened
from webhooks.sending import send
from webhooks.subscriptions import stop

if TYPE_CHECKING:
    import asyncpg

AT_A_TIME = 500  # events into the queue
LANES = 4  # deliveries at once, each of another contract
WORKS_FOR = 20.0  # s; what is left is the next activity's

ITS_OWNER = "SELECT owner FROM webhook WHERE id = $1 AND stopped = ''"
LOCK = "SELECT queued_to, event_types, department FROM webhook WHERE id = $1 AND stopped = '' FOR UPDATE"


@dataclass(frozen=True)
class Waiting:
    """None: nothing waits; the next event begins anew."""

    wait: timedelta | None


@dataclass(frozen=True)
class WebhookActivities:
    """`outside`: reads what other systems may see, whoever subscribed (access/viewer.py)."""

    handler: CommandHandler
    outside: "asyncpg.Pool[Any]"
    settings: Settings

    @property
    def pool(self) -> "asyncpg.Pool[Any]":
        return self.handler.pool

    @activity.defn
    async def deliver(self, webhook: UUID) -> Waiting:
        """A failed delivery is an answer, not an error: its next try lies in the store."""
        now = asyncio.get_running_loop().time
        until = now() + WORKS_FOR
        if await self._is_anybodys(webhook):
            while now() < until and await self._queue(webhook):
                pass
            if await self._deliver_one(webhook):  # alone: is anybody there?
                await asyncio.gather(*(self._deliver_all(webhook, until) for _ in range(LANES)))
        left = await wait(self.pool, webhook)
        return Waiting(None if left is None else max(left, timedelta(0)))

    async def _is_anybodys(self, webhook: UUID) -> bool:
        owner = await self.pool.fetchval(ITS_OWNER, webhook)
        await self.handler.policies.look(self.pool)
        person = self.handler.policy.person(owner) if owner else None
        if owner and not (person and Asker(person).may(Right.WEBHOOKS)):
            await stop(self.pool, webhook, "owner")
            return False
        return owner is not None

    async def _queue(self, webhook: UUID) -> bool:
        """The next events that it asked for; whether there may be more."""
        async with self.pool.acquire() as connection, connection.transaction():
            row = await connection.fetchrow(LOCK, webhook)
            if row is None:
                return False
            wanted = Wanted(row["event_types"], row["department"])
            async with self.outside.acquire() as reader:
                events, upto = await published(reader, row["queued_to"], AT_A_TIME, wanted)
            if upto == row["queued_to"]:
                return False
            await queue(connection, webhook, events, upto)
            return True

    async def _deliver_all(self, webhook: UUID, until: float) -> None:
        while asyncio.get_running_loop().time() < until and await self._deliver_one(webhook):
            pass

    async def _deliver_one(self, webhook: UUID) -> bool:
        """False: none is due, or this one failed."""
        taken = await take(self.pool, webhook)
        if taken is None:
            return False
        async with self.outside.acquire() as reader:
            event = await published_at(reader, taken.position)
        if event is None:
            await withdraw(self.pool, taken)
            return True
        return await self._sent(taken, event)

    async def _sent(self, taken: Taken, event: Published) -> bool:
        body = self._body(event)
        answer = await send(
            taken.url,
            opened(self.settings.key_encryption_key, taken.webhook_id, taken.secret),
            event.leaf.hex(),
            body,
            this_machine=self.settings.webhooks_to_this_machine,
        )
        await settle(self.pool, taken, answer)
        if answer.gone:
            await stop(self.pool, taken.webhook_id, "gone")
        return answer.taken or answer.about_the_event

    def _body(self, event: Published) -> bytes:
        told = cloud_event(
            self.settings.public_url,
            contract=event.contract_id,
            type_=event.type,
            position=event.position,
            version=event.version,
            at=event.recorded_at,
            leaf=event.leaf,
        )
        return told.model_dump_json().encode()
