"""The year in figures: contracts with a clause, dialogues held, promises and what came of them.

A contract belongs to the year in which it was signed, a dialogue to that of its last day, a promise to that in which it
was agreed. What was registered by mistake is counted nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from projections.reading import Row

if TYPE_CHECKING:
    import asyncpg

YEARS = """
SELECT DISTINCT extract(year FROM signed_on)::integer AS year FROM contract
WHERE signed_on IS NOT NULL AND NOT void AND clause <> 'no_clause'
UNION SELECT DISTINCT extract(year FROM agreed_on)::integer FROM promise ORDER BY year
"""

CONTRACTS = """
SELECT count(*) AS signed, count(held_on) AS held, count(*) FILTER (WHERE nothing_possible) AS nothing_possible,
       count(*) FILTER (WHERE promised) AS promised, count(*) FILTER (WHERE came_about) AS came_about,
       count(*) FILTER (WHERE phase = 'closed') AS closed
FROM contract, LATERAL (SELECT count(*) > 0 AS promised, coalesce(sum(came_about), 0) > 0 AS came_about
                        FROM promise WHERE contract_id = id) AS theirs
WHERE signed_on >= $1 AND signed_on < $2 AND NOT void AND clause <> 'no_clause'
"""

DIALOGUES = """
SELECT count(*) FILTER (WHERE outcome = 'met') AS in_time,
       count(*) FILTER (WHERE outcome = 'missed' AND done_on IS NOT NULL) AS late,
       count(*) FILTER (WHERE outcome = 'missed' AND done_on IS NULL) AS not_held,
       coalesce(avg(done_on - due) FILTER (WHERE outcome = 'missed'), 0)::float AS days_late
FROM deadline JOIN contract ON contract.id = contract_id
WHERE step = 'hold' AND outcome IN ('met', 'missed') AND due >= $1 AND due < $2 AND NOT void
"""

_PROMISES = """
SELECT {by} AS key, sum(promise.places)::integer AS promised, sum(came_about)::integer AS came_about,
       coalesce(sum(promise.places - came_about) FILTER (WHERE promise.ends_on < $3 OR phase = 'closed'), 0)::integer
           AS lapsed
FROM promise JOIN contract ON contract.id = contract_id {of_each}
WHERE agreed_on >= $1 AND agreed_on < $2 GROUP BY 1 ORDER BY 1
"""
BY_FORM = _PROMISES.format(by="form", of_each="")
BY_DEPARTMENT = _PROMISES.format(by="department", of_each=", unnest(promise.departments) AS department")


@dataclass(frozen=True)
class Year:
    """`by_department`: a promise of two departments is counted with both."""

    contracts: Row
    dialogues: Row
    by_form: Sequence[Row]
    by_department: Sequence[Row]


async def years(pool: "asyncpg.Pool[Any]") -> list[int]:
    return [row["year"] for row in await pool.fetch(YEARS)]


async def the_year(pool: "asyncpg.Pool[Any]", year: int, today: date) -> Year:
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    async with (
        pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        contracts = await connection.fetchrow(CONTRACTS, first, after)
        dialogues = await connection.fetchrow(DIALOGUES, first, after)
        by_form = await connection.fetch(BY_FORM, first, after, today)
        by_department = await connection.fetch(BY_DEPARTMENT, first, after, today)
    assert contracts is not None  # noqa: S101 - without GROUP BY there is always a row
    assert dialogues is not None  # noqa: S101
    return Year(contracts, dialogues, by_form, by_department)
