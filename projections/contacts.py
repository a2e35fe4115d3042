"""The supplier's confirmed contacts, in clear: the one place a mail's address is looked up, and erasable."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.contract import Contract
from domain.notice import ONE_CONTACT
from domain.policy import Policy
from domain.process.registration import SupplierContactConfirmed
from event_store.codec import Recorded
from event_store.envelope import ERASED
from projections.story import Story
from projections.together import Rows, Write

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection

# Records may hold a number twice: it was once given again where an entry had been struck.
UPSERT = """
INSERT INTO supplier_contact (contract_id, contact, name, address, since)
VALUES ($1::uuid, $2::integer, $3::text, $4::text, $5::timestamptz)
ON CONFLICT (contract_id, contact) DO UPDATE
    SET name = excluded.name, address = excluded.address, since = excluded.since
"""
NO_LONGER = (
    "DELETE FROM supplier_contact WHERE contract_id = $1 AND contact <> ALL($2::integer[])",
    """DELETE FROM draft WHERE contract_id = $1 AND whose LIKE 'contact:%'
       AND substr(whose, 9)::integer <> ALL($2::integer[])""",
)


def contact_writes(state: Contract, recorded: Sequence[Recorded]) -> Iterator[Write | Rows]:
    """`state`: whoever is no contact any more, by whatever event, has no row, and nothing begun is left of theirs."""
    rows = {row[1]: row for record in recorded if (row := _row(record)) and row[1] in state.contacts}
    yield Rows(UPSERT, list(rows.values()))
    if state.contacts_known or any(record.event.strikes for record in recorded):
        for gone in NO_LONGER:
            yield Write(gone, (recorded[-1].stream, sorted(state.contacts)))


def contact_rows(story: Story, _: Policy) -> list[tuple[Any, ...]]:
    rows: dict[int, tuple[Any, ...]] = {}
    for state, recorded in story:
        rows |= {row[1]: row for record in recorded if (row := _row(record))}
        rows = {number: row for number, row in rows.items() if number in state.contacts}
    return list(rows.values())


def _row(record: Recorded) -> tuple[Any, ...] | None:
    event = record.event
    if not isinstance(event, SupplierContactConfirmed) or event.address == ERASED:  # nobody is mailed there
        return None
    return record.stream, event.contact, event.name, event.address, record.origin.recorded_at


async def forget_drafts(
    connection: "Connection", states: Sequence[Contract], contracts: Sequence[UUID]
) -> None:
    """Of those who are no contacts any more."""
    there = [
        (contract, f"{ONE_CONTACT}{each}")
        for contract, state in zip(contracts, states, strict=True)
        for each in state.contacts
    ]
    await connection.execute(
        "DELETE FROM draft WHERE contract_id = ANY($1) AND whose LIKE 'contact:%'"
        " AND (contract_id, whose) NOT IN (SELECT * FROM unnest($2::uuid[], $3::text[]))",
        contracts,
        [contract for contract, _ in there],
        [each for _, each in there],
    )


async def contact_address(pool: "asyncpg.Pool[Any]", contract: UUID, recipient: str) -> str:
    """Of `contact:N`; empty when there is none (any more)."""
    number = int(recipient.removeprefix(ONE_CONTACT))
    address: str | None = await pool.fetchval(
        "SELECT address FROM supplier_contact WHERE contract_id = $1 AND contact = $2", contract, number
    )
    return address or ""
