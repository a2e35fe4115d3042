"""All contracts at a glance: how many stand in which phase, the most urgent of each, and where it is heavy."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from projections.reading import Row

if TYPE_CHECKING:
    import asyncpg

CARDS = 5  # of a phase; the rest is a number
SUPPLIERS = 10  # that the map names; the rest are one column

_BOARD = """
SELECT of_phase, total, late, card.*
FROM unnest($1::text[]) AS asked (of_phase),
     LATERAL (SELECT count(*) AS total, count(*) FILTER (WHERE next_due < $2) AS late
              FROM contract WHERE phase = of_phase) AS counted
     LEFT JOIN LATERAL (SELECT id, number, title, suppliers, phase, clause, steps, departments, places, next_due
                        FROM contract WHERE phase = of_phase
                        ORDER BY coalesce(next_due, 'infinity'), id LIMIT $3) AS card ON true
"""

# A contract is each department's that has an open step of it.
_MAP = """
WITH told AS (SELECT department, suppliers, count(*) AS number, count(*) FILTER (WHERE next_due < $1) AS late
              FROM contract, unnest(departments) AS theirs (department) GROUP BY department, suppliers),
     most AS (SELECT suppliers FROM told WHERE suppliers <> '' GROUP BY suppliers
              ORDER BY sum(number) DESC, suppliers LIMIT $2)
SELECT department, CASE WHEN suppliers IN (TABLE most) THEN suppliers ELSE '' END AS supplier,
       sum(number)::bigint AS number, sum(late)::bigint AS late
FROM told GROUP BY 1, 2
"""


async def board(pool: "asyncpg.Pool[Any]", phases: Sequence[str], today: date) -> Sequence[Row]:
    """A row a card, with its phase's totals; a phase without contracts has one row without a card."""
    return await pool.fetch(_BOARD, phases, today, CARDS)


async def where_it_is_heavy(pool: "asyncpg.Pool[Any]", today: date) -> Sequence[Row]:
    """By department and supplier; the supplier is empty for all that are not named, and for contracts without one."""
    return await pool.fetch(_MAP, today, SUPPLIERS)
