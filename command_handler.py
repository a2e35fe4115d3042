"""The one write path: read the stream, fold, decide, project, queue the notices, append, commit."""

import contextvars
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from contextvars import copy_context
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg

from access.asker import Asker
from access.commands import judge as may_they
from domain.command import Command
from domain.context import Context
from domain.contract import Contract
from domain.decide import decide
from domain.happened import fold
from domain.policy import Policy
from domain.refusal import Refusal
from domain.words import N_
from event_store.codec import NO_PREVIOUS, Origin, Recorded, Row, beginnings, encode, placed
from event_store.keyring import EntryKey, Keyring
from event_store.streams import append, clock, read_stream
from projections.notices import notice_writes
from projections.nudges import nudge_write, nudges_last
from projections.policies import Policies
from projections.project import contract_writes, project_other
from projections.together import Rows, Write, write_each
from projections.turn import Turn, take_turn, take_turns
from telemetry.steps import step, step_of
from together import Together

if TYPE_CHECKING:
    from event_store.streams import Connection

STALE = N_(
    "Something has happened with the contract since you looked at it. Look again, and send this once more."
)
WAIT_TOGETHER = 1.0  # s for a connection; for a lock as long, in turns_of; then each waits by itself
TRIES = 5  # of a command that lost the race for its stream's next version


@dataclass(frozen=True)
class Envelope:
    """Who asks, in what role, for what day (None: today, or the day the command names).

    `bulk`: people's go first. `wake`: the contract's workflow is told; its own activity need not tell it.
    `quiet`: nobody is mailed, one of thousands of contracts that come at once waits in a list instead.
    `asker`: a person who asks from outside, and may only what access/ says; None: the engine itself, or its operator.
    `stale`: whether what has happened to the contract by now is not what whoever asks has seen of it.
    """

    command_id: UUID
    actor: str
    role: str
    occurred_on: date | None = None
    bulk: bool = False
    wake: bool = True
    quiet: bool = False
    asker: Asker | None = None
    stale: Callable[[Sequence[Recorded]], bool] | None = None


@dataclass(frozen=True)
class Decision:
    """A contract after a command: what happened by it, none when that was so already."""

    contract: UUID
    state: Contract
    recorded: Sequence[Recorded]
    now: datetime
    rows: Sequence[Row] = ()
    keys: Sequence[EntryKey] = ()


@dataclass(frozen=True, eq=False)
class Given:
    """`context`: of whoever gives it, so that what follows is told under their request's id."""

    contract: UUID
    command: Command
    envelope: Envelope
    context: contextvars.Context


Writes = Sequence[Write | Rows]


@dataclass(frozen=True)
class CommandHandler:
    pool: "asyncpg.Pool[Any]"
    keyring: Keyring
    policies: Policies

    @property
    def policy(self) -> Policy:
        """The one in force: for certain within a transaction that has taken its turn, or asked `policies.in_force`."""
        return self.policies.current

    @cached_property
    def _together(self) -> "Together[Given, Decision | Exception | None]":
        return Together(self._all)

    async def handle(self, contract: UUID, command: Command, envelope: Envelope) -> Decision:
        """Raises Refusal. The same command id again changes nothing and gives the same events."""
        with step("command", contract=contract, command=command.type, command_id=envelope.command_id):
            given = Given(contract, command, envelope, copy_context())
            outcome = None if command.alone or envelope.bulk else await self._together(given)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome or await self._alone(given)

    async def _all(self, given: Sequence[Given]) -> Sequence[Decision | Exception | None]:
        """What is asked at once, in one transaction, each with an outcome of its own (0055). None: it has to wait for
        another's, and goes alone."""
        if len(given) == 1:
            return [None]
        first = {each.contract: each for each in reversed(given)}
        async with self.pool.acquire(timeout=WAIT_TOGETHER) as connection, connection.transaction():
            turns = await take_turns(connection, sorted(first))
            for turn in turns.values():
                await self.policies.know(connection, turn.policy)
            outcomes = {
                first[contract]: self._outcome(first[contract], turn) for contract, turn in turns.items()
            }
            decided = {each: its for each, its in outcomes.items() if isinstance(its, Decision)}
            outcomes |= await self._record(connection, decided)
        return [outcomes.get(each) for each in given]

    def _outcome(self, given: Given, turn: Turn) -> Decision | Exception:
        try:
            return self.judge(given.contract, turn.past, given.command, given.envelope, turn.now)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is of no concern to the others
            return error

    async def _alone(self, given: Given) -> Decision:
        for attempt in range(1, TRIES + 1):
            try:
                return await self._once(given)
            except asyncpg.UniqueViolationError:
                if attempt == TRIES:
                    raise
        raise AssertionError  # the loop returns or raises

    async def _once(self, given: Given) -> Decision:
        async with self.pool.acquire() as connection, connection.transaction():
            turn = await take_turn(connection, given.contract, alone=given.command.alone)
            if not given.command.alone:  # whoever adopts a policy need not be able to use the one before
                await self.policies.know(connection, turn.policy)
            decision = self.judge(given.contract, turn.past, given.command, given.envelope, turn.now)
            return (await self._record(connection, {given: decision}))[given]

    async def _record(
        self, connection: "Connection", decided: Mapping[Given, Decision]
    ) -> dict[Given, Decision]:
        """What is new of what was decided: all that it changes, and its events, last."""
        new = {given: decision for given, decision in decided.items() if decision.rows}
        if new:
            writes = [given.context.run(self._writes, its, given.envelope) for given, its in new.items()]
            await self._write(connection, [*new.values()], writes)
            new = await _appended(connection, new)
        return {**decided, **new}

    async def rehearse(self, contract: UUID, command: Command, envelope: Envelope) -> Decision:
        """What would happen if it were given now; nothing is written. Raises Refusal."""
        async with self.pool.acquire() as connection, connection.transaction():
            await self.policies.in_force(connection)
            return await self.decide(connection, contract, command, envelope, await clock(connection))

    async def decide(
        self, connection: "Connection", contract: UUID, command: Command, envelope: Envelope, now: datetime
    ) -> Decision:
        """What the command makes of the contract; nothing is written yet. Raises Refusal.

        The transaction has asked which policy is in force, before it locked anything.
        """
        return self.judge(contract, await read_stream(connection, contract), command, envelope, now)

    def judge(
        self, contract: UUID, past: Sequence[Recorded], command: Command, envelope: Envelope, now: datetime
    ) -> Decision:
        """`past`: all that the contract's stream holds. Raises Refusal."""
        state = fold(Contract(), [record.event for record in past])
        if envelope.asker:
            may_they(envelope.asker, command, state, self.policy, contract)
        if done := [record for record in past if record.origin.command_id == envelope.command_id]:
            return Decision(contract, state, done, now)
        if past:
            now = max(now, past[-1].origin.recorded_at)  # for a contract, time never goes backwards
        context = replace(self._context(command, envelope, now), beginnings=beginnings(past))
        events = decide(state, command, context)
        if past and envelope.stale and envelope.stale(past):  # whoever is refused anyway hears why
            raise Refusal("stale", STALE, version=state.version)
        origin = Origin(envelope.command_id, envelope.actor, envelope.role, context.occurred_on, now)
        previous = past[-1].leaf if past else NO_PREVIOUS
        days = command.days(events, context.occurred_on)
        rows, keys = encode(contract, state.version, previous, events, origin, days)
        recorded = [
            Recorded(0, contract, row.version, event, row.origin, row.leaf)
            for row, event in zip(rows, events, strict=True)
        ]
        return Decision(contract, fold(state, events), recorded, now, rows, keys)

    def _context(self, command: Command, envelope: Envelope, now: datetime) -> Context:
        context = Context(now=now, occurred_on=date.min, policy=self.policy)
        day = command.happened_on or envelope.occurred_on or context.today
        return replace(context, occurred_on=day)

    async def write(
        self, connection: "Connection", decisions: Sequence[Decision], envelope: Envelope
    ) -> None:
        """Everything that decisions change, except the events themselves: those are appended last."""
        await self._write(connection, decisions, [self._writes(decision, envelope) for decision in decisions])

    async def _write(
        self, connection: "Connection", decisions: Sequence[Decision], writes: Sequence[Writes]
    ) -> None:
        """Keys of all of them first, at once: each time is a wait for another disk."""
        await self.keyring.keep([key for decision in decisions for key in decision.keys])
        for decision in decisions:
            if decision.state.facts is None:
                await project_other(connection, decision.state, decision.recorded)
        await write_each(connection, nudges_last(writes))

    def _writes(self, decision: Decision, envelope: Envelope) -> Writes:
        state, recorded = decision.state, decision.recorded
        told: list[Write | Rows] = []
        if state.facts:
            told += contract_writes(state, state.facts, recorded, self.policy)
        if not envelope.quiet:
            told.append(notice_writes(state, recorded, self.policy))
        if envelope.wake and state.facts:  # other streams have no workflow: nothing is due
            told.append(nudge_write(decision.contract, bulk=envelope.bulk))
        return told


async def _appended(connection: "Connection", new: Mapping[Given, Decision]) -> dict[Given, Decision]:
    rows = [row for decision in new.values() for row in decision.rows]
    with ExitStack() as steps:
        told = [steps.enter_context(step_of(given.context, "append")) for given in new]
        position, done = await append(connection, rows) - len(rows), dict[Given, Decision]()
        for (given, decision), its in zip(new.items(), told, strict=True):
            position += len(decision.rows)
            its.tell(position=position, events=" ".join(row.type for row in decision.rows))
            done[given] = replace(decision, recorded=placed(decision.recorded, position))
    return done
