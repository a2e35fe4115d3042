"""Who is away and who stands in, as it is told now; and whose notices of one event go together."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.delegations import Delegation, DelegationGiven, DelegationWithdrawn
from event_store.codec import Recorded
from projections.lists import TODAY
from projections.reading import Row

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection

SOMEBODY_AWAY = (
    f"EXISTS (SELECT FROM delegation WHERE NOT withdrawn AND {TODAY} BETWEEN first_day AND last_day)"
)
GIVEN = """
INSERT INTO delegation (number, person, deputy, first_day, last_day) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (number) DO UPDATE SET person = $2, deputy = $3, first_day = $4, last_day = $5, withdrawn = false
"""


async def project_delegations(connection: "Connection", recorded: Sequence[Recorded]) -> None:
    for record in recorded:
        match record.event:
            case DelegationGiven() as it:
                told = (it.delegation, it.person, it.deputy, it.first_day, it.last_day)
                await connection.execute(GIVEN, *told)
            case DelegationWithdrawn() as it:
                withdraw = "UPDATE delegation SET withdrawn = true WHERE number = $1"
                await connection.execute(withdraw, it.delegation)


async def delegations_within(pool: "asyncpg.Pool[Any]", first: date, last: date) -> list[Delegation]:
    """Those of whom a day at least is among these, the soonest first."""
    rows = await pool.fetch(
        "SELECT person, deputy, first_day, last_day FROM delegation "
        "WHERE NOT withdrawn AND first_day <= $2 AND last_day >= $1 ORDER BY first_day, number",
        first,
        last,
    )
    return [Delegation(**row) for row in rows]


async def delegations_today(pool: "asyncpg.Pool[Any]") -> tuple[date | None, list[Delegation]]:
    """And which day it is; None where nobody is away."""
    rows = await pool.fetch(
        "SELECT today, person, deputy, first_day, last_day FROM delegation,"
        " (SELECT (installation_now() AT TIME ZONE 'Europe/Stockholm')::date AS today) AS clock"
        " WHERE NOT withdrawn AND today BETWEEN first_day AND last_day ORDER BY number"
    )
    given = [Delegation(**{name: row[name] for name in Delegation.model_fields}) for row in rows]
    return (rows[0]["today"] if rows else None), given


async def delegations_from(pool: "asyncpg.Pool[Any]", day: date) -> list[Row]:
    """Those that are not over, the soonest first; at most 500."""
    return await pool.fetch(
        "SELECT number, person, deputy, first_day, last_day FROM delegation "
        "WHERE NOT withdrawn AND last_day >= $1 ORDER BY first_day, number LIMIT 500",
        day,
    )


async def of_the_same_event(pool: "asyncpg.Pool[Any]", notice: UUID) -> list[Row]:
    """The other notices that the same event raised to people of ours, of the same kind, unless given up."""
    return await pool.fetch(
        """
        SELECT other.id, other.recipient, other.sent_at, other.sent_to
        FROM notice JOIN notice other USING (contract_id, version, kind)
        WHERE notice.id = $1 AND other.id <> $1 AND other.recipient NOT LIKE 'contact:%'
          AND (other.sent_at IS NOT NULL OR other.next_try_at IS NOT NULL OR other.waits)
        ORDER BY other.id
        """,
        notice,
    )
