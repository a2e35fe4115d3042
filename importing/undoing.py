"""Takes an import back: each contract that it put on record is struck off, but for what somebody has worked with."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID, uuid5

from command_handler import CommandHandler, Envelope
from domain.contract import Contract
from domain.happened import fold
from domain.import_commands import ConcludeUndoing
from domain.importing import ImportUndoing, Outcome, PartRead
from domain.process.registration import ContractRegistered
from domain.taking_back import TakeBack
from domain.vocabulary import Role
from event_store.codec import Recorded, Row
from event_store.streams import append, clock, read_stream
from importing.batch import command_of
from projections.contracts import lock_contract
from projections.import_work import Job, renew

BATCH = 20
UNTOUCHED = (Role.IMPORT, Role.CLOCK)


async def undo(handler: CommandHandler, job: Job) -> None:
    """In two ways idempotent: what is struck off is left alone, and a command sent twice is one."""
    what = await _what(handler, job.id)
    left: list[UUID] = []
    for some in _by(BATCH, sorted(what.by_contract)):
        left += await _strike(handler, job.id, some, what)
        async with handler.pool.acquire() as connection, connection.transaction():
            await renew(connection, job.id)
    envelope = Envelope(uuid5(job.id, "undone"), what.actor, Role.IMPORT)
    await handler.handle(job.id, ConcludeUndoing(left=tuple(left)), envelope)


class _What(NamedTuple):
    """`by_contract`: the commands that may have put it on record."""

    by_contract: Mapping[UUID, set[UUID]]
    reason: str
    actor: str


async def _what(handler: CommandHandler, importing: UUID) -> _What:
    async with handler.pool.acquire() as connection:
        keys = await handler.keyring.of([importing])
        past = await read_stream(connection, importing, keys)
    by_contract: dict[UUID, set[UUID]] = {}
    reason = actor = ""
    for record in past:
        match record.event:
            case PartRead(file=file, lines=lines):
                for line in lines:
                    for contract in line.contracts if line.outcome is Outcome.IMPORTED else ():
                        command = command_of(importing, file, line.row, contract)
                        by_contract.setdefault(contract, set()).add(command)
            case ImportUndoing():
                reason, actor = record.event.reason, record.origin.actor
    return _What(by_contract, reason, actor)


async def _strike(
    handler: CommandHandler, importing: UUID, contracts: Sequence[UUID], what: _What
) -> list[UUID]:
    """Those that stay."""
    left: list[UUID] = []
    rows: list[Row] = []
    async with handler.pool.acquire() as connection, connection.transaction():
        await handler.policies.in_force(connection)
        for contract in contracts:
            await lock_contract(connection, contract)
        now = await clock(connection)
        for contract in contracts:
            past = await read_stream(connection, contract)
            if _is_struck_off(past):
                continue
            if not _came_with(what.by_contract[contract], past):
                left.append(contract)
                continue
            command_id = uuid5(importing, f"take back/{contract}")
            envelope = Envelope(command_id, what.actor, Role.IMPORT, bulk=True, quiet=True)
            command = TakeBack(importing=importing, reason=what.reason)
            decision = await handler.decide(connection, contract, command, envelope, now)
            await handler.write(connection, decision, envelope)
            rows += decision.rows
        if rows:
            await append(connection, rows)
    return left


def _is_struck_off(past: Sequence[Recorded]) -> bool:
    return fold(Contract(), [record.event for record in past]).void


def _came_with(commands: set[UUID], past: Sequence[Recorded]) -> bool:
    """The import put the contract on record, and nobody but imports and time has touched it since."""
    begun = [place for place, record in enumerate(past) if isinstance(record.event, ContractRegistered)]
    since = past[begun[-1] :] if begun else ()
    return (
        bool(since)
        and since[0].origin.command_id in commands
        and all(record.origin.role in UNTOUCHED for record in since)
    )


def _by(size: int, contracts: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (contracts[start : start + size] for start in range(0, len(contracts), size))
