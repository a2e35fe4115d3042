"""Which contracts a notice may concern: found by what the notices about them were called."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from domain.process.published import source_of
from domain.public_notice import keys_of
from event_store.codec import Recorded

if TYPE_CHECKING:
    from event_store.streams import Connection


async def project_told_by(connection: "Connection", recorded: Sequence[Recorded]) -> None:
    for record in recorded:
        if (source := source_of(record.event)) and (keys := keys_of(source)):
            await connection.execute(
                "INSERT INTO contract_told_by SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING",
                record.stream,
                sorted(keys),
            )


async def told_of(connection: "Connection", keys: Collection[str]) -> list[UUID]:
    """`keys`: a notice's own (`PublicNotice.keys`). In the order of their ids."""
    rows = await connection.fetch(
        "SELECT DISTINCT contract_id FROM contract_told_by WHERE key = ANY($1) ORDER BY contract_id",
        sorted(keys),
    )
    return [row["contract_id"] for row in rows]
