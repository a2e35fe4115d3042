"""Slips of the pen around the rules, put in on purpose (simulator/planted.py)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import command_handler
from activities import digest, notify, receiving, reconcile
from command_handler import CommandHandler, Decision
from event_store import streams
from projections import digests, notices, project, turn
from projections.together import Rows, Write, write_together
from simulator.replacing import Replaced


def no_lease() -> Sequence[Replaced]:
    return [(notices, "LEASE", timedelta()), (digests, "LEASE", timedelta())]


def queued_after_the_commit() -> Sequence[Replaced]:
    later: list[tuple[Any, ...]] = []
    once, real = CommandHandler._once, notices.notice_writes

    def queue_later(*told: Any) -> Rows:
        later.append(told)
        return Rows("", ())

    async def then_queue(self: CommandHandler, *asked: Any) -> Decision:
        later.clear()
        decision = await once(self, *asked)
        async with self.pool.acquire() as connection:
            for told in later:
                await write_together(connection, real(*told))
        return decision

    return [(CommandHandler, "_once", then_queue), (command_handler, "notice_writes", queue_later)]


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
    async def take_turn(connection: Any, stream: UUID, *, alone: bool) -> SimpleNamespace:
        its = await turn.take_turn(connection, stream, alone=alone)
        past = [replace(each, origin=replace(each.origin, command_id=uuid4())) for each in its.past]
        return SimpleNamespace(policy=its.policy, now=its.now, past=past)

    return [(command_handler, "take_turn", take_turn)]


def projected_of_one_event() -> Sequence[Replaced]:
    real = project.contract_writes

    def of_one(state: Any, facts: Any, recorded: Any, policy: Any) -> Iterable[Write | Rows]:
        return real(state, facts, recorded, policy) if len(recorded) == 1 or recorded[0].version == 1 else ()

    return [(command_handler, "contract_writes", of_one)]


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
