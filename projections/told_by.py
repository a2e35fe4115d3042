"""Which contracts a notice may concern: found by what the notices about them were called."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from domain.policy import Policy
from domain.process.published import source_of
from domain.public_notice import keys_of
from event_store.codec import Recorded
from projections.story import Story
from projections.together import Rows

if TYPE_CHECKING:
    from event_store.streams import Connection


INSERT = """
INSERT INTO contract_told_by (contract_id, key)
VALUES ($1::uuid, $2::text)
ON CONFLICT DO NOTHING
"""


def told_by_writes(recorded: Sequence[Recorded]) -> Rows:
    return Rows(INSERT, [row for record in recorded for row in _rows(record)])


def _rows(record: Recorded) -> list[tuple[UUID, str]]:
    source = source_of(record.event)
    return [(record.stream, key) for key in sorted(keys_of(source))] if source else []


def told_by_rows(story: Story, _: Policy) -> list[tuple[UUID, str]]:
    return sorted({row for decision in story for record in decision.recorded for row in _rows(record)})


async def told_of(connection: "Connection", keys: Collection[str]) -> list[UUID]:
    """`keys`: a notice's own (`PublicNotice.keys`). In the order of their ids."""
    rows = await connection.fetch(
        "SELECT DISTINCT contract_id FROM contract_told_by WHERE key = ANY($1) ORDER BY contract_id",
        sorted(keys),
    )
    return [row["contract_id"] for row in rows]
