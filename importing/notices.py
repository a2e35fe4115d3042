"""What becomes of a published notice, by what is on record at that moment."""

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from domain.becoming import Becoming, becomes
from domain.contract import Contract
from domain.happened import fold
from domain.public_notice import PublicNotice
from event_store.streams import read_stream
from importing.items import Part, Reason, reason_of
from importing.would_be import WouldBe
from projections.contracts import lock_contract
from projections.told_by import told_of

if TYPE_CHECKING:
    from event_store.streams import Connection


class Planned(NamedTuple):
    """`reason`: what is to be looked at; of one without parts, why it is refused."""

    parts: tuple[Part, ...]
    reason: Reason | None


async def plan(connection: "Connection", notice: PublicNotice, would_be: WouldBe) -> Planned:
    """What it may concern is locked, in id order, before it is read."""
    on_record = await told_of(connection, notice.keys)
    for contract in on_record:
        await lock_contract(connection, contract)
    concerned = sorted({*on_record, *would_be.told_of(notice.keys)})
    known = {each: await _folded(connection, each, would_be) for each in concerned}
    becoming = becomes(notice, known)
    remarks = [each.remark for each in becoming if each.remark] + list(notice.warnings)
    parts = tuple(part for each in becoming if (part := _part(each, known)))
    return Planned(parts, reason_of(remarks[0]) if remarks else None)


async def _folded(connection: "Connection", contract: UUID, would_be: WouldBe) -> Contract:
    past = [*await read_stream(connection, contract), *would_be.past(contract)]
    return fold(Contract(), [record.event for record in past])


def _part(becoming: Becoming, known: dict[UUID, Contract]) -> Part | None:
    if becoming.contract is None or becoming.command is None:
        return None
    state = known.get(becoming.contract)
    facts = becoming.facts or (state.facts if state else None)
    return Part(becoming.contract, becoming.command, facts) if facts else None
