"""Erases what is named, and sees to it that what was erased stays so, whatever has been restored since."""

import json
import logging
from dataclasses import dataclass
from uuid import UUID

from command_handler import CommandHandler, Envelope
from domain.calendar import date_in_stockholm
from domain.erasing import EraseEntries, Erasing
from domain.refusal import Refusal
from erasure.entries import Entry, entries_in
from erasure.ledger import Erasure, Ledger
from event_store.streams import clock, read_rows
from projections.rebuild import rebuild_without
from projections.troubles import is_its_own

log = logging.getLogger("insats.erasure")

# `type` has an index of its own for this
ERASED = "SELECT body FROM event WHERE type = 'EntriesErased' ORDER BY position"


class Unfinished(Exception):
    """On record, and the keys are still there: the same erasure again, or the next start, goes on."""


@dataclass(frozen=True)
class Settled:
    """`again`: erasures that a restored backup did not know of; `keys`: destroyed now."""

    again: int
    keys: int


async def entries_of(handler: CommandHandler, contract: UUID) -> list[Entry]:
    async with handler.pool.acquire() as connection:
        rows = await read_rows(connection, contract)
    return list(entries_in(rows, await handler.keyring.of([contract])))


async def erase(
    handler: CommandHandler, ledger: Ledger, contract: UUID, erasing: Erasing, envelope: Envelope
) -> Settled:
    """First the event that says so, then the ledger, then the keys: whatever ends this halfway, the next start goes on.

    Raises Refusal; Unfinished once the event is there.
    """
    command = EraseEntries(**dict(erasing))
    await handler.handle(contract, command, envelope)
    try:
        return await settle(handler, ledger)
    except Exception as error:
        raise Unfinished from error


async def settle(handler: CommandHandler, ledger: Ledger) -> Settled:
    """At every start too, before anything is served. No key is destroyed while a row may still be told by it.

    Raises LedgerDamaged, and what another try may not meet: a lock that others hold, a database that is away.
    """
    async with handler.pool.acquire() as connection:
        told = [_erasure_in(row["body"]) for row in await connection.fetch(ERASED)]
    if told:
        ledger.complete(told)
    erasures = ledger.erasures()
    forgotten = [each for each in erasures if each.command_id not in {known.command_id for known in told}]
    keys = {entry.key for each in erasures for entry in each.erasing.entries}
    left = await handler.keyring.streams_of(keys)
    for contract in sorted({each.contract for each in forgotten} | set(left.values())):
        async with handler.pool.acquire() as connection:
            await rebuild_without(connection, contract, handler.keyring, handler.policies, keys)
    again = [await _record_again(handler, each) for each in forgotten]
    destroyed = await handler.keyring.destroy(keys)
    if forgotten:
        log.warning("%d erasures that the log did not know of were carried out again", len(forgotten))
    return Settled(sum(again), destroyed)


def _erasure_in(body: bytes) -> Erasure:
    told = json.loads(body)
    return Erasure(
        command_id=told["command_id"],
        contract=told["stream"],
        erased_on=told["occurred_on"],
        actor=told["actor"],
        role=told["role"],
        erasing=Erasing.model_validate(told["data"]),
    )


async def _record_again(handler: CommandHandler, erasure: Erasure) -> bool:
    """In the log that came back without it; with the same command id, so once. False where the texts are not in it."""
    async with handler.pool.acquire() as connection:
        rows, now = await read_rows(connection, erasure.contract), await clock(connection)
    there = {entry.key for entry in entries_in(rows, {})}
    left = tuple(entry for entry in erasure.erasing.entries if entry.key in there)
    if not left:
        return False
    command = EraseEntries(**dict(erasure.erasing.model_copy(update={"entries": left})))
    day = min(erasure.erased_on, date_in_stockholm(now))
    envelope = Envelope(erasure.command_id, erasure.actor, erasure.role, day)
    try:
        await handler.handle(erasure.contract, command, envelope)
    except Exception as error:
        if not is_its_own(error):
            raise
        why = error.code if isinstance(error, Refusal) else type(error).__name__
        log.warning("an erasure of %s could not be recorded again: %s", erasure.contract, why)
        return False
    return True
