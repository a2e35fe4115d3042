"""What waits for a contract's workflow, in one trip: it asks for each contract that anything happens to."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from projections.contracts import HERD
from projections.delegations import SOMEBODY_AWAY
from projections.troubles import OVER

if TYPE_CHECKING:
    import asyncpg

NOW = timedelta(0)
ASKED = f"""
WITH out_of_trouble AS ({OVER})
SELECT id, next_try_at - now() AS wait, (SELECT {SOMEBODY_AWAY}) AS somebody_away,
    (SELECT count(*) FROM (SELECT FROM contract WHERE next_at = $2 LIMIT $3) AS found) = $3 AS herd
FROM (SELECT) AS one LEFT JOIN notice ON contract_id = $1 AND next_try_at IS NOT NULL ORDER BY version, id
"""  # noqa: S608 - ours alone


class Waiting(NamedTuple):
    """A contract's notices: `due` to be tried now, oldest first; `next_try`: how long until another is.
    `somebody_away`: somebody may get another's. `herd`: whether time has something to do for many at the instant."""

    due: list[UUID]
    next_try: timedelta | None
    somebody_away: bool
    herd: bool


async def waiting_of(pool: "asyncpg.Pool[Any]", contract: UUID, at: datetime | None) -> Waiting:
    """Of a contract that time has passed for, so out of trouble. `at`: when time next has something to do."""
    rows = await pool.fetch(ASKED, contract, at, HERD)
    notices = [row for row in rows if row["id"]]
    later = [row["wait"] for row in notices if row["wait"] > NOW]
    due = [row["id"] for row in notices if row["wait"] <= NOW]
    return Waiting(due, min(later, default=None), rows[0]["somebody_away"], rows[0]["herd"])
