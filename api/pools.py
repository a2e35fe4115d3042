"""Connections to PostgreSQL that nobody waits for longer than a person would."""

from typing import TYPE_CHECKING, Any

import asyncpg

if TYPE_CHECKING:
    from asyncpg.pool import PoolAcquireContext

    Pool = asyncpg.Pool[Any]
else:
    Pool = asyncpg.Pool  # not generic when it runs

PATIENCE = 5.0  # s that a request waits for a connection; then it is answered 503
BOUNDS = {"lock_timeout": "5s", "statement_timeout": "30s", "idle_in_transaction_session_timeout": "30s"}

# What asyncpg.create_pool, which makes no other class than its own, takes for granted; but for the last: a connection
# that a busy minute has opened is kept. A new one asks PostgreSQL for each type (43 ms were seen) and plans each
# statement anew, and that in the next busy minute.
USUAL: dict[str, Any] = {
    "connection_class": asyncpg.Connection,
    "record_class": asyncpg.Record,
    "max_queries": 50_000,
    "loop": None,
    "max_inactive_connection_lifetime": 0,
}


class PatientPool(Pool):
    def acquire(self, *, timeout: float | None = None) -> "PoolAcquireContext[Any]":
        """Raises TimeoutError when all are in use."""
        return super().acquire(timeout=timeout or PATIENCE)


def pool(url: str, sizes: tuple[int, int], **more: Any) -> PatientPool:
    """`sizes`: the fewest and the most connections."""
    fewest, most = sizes
    return PatientPool(url, min_size=fewest, max_size=most, server_settings=BOUNDS, **(USUAL | more))
