"""What was copied out of a contract's texts in clear, or might quote them, taken away; a rebuild puts back the rest."""

from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from event_store.streams import Connection


async def scrub(connection: "Connection", contract: UUID) -> None:
    """A mail server's answer names the address that it refused; an error may quote what it stumbled on."""
    async with connection.transaction():
        await connection.execute("DELETE FROM supplier_contact WHERE contract_id = $1", contract)
        await connection.execute("DELETE FROM trouble WHERE contract_id = $1", contract)
        await connection.execute(
            "UPDATE notice SET reply = '' WHERE contract_id = $1 AND recipient LIKE 'contact:%' AND reply <> ''",
            contract,
        )
