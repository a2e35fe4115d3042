"""Some contracts at a time, in one transaction: decide all first, in id order; write; append once, last."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

import asyncpg

from command_handler import TRIES, CommandHandler, Decision, Envelope
from domain.importing import Outcome
from domain.process.registration import ContractRegistered
from domain.refusal import Refusal
from domain.vocabulary import Role
from domain.words import N_
from event_store.streams import append, clock
from importing.items import Item, Part, reason_of
from projections.contracts import lock_contract
from projections.imports import Line

if TYPE_CHECKING:
    from event_store.streams import Connection

log = logging.getLogger("insats.importing")

FAULT = {
    "code": "fault",
    "message": N_("This could not be read because of a fault in Insats. The administrator's log tells more."),
    "params": {},
}


@dataclass(frozen=True)
class Batch:
    """`quiet`: nobody is mailed about each of its contracts."""

    handler: CommandHandler
    importing: UUID
    by_person: str
    file: int
    quiet: bool

    async def read(self, items: Sequence[Item], *, preview: bool) -> list[Line]:
        """What became, or would become, of each. Done again it says the same and changes nothing."""
        for attempt in range(1, TRIES + 1):
            try:
                return await self._once(items, preview=preview)
            except asyncpg.UniqueViolationError:  # somebody else's command was first: read anew
                if attempt == TRIES:
                    raise
        raise AssertionError  # the loop returns or raises

    async def _once(self, items: Sequence[Item], *, preview: bool) -> list[Line]:
        async with self.handler.pool.acquire() as connection, connection.transaction():
            await self.handler.policies.in_force(connection)
            for contract in sorted({part.contract for item in items for part in item.parts}):
                await lock_contract(connection, contract)
            now = await clock(connection)
            done = [await self._item(connection, item, now, preview=preview) for item in items]
            rows = [row for _, decisions in done for decision in decisions for row in decision.rows]
            if rows and not preview:
                await append(connection, rows)
            return [line for line, _ in done]

    async def _item(
        self, connection: "Connection", item: Item, now: datetime, *, preview: bool
    ) -> tuple[Line, list[Decision]]:
        """All of an item or nothing of it: one refusal refuses the item."""
        if item.reason and not item.parts:
            return Line(self.file, item.row, Outcome.REFUSED, reason=item.reason), []
        try:
            async with connection.transaction():  # a savepoint: what fails takes only its own back
                decisions = [
                    await self._part(connection, part, item, now, preview=preview) for part in item.parts
                ]
        except Refusal as refusal:
            return Line(self.file, item.row, Outcome.REFUSED, reason=reason_of(refusal)), []
        except asyncpg.UniqueViolationError:
            raise
        except Exception:
            log.exception("import %s, file %s, row %s", self.importing, self.file, item.row)
            return Line(self.file, item.row, Outcome.REFUSED, reason=FAULT), []
        contracts = tuple(part.contract for part in item.parts)
        told = _told(item.parts) if preview else None
        return Line(self.file, item.row, outcome_of(decisions), contracts, told, item.reason), decisions

    async def _part(
        self, connection: "Connection", part: Part, item: Item, now: datetime, *, preview: bool
    ) -> Decision:
        command_id = command_of(self.importing, self.file, item.row, part.contract)
        envelope = Envelope(command_id, self.by_person, Role.IMPORT, bulk=True, quiet=self.quiet)
        decision = await self.handler.decide(connection, part.contract, part.command, envelope, now)
        if decision.rows and not preview:
            await self.handler.write(connection, decision, envelope)
        return decision


def command_of(importing: UUID, file: int, row: int, contract: UUID) -> UUID:
    """Read twice, it is one command."""
    return uuid5(importing, f"{file}/{row}/{contract}")


def outcome_of(decisions: Iterable[Decision]) -> Outcome:
    """By what happened, also when it happened before: a part that is read again says what it said."""
    happened = [record.event for decision in decisions for record in decision.recorded]
    if any(isinstance(event, ContractRegistered) for event in happened):
        return Outcome.IMPORTED
    return Outcome.CHANGED if happened else Outcome.UNCHANGED


def _told(parts: Iterable[Part]) -> dict[str, Any]:
    return {
        "contracts": [
            {
                "id": str(part.contract),
                "number": part.facts.contract_number,
                "title": part.facts.title,
                "suppliers": [each.name for each in part.facts.suppliers],
                "signed_on": part.facts.signed_on and part.facts.signed_on.isoformat(),
                "ends_on": part.facts.ends_on and part.facts.ends_on.isoformat(),
            }
            for part in parts
        ]
    }


def batches(items: Sequence[Item], most: int) -> Iterator[list[Item]]:
    """No contract twice in one: the second time it is to be seen as the first has left it."""
    batch: list[Item] = []
    seen: set[UUID] = set()
    for item in items:
        contracts = {part.contract for part in item.parts}
        if batch and (len(batch) == most or seen & contracts):
            yield batch
            batch, seen = [], set()
        batch.append(item)
        seen |= contracts
    if batch:
        yield batch
