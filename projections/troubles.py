"""Contracts that an error holds up: shown, tried again ever more seldom, and in nobody's way."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg

if TYPE_CHECKING:
    from event_store.streams import Connection

# Of a database that is away or has no time.
AWAY = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresSystemError,
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # of a line that breaks under it
)
FIRST, LONGEST = timedelta(seconds=30), timedelta(hours=6)
OVER = "DELETE FROM trouble WHERE contract_id = $1"


def is_its_own(error: BaseException) -> bool:
    """The contract's own trouble: another try meets it again. That the database is away is nobody's."""
    return not isinstance(error, AWAY)


async def in_trouble(connection: "Connection", contract: UUID, error: BaseException) -> None:
    await connection.execute(
        """
        INSERT INTO trouble VALUES ($1, now(), 1, now() + $3, $2)
        ON CONFLICT (contract_id) DO UPDATE SET attempts = trouble.attempts + 1, error = $2,
            retry_at = now() + least($3 * 2 ^ least(trouble.attempts, 16), $4)
        """,
        contract,
        f"{type(error).__name__}: {error}"[:500],
        FIRST,
        LONGEST,
    )


async def out_of_trouble(pool: "asyncpg.Pool[Any]", contract: UUID) -> None:
    await pool.execute(OVER, contract)
