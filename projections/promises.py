"""What was promised and what came of it, a row a commitment."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from domain.contract import Contract
from domain.policy import Policy
from domain.process.change import SupplierReplaced
from domain.process.commitment import CommitmentAgreed, CommitmentWithdrawn
from domain.process.correction import EntryStruck
from domain.process.ending import ContractStruckOff
from domain.process.placement import PlacementInterrupted, PlacementStarted
from domain.process.revising import CommitmentRevised
from event_store.codec import Recorded
from projections.story import Story
from projections.together import Rows, Write

# A revised commitment keeps the day on which it was agreed.
INSERT = """
INSERT INTO promise (contract_id, commitment, form, departments, supplier, agreed_on, ends_on, places, came_about)
VALUES ($1::uuid, $2::integer, $3::text, $4::text[], $5::text, $6::date, $7::date, $8::integer, $9::integer)
"""
UPSERT = f"""
{INSERT}
ON CONFLICT (contract_id, commitment) DO UPDATE SET
    form = excluded.form, departments = excluded.departments, supplier = excluded.supplier,
    ends_on = excluded.ends_on, places = excluded.places, came_about = excluded.came_about
"""

CHANGES_A_PROMISE: tuple[type, ...] = (
    CommitmentAgreed,
    CommitmentRevised,
    CommitmentWithdrawn,
    PlacementStarted,
    PlacementInterrupted,
    SupplierReplaced,
    EntryStruck,
    ContractStruckOff,
)


def promise_writes(state: Contract, recorded: Sequence[Recorded]) -> Iterator[Write | Rows]:
    if not any(isinstance(record.event, CHANGES_A_PROMISE) for record in recorded):
        return
    contract, agreed = recorded[-1].stream, [] if state.void else list(state.commitments)
    yield Write("DELETE FROM promise WHERE contract_id = $1 AND NOT commitment = ANY($2)", (contract, agreed))
    today = recorded[-1].origin.occurred_on
    yield Rows(UPSERT, [_row(contract, number, state, today) for number in agreed])


def promise_rows(story: Story, _: Policy) -> list[tuple[Any, ...]]:
    rows: dict[int, tuple[Any, ...]] = {}
    for state, recorded in story:
        if any(isinstance(record.event, CHANGES_A_PROMISE) for record in recorded):
            contract, today = recorded[-1].stream, recorded[-1].origin.occurred_on
            agreed = [] if state.void else list(state.commitments)
            told = {number: _row(contract, number, state, today) for number in agreed}
            rows = {number: _first_agreed(row, rows.get(number)) for number, row in told.items()}
    return list(rows.values())


def _first_agreed(row: tuple[Any, ...], before: tuple[Any, ...] | None) -> tuple[Any, ...]:
    return (*row[:5], before[5], *row[6:]) if before else row


def _row(contract: UUID, number: int, state: Contract, today: date) -> tuple[Any, ...]:
    agreed, facts = state.commitments[number], state.facts
    return (
        contract,
        number,
        agreed.form,
        agreed.departments,
        ", ".join(supplier.name for supplier in facts.suppliers) if facts else "",
        today,
        agreed.ends_on,
        agreed.places,
        sum(placement.commitment == number for placement in state.kept_placements),
    )
