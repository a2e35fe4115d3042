"""One contract as its own supplier is given it: only those texts opened that are for the supplier to read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.calendar import date_in_stockholm
from domain.contract import Contract
from domain.happened import fold
from domain.process.change import SupplierReplaced
from domain.process.dialogue import DialogueHeld
from event_store.codec import Recorded, decode
from event_store.streams import clock, read_rows, recorded_in
from projections.reading import ContractDetail, Reader

Reads = Callable[[str, str], bool]


@dataclass(frozen=True)
class OwnPart:
    """`since`: version of the event by which the contract became this supplier's; 0: it was from the beginning."""

    detail: ContractDetail
    since: int

    @property
    def recorded(self) -> Sequence[Recorded]:
        """What has happened with this supplier, and stands: another's part before it is not theirs to see."""
        struck = self.detail.state.struck
        return [r for r in self.detail.recorded if r.version > self.since and r.version not in struck]

    @property
    def record_is_theirs(self) -> bool:
        """The record of the dialogue that stands was written with this supplier."""
        held = self.detail.state.held
        return any(isinstance(each.event, DialogueHeld) and each.event is held for each in self.recorded)


async def own_part(reader: Reader, contract: UUID, reads: Reads) -> OwnPart | None:
    """`reads`: by an event's type and its recorder's role. None where the viewer sees no such contract."""
    async with reader.pool.acquire() as connection:
        rows = await read_rows(connection, contract)
        keys = (
            await reader.keyring.of([contract]) if rows else {}
        )  # after the rows: a key is there before its event
        now = await clock(connection)
    shut = recorded_in(rows)
    since = _since(shut)
    recorded = [
        decode(row["position"], row["body"], row["leaf"], keys)
        if record.version > since and reads(record.event.type, record.origin.role)
        else record
        for row, record in zip(rows, shut, strict=True)
    ]
    state = fold(Contract(), [record.event for record in recorded])
    if state.facts is None:
        return None
    today = date_in_stockholm(now)
    detail = ContractDetail(contract, state, recorded, (), (), None, today, now, texts_shown=True)
    return OwnPart(detail, since)


def _since(recorded: Sequence[Recorded]) -> int:
    struck = fold(Contract(), [record.event for record in recorded]).struck
    replaced = (r.version for r in recorded if isinstance(r.event, SupplierReplaced))
    return max((version for version in replaced if version not in struck), default=0)
