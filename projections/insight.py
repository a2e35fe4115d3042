"""The year in figures: contracts with a clause, dialogues held, promises and what came of them, how long each phase and
step took and where it gets stuck.

A contract belongs to the year in which it was signed, a last day to its own, a promise to that in which it was agreed,
a phase or a step to that in which it ended. What was registered by mistake is counted nowhere. No event is read: rows
of the read models alone, by the indexes that migrations 0161, 0194 and 0221 say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from projections.reading import Row

if TYPE_CHECKING:
    import asyncpg

YEARS_TOLD = 5  # beside each other
SUPPLIERS_TOLD = 8  # each by itself; together with the others where there are more
LONGEST = 5

BEGAN = """
SELECT extract(year FROM least((SELECT min(coalesce(signed_on, 'infinity')) FROM contract WHERE NOT void),
                               (SELECT min(agreed_on) FROM promise)))
"""

# By which clause; none at all where nobody has decided that yet.
CONTRACTS = "SELECT * FROM contracts_signed_in($1, $2)"

LAST_DAYS = "SELECT * FROM last_days_in($1, $2)"

# Cells that every table of promises is the sum of, of several years; a supplier of few promises is told with others.
PROMISES = "SELECT * FROM promises_in($1, $2, $3, $4)"

# Half of them, and nine in ten, took at most so many days.
ENDED = """
WITH counted AS (
    SELECT *, sum(number) OVER (PARTITION BY kind, name ORDER BY days) AS until,
           sum(number) OVER (PARTITION BY kind, name) AS in_all FROM course_ended_in($1, $2)
)
SELECT kind, name, max(in_all)::integer AS number,
       ARRAY[min(days) FILTER (WHERE until >= in_all * 0.5), min(days) FILTER (WHERE until >= in_all * 0.9)] AS days
FROM counted GROUP BY kind, name
"""

GOES_ON = "SELECT * FROM course_going_on_at($1)"

# Whom the report is handed on to may not know of a contract with a secrecy mark.
OPEN_LONGEST = """
SELECT contract_id, number, name AS step, began_on
FROM (SELECT contract_id, name, began_on FROM course WHERE ended_on IS NULL AND kind = 'step'
        AND contract_id <> ALL (ARRAY(SELECT contract_id FROM contract_scope WHERE secret))
      ORDER BY began_on, contract_id, name LIMIT $1) AS oldest JOIN contract ON contract.id = contract_id
ORDER BY began_on, contract_id, name
"""


@dataclass(frozen=True)
class Year:
    """`contracts` by clause, `last_days` by step; `promises`: the cells of this year and those before it that are told
    beside it; `ended` in the year, what `goes_on` today."""

    contracts: Sequence[Row]
    last_days: Sequence[Row]
    promises: Sequence[Row]
    ended: Sequence[Row]
    goes_on: Sequence[Row]
    open_longest: Sequence[Row]


async def years(pool: "asyncpg.Pool[Any]", today: date) -> list[int]:
    """From the first in which a contract was signed, or something promised."""
    began = await pool.fetchval(BEGAN)
    return [*range(min(int(began), today.year) if began and began < 3000 else today.year, today.year + 1)]


async def the_year(pool: "asyncpg.Pool[Any]", year: int, today: date) -> Year:
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    earliest = date(year - YEARS_TOLD + 1, 1, 1)
    async with (
        pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        return Year(
            await connection.fetch(CONTRACTS, first, after),
            await connection.fetch(LAST_DAYS, first, after),
            await connection.fetch(PROMISES, earliest, after, today, SUPPLIERS_TOLD),
            await connection.fetch(ENDED, first, after),
            await connection.fetch(GOES_ON, today),
            await connection.fetch(OPEN_LONGEST, LONGEST),
        )
