"""What another policy may move: the running last days; and the contracts that have still to be looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from projections.contracts import ByPolicy
from projections.open_steps import whose_by_policy
from projections.reading import Row
from projections.scope import departments_by_policy

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection

RUNNING = """
SELECT contract_id, contract.number, title, step, due, derivation, outcome = 'missed' AS missed
FROM deadline JOIN contract ON contract.id = contract_id
WHERE outcome IN ('running', 'missed') AND done_on IS NULL AND step = ANY(steps)
  AND set_version = (SELECT max(set_version) FROM deadline AS newer
                     WHERE newer.contract_id = deadline.contract_id AND newer.step = deadline.step)
ORDER BY due, contract.number, contract_id, step
"""


@dataclass(frozen=True)
class Queued:
    contract_id: UUID
    adoption: int
    adopted_on: date


async def running_last_days(pool: "asyncpg.Pool[Any]") -> Sequence[Row]:
    """Of the open steps, the missed ones too, with their derivation; the earliest first."""
    return await pool.fetch(RUNNING)


async def waiting_to_move(pool: "asyncpg.Pool[Any]", limit: int) -> list[Queued]:
    rows = await pool.fetch(
        "SELECT contract_id, adoption, adopted_on FROM policy_move WHERE not_before <= now() "
        "ORDER BY contract_id LIMIT $1",
        limit,
    )
    return [Queued(**row) for row in rows]


async def waits_to_move(pool: "asyncpg.Pool[Any]", contract: UUID) -> Queued | None:
    row = await pool.fetchrow(
        "SELECT contract_id, adoption, adopted_on FROM policy_move WHERE contract_id = $1", contract
    )
    return Queued(**row) if row else None


async def how_many_wait(pool: "asyncpg.Pool[Any]") -> int:
    """Those in trouble left out: they wait for somebody else."""
    number: int = await pool.fetchval("SELECT count(*) FROM policy_move WHERE not_before <= now()")
    return number


async def looked_at(connection: "Connection", queued: Queued, version: int, row: ByPolicy) -> bool:
    """Unless another policy has been adopted meanwhile. Whether time has something to do at another instant now.

    A contract that has gone on since `version` has reckoned that itself.
    """
    is_current = await connection.fetchrow(
        """
        UPDATE contract SET next_at = $3, departments = $4
        FROM (SELECT next_at AS before FROM contract WHERE id = $1 FOR UPDATE) AS was
        WHERE id = $1 AND version = $2 RETURNING before IS DISTINCT FROM $3 AS another_time
        """,
        queued.contract_id,
        version,
        row.next_at,
        row.departments,
    )
    if is_current:
        await whose_by_policy(connection, queued.contract_id, row.of_steps)
        await departments_by_policy(connection, queued.contract_id, row.departments)
    await connection.execute(
        "DELETE FROM policy_move WHERE contract_id = $1 AND adoption = $2",
        queued.contract_id,
        queued.adoption,
    )
    return bool(is_current and is_current["another_time"])


async def move_later(connection: "Connection", queued: Queued, delay: timedelta) -> None:
    await connection.execute(
        "UPDATE policy_move SET not_before = now() + $3 WHERE contract_id = $1 AND adoption = $2",
        queued.contract_id,
        queued.adoption,
        delay,
    )
