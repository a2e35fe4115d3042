"""Some contracts at a time, in one transaction: decide all first, in id order; write; append once, last."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

import asyncpg

from command_handler import TRIES, CommandHandler, Decision, Envelope
from domain.importing import Outcome
from domain.process.contract_notice import JoinContractNotice
from domain.process.registration import ContractRegistered
from domain.refusal import Refusal
from domain.vocabulary import Role
from domain.words import N_
from event_store.codec import Recorded
from event_store.streams import NO_KEYS, append, clock, read_rows_of, recorded_in
from importing.items import Item, Part, reason_of
from importing.notices import Planned, plan
from importing.registers import with_known_supplier
from importing.would_be import WouldBe
from projections.contracts import lock_contracts
from projections.import_read import Progress, has_read
from projections.imports import Line, told

if TYPE_CHECKING:
    from event_store.streams import Connection

log = logging.getLogger("insats.importing")

FAULT = {
    "code": "fault",
    "message": N_("This could not be read because of a fault in Insats. The administrator's log tells more."),
    "params": {},
}
MAILED = 20  # contracts of an import that somebody is mailed about, one by one; of more nobody is
BEST_FIRST = (Outcome.IMPORTED, Outcome.CHANGED, Outcome.JOINED, Outcome.UNCHANGED, Outcome.REFUSED)


class Overtaken(Exception):
    """Somebody else has read these items, or the import is being taken back: nothing of it may come on record."""


@dataclass(frozen=True)
class Batch:
    """`quiet`: nobody is mailed about each of its contracts. `preview`: nothing is written."""

    handler: CommandHandler
    importing: UUID
    by_person: str
    file: int
    quiet: bool
    preview: bool
    would_be: WouldBe = field(default_factory=WouldBe)

    async def read(self, items: Sequence[Item], done: int) -> list[Line]:
        """What became, or would become, of each. Done again it says the same and changes nothing. `done`: items of the
        file before these. Raises Overtaken."""
        for attempt in range(1, TRIES + 1):
            try:
                return await self._once(items, done)
            except asyncpg.UniqueViolationError:  # somebody else's command was first: read anew
                if attempt == TRIES:
                    raise
            except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError):
                return await self._each_alone(items, done)
        raise AssertionError  # the loop returns or raises

    async def _each_alone(self, items: Sequence[Item], done: int) -> list[Line]:
        """What the database does not take is one item's fault, and no other's."""
        if len(items) > 1:
            return [line for place, item in enumerate(items, done) for line in await self.read([item], place)]
        lines = [self._fault(items[0])]
        if not self.preview:
            async with self.handler.pool.acquire() as connection, connection.transaction():
                await self._keep(connection, lines, done)
        return lines

    async def _once(self, items: Sequence[Item], done: int) -> list[Line]:
        async with self.handler.pool.acquire() as connection, connection.transaction():
            await self.handler.policies.in_force(connection)
            planned = [await self._planned(connection, item) for item in items]
            contracts = sorted({part.contract for each in planned for part in each.parts})
            await lock_contracts(connection, contracts)
            rows = await read_rows_of(connection, contracts)
            keys = await self._keys(items, contracts)
            past = {each: [*recorded_in(rows[each], keys), *self.would_be.past(each)] for each in contracts}
            now = await clock(connection)
            judged = [self._judged(*each, past, now) for each in zip(items, planned, strict=True)]
            lines = [line for line, _ in judged]
            if self.preview:
                self._remember(items, [decisions for _, decisions in judged])
            else:
                await self._keep(connection, lines, done)
                await self._write(connection, [each for _, decisions in judged for each in decisions])
            return lines

    async def _keep(self, connection: "Connection", lines: Sequence[Line], done: int) -> None:
        if not await has_read(connection, Progress(self.importing, self.file, done), lines):
            raise Overtaken("it is being taken back, or somebody else reads on")

    async def _keys(self, items: Sequence[Item], contracts: list[UUID]) -> Mapping[UUID, bytes]:
        """A notice tells texts, which are held against those that are kept; a register tells none."""
        return await self.handler.keyring.of(contracts) if any(item.notice for item in items) else NO_KEYS

    def _remember(self, items: Sequence[Item], decided: Sequence[Sequence[Decision]]) -> None:
        for item, decisions in zip(items, decided, strict=True):
            for decision in decisions:
                if item.notice:
                    self.would_be.add(decision)
                else:
                    self.would_be.of_rows.add(decision.contract)

    async def _planned(self, connection: "Connection", item: Item) -> Planned:
        try:
            if item.notice:
                return await plan(connection, item.notice, self.would_be)
            parts = [await with_known_supplier(connection, part) for part in item.parts]
        except Refusal as refusal:
            return Planned((), reason_of(refusal))
        return Planned(tuple(parts), item.reason)

    def _judged(
        self, item: Item, planned: Planned, past: Mapping[UUID, Sequence[Recorded]], now: datetime
    ) -> tuple[Line, Sequence[Decision]]:
        """All of an item or nothing of it: one contract's refusal refuses the item."""
        try:
            decisions = [
                self.handler.judge(
                    part.contract, past[part.contract], part.command, self._envelope(part, item.row), now
                )
                for part in planned.parts
            ]
        except Refusal as refusal:
            return Line(self.file, item.row, Outcome.REFUSED, reason=reason_of(refusal)), ()
        except Exception:
            log.exception("import %s, file %s, row %s", self.importing, self.file, item.row)
            return self._fault(item), ()
        return self._line(item, planned, decisions), decisions

    def _envelope(self, part: Part, row: int) -> Envelope:
        command_id = command_of(self.importing, self.file, row, part.contract)
        return Envelope(command_id, self.by_person, Role.IMPORT, bulk=True, wake=False, quiet=self.quiet)

    async def _write(self, connection: "Connection", decisions: Sequence[Decision]) -> None:
        new = [decision for decision in decisions if decision.rows]
        envelope = Envelope(self.importing, self.by_person, Role.IMPORT, wake=False, quiet=self.quiet)
        await self.handler.write(connection, new, envelope)
        if rows := [row for decision in new for row in decision.rows]:
            await append(connection, rows)

    def _fault(self, item: Item) -> Line:
        return Line(self.file, item.row, Outcome.REFUSED, reason=FAULT)

    def _line(self, item: Item, planned: Planned, decisions: Sequence[Decision]) -> Line:
        outcomes = [
            self._outcome(part, decision) for part, decision in zip(planned.parts, decisions, strict=True)
        ]
        best = min(outcomes, key=BEST_FIRST.index, default=Outcome.REFUSED)
        contracts = tuple(part.contract for part in planned.parts)
        would = {
            "contracts": [
                told(part.contract, part.facts, decision.state, _changed(decision))
                for part, decision in zip(planned.parts, decisions, strict=True)
            ]
        }
        return Line(
            self.file, item.row, best, contracts, would if self.preview else None, reason=planned.reason
        )

    def _outcome(self, part: Part, decision: Decision) -> Outcome:
        """By what happened, also when it happened before: a part that is read again says what it said."""
        happened = [record.event for record in decision.recorded]
        if part.contract in self.would_be.of_rows:
            return Outcome.CHANGED if happened else Outcome.UNCHANGED
        if any(isinstance(event, ContractRegistered) for event in happened):
            return Outcome.IMPORTED
        if not happened:
            return Outcome.UNCHANGED
        return Outcome.JOINED if isinstance(part.command, JoinContractNotice) else Outcome.CHANGED


def _changed(decision: Decision) -> Sequence[str]:
    """Names of facts that are told otherwise than before."""
    return [name for record in decision.recorded for name in getattr(record.event, "changed", ())]


def command_of(importing: UUID, file: int, row: int, contract: UUID) -> UUID:
    """Read twice, it is one command."""
    return uuid5(importing, f"{file}/{row}/{contract}")


def batches(items: Iterable[Item], most: int) -> Iterator[list[Item]]:
    """No contract twice in one: the second time it is to be seen as the first has left it. A notice stands alone."""
    batch: list[Item] = []
    seen: set[UUID] = set()
    for item in items:
        contracts = {part.contract for part in item.parts}
        if batch and (len(batch) == most or seen & contracts or item.notice or batch[-1].notice):
            yield batch
            batch, seen = [], set()
        batch.append(item)
        seen |= contracts
    if batch:
        yield batch
