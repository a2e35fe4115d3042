"""Slips of the pen around the rules, put in on purpose (simulator/planted.py)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import command_handler
from activities import digest, notify, receiving, reconcile
from command_handler import CommandHandler, Decision
from event_store import streams
from projections import digests, notices, project
from simulator.replacing import Replaced


def no_lease() -> Sequence[Replaced]:
    return [(notices, "LEASE", timedelta()), (digests, "LEASE", timedelta())]


def queued_after_the_commit() -> Sequence[Replaced]:
    later: list[tuple[Any, ...]] = []
    once, queue = CommandHandler._once, notices.queue_notices

    async def queue_later(_: Any, *told: Any) -> None:
        later.append(told)

    async def then_queue(self: CommandHandler, *asked: Any) -> Decision:
        later.clear()
        decision = await once(self, *asked)
        async with self.pool.acquire() as connection:
            for told in later:
                await queue(connection, *told)
        return decision

    return [(CommandHandler, "_once", then_queue), (command_handler, "queue_notices", queue_later)]


def sent_before_it_is() -> Sequence[Replaced]:
    real = notify.NotifyActivities._message

    async def message(self: Any, notice: Any, *told: Any) -> Any:
        await notices.sent(self.pool, [notices.Sent(notice.id, "250 OK")])
        return await real(self, notice, *told)

    return [(notify.NotifyActivities, "_message", message)]


def given_up_in_silence() -> Sequence[Replaced]:
    async def give_up(*_: Any) -> None:
        """Nobody is told."""

    return [(notify, "give_up", give_up), (digest, "give_up", give_up)]


def alone_and_together() -> Sequence[Replaced]:
    real = digests._gathered

    async def gathered(connection: Any, recipient: str, *told: Any) -> None:
        await real(connection, recipient, *told)
        await connection.execute(
            "UPDATE notice SET next_try_at = now() WHERE recipient = $1 AND waits", recipient
        )

    return [(digests, "_gathered", gathered)]


def ids_are_not_compared() -> Sequence[Replaced]:
    real = streams.read_stream

    async def read_stream(connection: Any, stream: UUID) -> Any:
        past = await real(connection, stream)
        return [replace(each, origin=replace(each.origin, command_id=uuid4())) for each in past]

    return [(command_handler, "read_stream", read_stream)]


def projected_of_one_event() -> Sequence[Replaced]:
    real = project.project

    async def of_one(connection: Any, state: Any, recorded: Any, policy: Any) -> None:
        if len(recorded) == 1 or recorded[0].version == 1:
            await real(connection, state, recorded, policy)

    return [(command_handler, "project", of_one)]


class _Undone(Exception):
    pass


def answered_before_the_commit() -> Sequence[Replaced]:
    real, handled = CommandHandler.handle, count(1)

    async def handle(self: CommandHandler, contract: UUID, command: Any, envelope: Any) -> Decision:
        if next(handled) % 20 or envelope.role == "clock":
            return await real(self, contract, command, envelope)
        told: list[Decision] = []
        try:
            async with self.pool.acquire() as connection, connection.transaction():
                now = await streams.clock(connection)
                told.append(await self.decide(connection, contract, command, envelope, now))
                raise _Undone
        except _Undone:
            return told[0]

    return [(CommandHandler, "handle", handle)]


def an_error_ends_the_sweep() -> Sequence[Replaced]:
    async def raises(_: Any, __: UUID, error: Exception) -> None:
        raise error

    return [(reconcile, "in_trouble", raises)]


def no_sweep() -> Sequence[Replaced]:
    async def nothing(_: Any) -> int:
        return 0

    return [(reconcile.ReconcileActivities, "_let_time_pass", nothing)]


def nobody_stands_in() -> Sequence[Replaced]:
    def stands_in(person: str, *_: object) -> str:
        return person

    return [(receiving, "stands_in", stands_in)]
