"""Pairs of contracts that may be the same one, told by two sources."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.joining import KeptApart
from domain.policy import Policy
from event_store.codec import Recorded
from projections.reading import Row
from projections.story import Story
from projections.together import Rows

if TYPE_CHECKING:
    import asyncpg


# Found by a supplier in common: its organisation number, or its very name where one of the two lacks the number. Then
# the same contract number; or one of them without a number and the same days; or days and value alike. Contracts of
# one procedure, or of registers, have been told apart by who told of them.
PAIRS = """
WITH known AS (
    SELECT id, number_key, supplier_numbers, suppliers, source, procedure_id, signed_on, starts_on, ends_on, amount,
           currency, registered_at
    FROM contract JOIN (SELECT contract_id, number_key, supplier_numbers, suppliers, source, starts_on, amount, currency
                        FROM contract_told WHERE NOT void) AS told (contract_id, number_key, supplier_numbers, names,
                                                                   source, starts_on, amount, currency)
         ON contract_id = id WHERE phase <> 'closed'
), keyed AS (
    SELECT known.*, key, false AS by_name FROM known, unnest(supplier_numbers) AS key WHERE key <> ''
    UNION ALL
    SELECT known.*, lower(suppliers), true FROM known WHERE suppliers <> ''
), matched AS (
    SELECT one.id AS one, other.id AS other FROM keyed AS one JOIN keyed AS other
        ON one.key = other.key AND one.by_name = other.by_name AND one.number_key = other.number_key
           AND one.id < other.id WHERE one.number_key <> '' AND {fit}
    UNION
    SELECT one.id, other.id FROM keyed AS one JOIN keyed AS other
        ON one.key = other.key AND one.by_name = other.by_name AND one.signed_on = other.signed_on
           AND one.id < other.id WHERE {fit}
    UNION
    SELECT one.id, other.id FROM keyed AS one JOIN keyed AS other
        ON one.key = other.key AND one.by_name = other.by_name AND one.starts_on = other.starts_on
           AND one.ends_on = other.ends_on AND one.id < other.id WHERE {fit}
), judged AS (
    SELECT one.id AS one, other.id AS other, one.registered_at,
           one.number_key <> '' AND one.number_key = other.number_key AS same_number,
           one.number_key = '' OR other.number_key = '' AS numberless,
           coalesce(one.signed_on = other.signed_on, false)
               OR coalesce(one.starts_on = other.starts_on AND one.ends_on = other.ends_on, false) AS same_days,
           coalesce(one.amount = other.amount AND one.currency = other.currency, false) AS same_value
    FROM matched JOIN known AS one ON one.id = matched.one JOIN known AS other ON other.id = matched.other
)
SELECT one, other, same_number, same_days, same_value FROM judged
WHERE (same_number OR (same_days AND (numberless OR same_value)))
  AND NOT EXISTS (SELECT FROM kept_apart AS kept
                  WHERE (kept.contract_id, kept.other) IN ((judged.one, judged.other), (judged.other, judged.one)))
  AND ($2::uuid IS NULL OR $2 IN (one, other))
ORDER BY same_number DESC, registered_at DESC, one, other LIMIT $1
""".replace(
    "{fit}",
    """(one.source <> other.source OR (one.source <> 'sheet' AND one.procedure_id <> other.procedure_id))
        AND (NOT one.by_name OR '' = ANY (one.supplier_numbers) OR '' = ANY (other.supplier_numbers))""",
)


KEEP_APART = """
INSERT INTO kept_apart
VALUES ($1::uuid, $2::uuid)
ON CONFLICT DO NOTHING
"""


async def pairs(pool: "asyncpg.Pool[Any]", limit: int, contract: UUID | None = None) -> list[Row]:
    """The surest first, of all or of one contract: ids, and what is the same of both."""
    return await pool.fetch(PAIRS, limit, contract)


def kept_apart_writes(recorded: Sequence[Recorded]) -> Rows:
    return Rows(KEEP_APART, _rows(recorded))


def _rows(recorded: Iterable[Recorded]) -> list[tuple[UUID, UUID]]:
    return [(record.stream, record.event.other) for record in recorded if isinstance(record.event, KeptApart)]


def kept_apart_rows(story: Story, _: Policy) -> list[tuple[UUID, UUID]]:
    return _rows(record for decision in story for record in decision.recorded)
