"""The supplier's confirmed contacts, in clear: the one place a mail's address is looked up, and erasable."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.process.registration import SupplierContactConfirmed, SupplierContactRemoved
from event_store.codec import Recorded
from event_store.envelope import ERASED

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection


async def project_contacts(connection: "Connection", recorded: Sequence[Recorded]) -> None:
    for record in recorded:
        if isinstance(event := record.event, SupplierContactRemoved):
            await connection.execute(
                "DELETE FROM supplier_contact WHERE contract_id = $1 AND contact = $2",
                record.stream,
                event.contact,
            )
        elif (
            isinstance(event, SupplierContactConfirmed) and event.address != ERASED
        ):  # nobody is mailed there
            await connection.execute(
                "INSERT INTO supplier_contact VALUES ($1, $2, $3, $4)",
                record.stream,
                event.contact,
                event.name,
                event.address,
            )


async def contact_address(pool: "asyncpg.Pool[Any]", contract: UUID, recipient: str) -> str:
    """Of `contact:N`; empty when there is none (any more)."""
    number = int(recipient.removeprefix("contact:"))
    address: str | None = await pool.fetchval(
        "SELECT address FROM supplier_contact WHERE contract_id = $1 AND contact = $2", contract, number
    )
    return address or ""
