"""Connections of those who write: nothing of theirs outlives its transaction."""

import asyncpg


class Writing(asyncpg.Connection):
    """Given back to its pool without four more statements on the way (docs/performance.md): on these there is no
    setting, lock, cursor or listener that a transaction does not end. What is open is rolled back all the same."""

    def get_reset_query(self) -> str:
        return ""


# For their pools: signs of a statement that asyncpg keeps prepared. All that a decision changes is one of some 15,000,
# its usual limit.
LONGEST_KEPT = 64_000
