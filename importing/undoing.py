"""Takes an import back: each contract that it put on record is struck off, and what it told of others with it; but for
what somebody has worked with, or another import has told of, since."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid5

from command_handler import CommandHandler, Decision, Envelope
from domain.command import Command
from domain.contract import Contract
from domain.happened import fold
from domain.import_commands import ConcludeUndoing
from domain.importing import ImportUndoing, Outcome, PartRead
from domain.process.registration import ContractRegistered
from domain.reading_back import ReadingTakenBack, TakeBackReading
from domain.refusal import Refusal
from domain.taking_back import TakeBack
from domain.vocabulary import Role
from event_store.codec import Recorded
from event_store.streams import append, clock, read_stream
from importing.batch import MAILED, command_of
from projections.contracts import lock_contract
from projections.import_work import Job, renew

if TYPE_CHECKING:
    from event_store.streams import Connection

BATCH = 20
DONE_SOMETHING = (Outcome.IMPORTED, Outcome.CHANGED, Outcome.JOINED)
WORKED_WITH, READ_SINCE = "worked_with", "read_since"


async def undo(handler: CommandHandler, job: Job) -> None:
    """In two ways idempotent: what is struck is left alone, and a command sent twice is one."""
    what = await _what(handler, job.id)
    left: dict[UUID, str] = {}
    for some in _by(BATCH, sorted(what.by_contract)):
        left |= await _taken_back(handler, job.id, some, what)
        async with handler.pool.acquire() as connection, connection.transaction():
            await renew(connection, job.id)
    envelope = Envelope(uuid5(job.id, "undone"), what.actor, Role.IMPORT)
    concluded = ConcludeUndoing(left=tuple(left), why=tuple(left.values()))
    await handler.handle(job.id, concluded, envelope)


class _What(NamedTuple):
    """`by_contract`: the commands that may have told something of it."""

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
                    for contract in line.contracts if line.outcome in DONE_SOMETHING else ():
                        command = command_of(importing, file, line.row, contract)
                        by_contract.setdefault(contract, set()).add(command)
            case ImportUndoing():
                reason, actor = record.event.reason, record.origin.actor
    return _What(by_contract, reason, actor)


async def _taken_back(
    handler: CommandHandler, importing: UUID, contracts: Sequence[UUID], what: _What
) -> dict[UUID, str]:
    """Those that stay, and why."""
    left: dict[UUID, str] = {}
    decided: list[Decision] = []
    quiet = len(what.by_contract) > MAILED
    async with handler.pool.acquire() as connection, connection.transaction():
        await handler.policies.in_force(connection)
        for contract in contracts:
            await lock_contract(connection, contract)
        now = await clock(connection)
        for contract in contracts:
            past = await read_stream(connection, contract)
            envelope = Envelope(
                uuid5(importing, f"take back/{contract}"), what.actor, Role.IMPORT, bulk=True, quiet=quiet
            )
            try:
                if command := _command(importing, what.by_contract[contract], past, what.reason):
                    decided.append(handler.judge(contract, past, command, envelope, now))
            except Refusal as refusal:
                left[contract] = refusal.code
        await _write(handler, connection, decided, quiet=quiet)
    return left


async def _write(
    handler: CommandHandler, connection: "Connection", decided: Sequence[Decision], *, quiet: bool
) -> None:
    envelope = Envelope(UUID(int=0), "", Role.IMPORT, bulk=True, quiet=quiet)
    await handler.write(connection, [decision for decision in decided if decision.rows], envelope)
    if rows := [row for decision in decided for row in decision.rows]:
        await append(connection, rows)


def _command(importing: UUID, commands: set[UUID], past: Sequence[Recorded], reason: str) -> Command | None:
    """Raises Refusal where the contract has to stay as it is."""
    state = fold(Contract(), [record.event for record in past])
    own = [record for record in _standing(state, past) if record.origin.command_id in commands]
    if state.void or not own:
        return None
    if not isinstance(own[0].event, ContractRegistered):
        entries = tuple(record.version for record in own)
        return TakeBackReading(importing=importing, entries=entries, reason=reason)
    _must_be_nobody_elses(_standing(state, past), commands)
    return TakeBack(importing=importing, reason=reason)


def _standing(state: Contract, past: Sequence[Recorded]) -> Sequence[Recorded]:
    """What is told of it since it was put on record, last if that was done anew; what is struck is left out."""
    begun = max((r.version for r in past if isinstance(r.event, ContractRegistered)), default=1)
    return [r for r in past if r.version >= begun and r.version not in state.struck]


def _must_be_nobody_elses(standing: Sequence[Recorded], commands: set[UUID]) -> None:
    roles = {
        record.origin.role
        for record in standing
        if record.origin.command_id not in commands and not isinstance(record.event, ReadingTakenBack)
    } - {Role.CLOCK}
    if roles - {Role.IMPORT}:
        raise Refusal(WORKED_WITH, "")
    if roles:
        raise Refusal(READ_SINCE, "")


def _by(size: int, contracts: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (contracts[start : start + size] for start in range(0, len(contracts), size))
