"""Tells the story: the clock goes from one instant to the next, people act, and time does its own in between."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from activities.reconcile import ReconcileActivities
from command_handler import CommandHandler, Envelope
from demo.acts import Act
from domain.adoption import POLICY_STREAM
from event_store.codec import Recorded, decode
from event_store.streams import clock, move_clock

if TYPE_CHECKING:
    from event_store.streams import Connection

Say = Callable[[Recorded], Awaitable[None]]


@dataclass
class Teller:
    """Through the one write path and the real sweep. `said`: the position up to which all has been said."""

    handler: CommandHandler
    sweep: ReconcileActivities
    say: Say
    said: int = 0

    async def tell(self, acts: Sequence[Act], until: datetime) -> None:
        """`acts` in the order of their days. Raises Refusal where the story does not fit the rules."""
        for act in acts:
            await self._wait_for(act.at)
            envelope = Envelope(uuid4(), act.actor, act.role, act.occurred_on)
            await self.handler.handle(act.contract, act.command, envelope)
            await self._say_what_is_new()
        await self._wait_for(until)

    async def _wait_for(self, until: datetime) -> None:
        """Whatever is due on the way is done at its own instant."""
        while (due := await self._next_due()) and due < until:
            await self._go_to(due)
            await self.sweep.reconcile()
            await self._say_what_is_new()
            if (still := await self._next_due()) and still <= due:
                raise RuntimeError(f"nothing was done at {due}")
        await self._go_to(until)

    async def _next_due(self) -> datetime | None:
        due: datetime | None = await self.handler.pool.fetchval("SELECT min(next_at) FROM contract")
        return due

    async def _go_to(self, at: datetime) -> None:
        async with self.handler.pool.acquire() as connection:
            forward = at - await clock(connection)
            if forward > timedelta(0):
                await move_clock(connection, forward)

    async def _say_what_is_new(self) -> None:
        async with self.handler.pool.acquire() as connection:
            for record in await _after(connection, self.said):
                if record.stream != POLICY_STREAM:  # adopted as the installation began: no part of the story
                    await self.say(record)
                self.said = record.position


async def _after(connection: "Connection", position: int) -> list[Recorded]:
    rows = await connection.fetch(
        "SELECT position, body, leaf FROM event WHERE position > $1 ORDER BY position", position
    )
    return [decode(row["position"], row["body"], row["leaf"], {}) for row in rows]
