"""Connections of those who write: nothing of theirs outlives its transaction."""

import asyncpg


class Writing(asyncpg.Connection):
    """Given back to its pool without four more statements on the way (docs/performance.md): on these there is no
    setting, lock, cursor or listener that a transaction does not end. What is open is rolled back all the same."""

    def get_reset_query(self) -> str:
        return ""


# For their pools: signs of a statement that asyncpg keeps prepared. All that a decision changes is one of up to 13,000,
# and every projection adds to it; its usual limit is 15,360.
LONGEST_KEPT = 64_000
