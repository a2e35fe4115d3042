"""The menu of needs, and how many of each are promised by commitments."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.contract import Contract
from domain.needs import Need
from domain.policy import Policy
from domain.process.commitment import CommitmentWithdrawn
from domain.process.matching import Matches, NeedMatched
from domain.process.revising import CommitmentRevised
from event_store.codec import Recorded
from projections.reading import Row
from projections.story import Story
from projections.together import Rows, Write

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

MATCH = """
INSERT INTO need_match (contract_id, commitment, need_id, places)
VALUES ($1::uuid, $2::integer, $3::uuid, $4::integer)
ON CONFLICT (contract_id, commitment) DO UPDATE SET need_id = excluded.need_id, places = excluded.places
"""
NO_LONGER = "DELETE FROM need_match WHERE contract_id = $1 AND commitment <> ALL($2::integer[])"
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


def match_writes(state: Contract, recorded: Sequence[Recorded]) -> Iterator[Write | Rows]:
    """All of the contract's anew, with as many places as each commitment promises now."""
    if any(isinstance(record.event, CHANGES_A_MATCH) for record in recorded):
        contract = recorded[-1].stream
        rows = _matches(contract, state)
        yield Write(NO_LONGER, (contract, [commitment for _, commitment, *_ in rows]))
        yield Rows(MATCH, rows)


def _matches(contract: UUID, state: Contract) -> list[tuple[Any, ...]]:
    agreed = state.commitments
    return [
        (contract, commitment, need, agreed[commitment].places)
        for commitment, need in state.of(Matches).needs.items()
        if commitment in agreed
    ]


def match_rows(story: Story, _: Policy) -> list[tuple[Any, ...]]:
    for state, recorded in reversed(story):
        if any(isinstance(record.event, CHANGES_A_MATCH) for record in recorded):
            return _matches(recorded[-1].stream, state)
    return []


async def the_menu(pool: "asyncpg.Pool[Any]", need: UUID | None = None) -> list[Row]:
    """Needs that have not been withdrawn, the soonest first."""
    return await pool.fetch(MENU, need)
