"""The menu of needs, and how many of each are promised by commitments."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.contract import Contract
from domain.needs import Need
from domain.process.commitment import CommitmentWithdrawn
from domain.process.matching import Matches, NeedMatched
from domain.process.revising import CommitmentRevised
from event_store.codec import Recorded
from projections.reading import Row

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection

UPSERT = """
INSERT INTO need (id, version, occupation, form, number, starts_on, ends_on, level, weeks, department, withdrawn)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (id) DO UPDATE SET
    version = $2, occupation = $3, form = $4, number = $5, starts_on = $6, ends_on = $7, level = $8, weeks = $9,
    department = $10, withdrawn = $11
"""

MENU = """
SELECT need.*, coalesce(sum(places), 0)::integer AS promised
FROM need LEFT JOIN need_match ON need_id = need.id
WHERE NOT withdrawn AND ($1::uuid IS NULL OR need.id = $1)
GROUP BY need.id ORDER BY starts_on, occupation, need.id LIMIT 500
"""

CHANGES_A_MATCH = (NeedMatched, CommitmentRevised, CommitmentWithdrawn)


async def project_need(connection: "Connection", state: Contract, recorded: Sequence[Recorded]) -> None:
    need = state.of(Need)
    if (facts := need.facts) is None:
        return
    await connection.execute(
        UPSERT,
        recorded[-1].stream,
        state.version,
        facts.occupation,
        facts.form,
        facts.number,
        facts.starts_on,
        facts.ends_on,
        facts.level,
        facts.weeks,
        facts.department,
        need.withdrawn,
    )


async def project_matches(connection: "Connection", state: Contract, recorded: Sequence[Recorded]) -> None:
    """All of the contract's anew, with as many places as each commitment promises now."""
    if not any(isinstance(record.event, CHANGES_A_MATCH) for record in recorded):
        return
    contract, agreed = recorded[-1].stream, state.commitments
    await connection.execute("DELETE FROM need_match WHERE contract_id = $1", contract)
    for commitment, need in state.of(Matches).needs.items():
        if commitment in agreed:
            places = agreed[commitment].places
            await connection.execute(
                "INSERT INTO need_match VALUES ($1, $2, $3, $4)", contract, commitment, need, places
            )


async def the_menu(pool: "asyncpg.Pool[Any]", need: UUID | None = None) -> list[Row]:
    """Needs that have not been withdrawn, the soonest first."""
    return await pool.fetch(MENU, need)
