"""What a person, a department or everybody has to do: late, this week, newly given, waiting for others, ahead."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from projections.reading import Row

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection

SHOWN = 20  # of each section; the rest is told as a number
COUNTED = 100  # of a section, a week or a day; further nobody counts

# What a supplier has months for is nothing that anybody waits for yet. Each part is a stretch of an index (migration
# 0226), read no further than it is shown or counted.
SECTIONS = {
    "late": ("due < $2",),
    "week": ("waits_for = '' AND due BETWEEN $2 AND $3", "waits_for = '' AND due IS NULL"),
    "new": ("new AND due > $3",),
    "waiting": (
        "waits_for = 'others' AND due BETWEEN $2 AND $3::date + 21",
        "waits_for = 'others' AND due IS NULL",
    ),
}
_OF = "SELECT due, contract_id, step FROM step_whose AS theirs WHERE theirs.whose = asked.whose AND "
_PART = f"({_OF} {{part}} ORDER BY due, contract_id, step LIMIT $5)"

# $3 is told for every section, also those that do not ask for it: PostgreSQL wants to know its type. What is given to
# two of those who are asked for is one step.
_ROWS = """
WITH found AS MATERIALIZED (
    SELECT DISTINCT it.* FROM unnest($1::text[]) AS asked (whose), LATERAL ({parts}) AS it WHERE $3::date IS NOT NULL
), first AS MATERIALIZED (
    SELECT * FROM found ORDER BY due, contract_id, step LIMIT $4
)
SELECT open_step.*, number, title, suppliers, phase, clause, steps, places, open_step.due < $2 AS late,
       (SELECT count(*) FROM found) AS of_all,
       EXISTS (SELECT FROM notice WHERE notice.contract_id = open_step.contract_id AND notice.step = open_step.step
               AND sent_at IS NULL AND next_try_at IS NULL AND NOT waits) AS unreached
FROM first JOIN open_step USING (contract_id, step) JOIN contract ON contract.id = contract_id
ORDER BY open_step.due, contract_id, step
"""

# Time's own steps are nothing that anybody does. What is late is this week's.
_AHEAD = f"""
SELECT monday, kind, count(DISTINCT (contract_id, step)) AS number
FROM (SELECT day::date AS monday, greatest(day::date, $2) AS first, least(day::date + 6, $3) AS last
      FROM generate_series(date_trunc('week', $2::date), $3, '7 days') AS day) AS week,
     unnest($1::text[]) AS asked (whose),
     LATERAL ((SELECT 'late' AS kind, it.* FROM (
                   {_OF} due < $2 AND waits_for <> 'time' AND monday <= $2 LIMIT $4) AS it)
              UNION ALL (SELECT 'due', it.* FROM (
                   {_OF} due BETWEEN first AND last AND waits_for <> 'time' LIMIT $4) AS it)
              UNION ALL (SELECT 'meeting', it.* FROM ({_OF} meets_on BETWEEN first AND last LIMIT $4) AS it)) AS told
GROUP BY 1, 2
"""  # noqa: S608 - words of ours

# Last days and meetings, a row each; of a day at most $4, with how many there are, counted to $5. Each is looked up by
# itself (LIMIT): the planner thinks of thousands, and would go through every open step instead.
_BETWEEN = f"""
SELECT day, kind, at, of_day, contract_id, step, round, minutes, number, title, suppliers, version, changed_at
FROM (SELECT told.*, count(*) OVER (PARTITION BY day) AS of_day,
             row_number() OVER (PARTITION BY day ORDER BY kind DESC, at, contract_id, step) AS place
      FROM (SELECT DISTINCT day, kind, at, contract_id, step
            FROM (SELECT each::date AS day FROM generate_series($2::date, $3::date, '1 day') AS each) AS days,
                 unnest($1::text[]) AS asked (whose),
                 LATERAL ((SELECT 'due' AS kind, NULL::time AS at, it.* FROM (
                               {_OF} due = day AND waits_for <> 'time' ORDER BY contract_id, step LIMIT $5) AS it)
                          UNION ALL
                          (SELECT 'meeting', meets_at, it.* FROM ({_OF} meets_on = day LIMIT $5) AS it
                           JOIN open_step USING (contract_id, step))) AS found) AS told) AS placed
     CROSS JOIN LATERAL (SELECT round, minutes FROM open_step AS one
                         WHERE one.contract_id = placed.contract_id AND one.step = placed.step LIMIT 1) AS more
     CROSS JOIN LATERAL (SELECT number, title, suppliers, version, changed_at FROM contract
                         WHERE id = contract_id LIMIT 1) AS its
WHERE place <= $4 ORDER BY day, place
"""  # noqa: S608 - words of ours

_NEXT = """
SELECT min(due) FROM unnest($1::text[]) AS asked (whose), LATERAL (
    SELECT due FROM step_whose WHERE step_whose.whose = asked.whose AND due > $2 ORDER BY due LIMIT 1) AS first
"""


@dataclass(frozen=True)
class Whose:
    """A person's own, and that of those in whose stead they are here: what was given to them, and what is their
    department's and nobody's in particular. Without people all of a department, or of all."""

    people: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """As migration 0226 has them."""
        if self.people:
            return [
                *(f"given {each}" for each in self.people),
                *(f"left {each}" for each in self.departments),
            ]
        return [f"of {each}" for each in self.departments] or ["all"]


class Section(NamedTuple):
    """`number`: of all, also those that are not shown; above COUNTED nobody has counted on."""

    rows: Sequence[Row]
    number: int


@asynccontextmanager
async def planned_once(pool: "asyncpg.Pool[Any]") -> "AsyncIterator[Connection]":
    """For what is asked below: the same plan is good for whoever asks, and to plan anew takes longer than to answer."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        yield connection


async def section(connection: "Connection", name: str, whose: Whose, today: date, sunday: date) -> Section:
    query = _ROWS.format(parts=" UNION ALL ".join(_PART.format(part=part) for part in SECTIONS[name]))
    rows = await connection.fetch(query, whose.words, today, sunday, SHOWN, COUNTED + 1)
    return Section(rows, rows[0]["of_all"] if rows else 0)


async def ahead(
    connection: "Connection", whose: Whose, today: date, until: date
) -> dict[date, dict[str, int]]:
    """By the week's Monday: how many are late, due, and how many meetings."""
    told: dict[date, dict[str, int]] = {}
    for row in await connection.fetch(_AHEAD, whose.words, today, until, COUNTED + 1):
        told.setdefault(row["monday"], {})[row["kind"]] = row["number"]
    return told


async def next_day(connection: "Connection", whose: Whose, after: date) -> date | None:
    """The first last day that comes later, for whoever has nothing to do now."""
    found: date | None = await connection.fetchval(_NEXT, whose.words, after)
    return found


async def between(
    connection: "Connection", whose: Whose, first: date, last: date, of_a_day: int
) -> Sequence[Row]:
    """What of open steps falls on each day, both included; `of_day`: how many there are of its day, of each kind
    counted no further than `of_a_day`, or COUNTED."""
    most = max(of_a_day, COUNTED) + 1
    return await connection.fetch(_BETWEEN, whose.words, first, last, of_a_day, most)


async def open_step(pool: "asyncpg.Pool[Any]", contract: UUID, step: str) -> Row | None:
    return await pool.fetchrow(
        "SELECT open_step.*, number, title, suppliers FROM open_step JOIN contract ON contract.id = contract_id"
        " WHERE contract_id = $1 AND step = $2",
        contract,
        step,
    )
