"""What was copied in clear out of the texts of a contract or an import, or might quote them, taken away; a rebuild in
the same transaction puts back the rest."""

from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from event_store.streams import Connection


async def scrub(connection: "Connection", contract: UUID) -> None:
    """In the caller's transaction. A mail server's answer names the address that it refused; an error may quote what it
    stumbled on."""
    await connection.execute("DELETE FROM supplier_contact WHERE contract_id = $1", contract)
    await connection.execute("DELETE FROM draft WHERE contract_id = $1", contract)
    await connection.execute("DELETE FROM trouble WHERE contract_id = $1", contract)
    await connection.execute(
        "UPDATE notice SET reply = '' WHERE id IN (SELECT id FROM notice WHERE contract_id = $1"
        " AND recipient LIKE 'contact:%' AND reply <> '' ORDER BY id FOR UPDATE)",  # as senders lock them
        contract,
    )
    await _of_an_import(connection, contract)


async def _of_an_import(connection: "Connection", stream: UUID) -> None:
    """Names of files, and what lines quote of them; previews are in no stream, and go for good."""
    await connection.execute("UPDATE import SET reason = '', trouble = '' WHERE id = $1", stream)
    await connection.execute("UPDATE import_file SET name = '', headings = NULL WHERE import_id = $1", stream)
    await connection.execute("DELETE FROM import_line WHERE import_id = $1", stream)
    await connection.execute("UPDATE import_read SET reason = NULL WHERE import_id = $1", stream)
