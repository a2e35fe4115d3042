"""What a person, a department or everybody has to do: late, this week, newly given, waiting for others, ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from projections.reading import Row

if TYPE_CHECKING:
    import asyncpg

SHOWN = 20  # of each section; the rest is told as a number

_THEIRS = """($1::text[] = '{}' OR $1 && people OR (people = '{}' AND $2 && open_step.departments))
             AND ($1 <> '{}' OR $2::text[] = '{}' OR $2 && open_step.departments)"""

# What a supplier has months for is nothing that anybody waits for yet.
SECTIONS = {
    "late": "due < $3",
    "week": "waits_for = '' AND (due IS NULL OR due BETWEEN $3 AND $4)",
    "new": "waits_for = '' AND people <> '{}' AND NOT acknowledged AND due > $4",
    "waiting": "waits_for IN ('supplier', 'court') AND (due IS NULL OR due BETWEEN $3 AND $4::date + 21)",
}

# $4 is told for every section, also those that do not ask for it: PostgreSQL wants to know its type.
_ROWS = """
SELECT open_step.*, number, title, suppliers, phase, clause, steps, places, due < $3 AS late,
       count(*) OVER () AS of_all,
       EXISTS (SELECT FROM notice WHERE notice.contract_id = open_step.contract_id AND notice.step = open_step.step
               AND sent_at IS NULL AND next_try_at IS NULL AND NOT waits) AS unreached
FROM open_step JOIN contract ON contract.id = contract_id
WHERE {theirs} AND {section} AND $4::date IS NOT NULL
ORDER BY due NULLS LAST, contract_id, step LIMIT $5
"""

_AHEAD = """
SELECT date_trunc('week', day)::date AS monday, kind, count(*) AS number
FROM (SELECT CASE WHEN waits_for = 'time' THEN NULL WHEN due < $3 THEN $3 ELSE due END AS day,
             CASE WHEN due < $3 THEN 'late' ELSE 'due' END AS kind FROM open_step WHERE {theirs}
      UNION ALL
      SELECT meets_on, 'meeting' FROM open_step WHERE {theirs} AND meets_on >= $3) AS told
WHERE day <= $4 GROUP BY 1, 2
"""

# Last days and meetings, a row each; of a day at most $5, with how many there are.
_BETWEEN = """
SELECT placed.*, number, title, suppliers, version, changed_at
FROM (SELECT told.*, count(*) OVER (PARTITION BY day) AS of_day,
             row_number() OVER (PARTITION BY day ORDER BY kind DESC, at, contract_id, step) AS place
      FROM (SELECT contract_id, step, round, due AS day, 'due' AS kind, NULL::time AS at, NULL::integer AS minutes
            FROM open_step WHERE {theirs} AND waits_for <> 'time' AND due BETWEEN $3 AND $4
            UNION ALL
            SELECT contract_id, step, round, meets_on, 'meeting', meets_at, minutes
            FROM open_step WHERE {theirs} AND meets_on BETWEEN $3 AND $4) AS told) AS placed
JOIN contract ON contract.id = contract_id
WHERE place <= $5 ORDER BY day, place
"""

_NEXT = "SELECT min(due) FROM open_step WHERE {theirs} AND due > $3"


@dataclass(frozen=True)
class Whose:
    """A person's own, and that of those in whose stead they are here: what was given to them, and what is their
    department's and nobody's in particular. Without people all of a department, or of all."""

    people: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


class Section(NamedTuple):
    """`number`: of all, also those that are not shown."""

    rows: Sequence[Row]
    number: int


async def section(pool: "asyncpg.Pool[Any]", name: str, whose: Whose, today: date, sunday: date) -> Section:
    query = _ROWS.format(theirs=_THEIRS, section=SECTIONS[name])
    rows = await pool.fetch(query, whose.people, whose.departments, today, sunday, SHOWN)
    return Section(rows, rows[0]["of_all"] if rows else 0)


async def ahead(
    pool: "asyncpg.Pool[Any]", whose: Whose, today: date, until: date
) -> dict[date, dict[str, int]]:
    """By the week's Monday: how many are late, due, and how many meetings."""
    told: dict[date, dict[str, int]] = {}
    for row in await pool.fetch(_AHEAD.format(theirs=_THEIRS), whose.people, whose.departments, today, until):
        told.setdefault(row["monday"], {})[row["kind"]] = row["number"]
    return told


async def next_day(pool: "asyncpg.Pool[Any]", whose: Whose, after: date) -> date | None:
    """The first last day that comes later, for whoever has nothing to do now."""
    found: date | None = await pool.fetchval(
        _NEXT.format(theirs=_THEIRS), whose.people, whose.departments, after
    )
    return found


async def between(
    pool: "asyncpg.Pool[Any]", whose: Whose, first: date, last: date, of_a_day: int
) -> Sequence[Row]:
    """What of open steps falls on each day, both included; `of_day`: how many there are of its day."""
    query = _BETWEEN.format(theirs=_THEIRS)
    return await pool.fetch(query, whose.people, whose.departments, first, last, of_a_day)


async def open_step(pool: "asyncpg.Pool[Any]", contract: UUID, step: str) -> Row | None:
    return await pool.fetchrow(
        "SELECT open_step.*, number, title, suppliers FROM open_step JOIN contract ON contract.id = contract_id"
        " WHERE contract_id = $1 AND step = $2",
        contract,
        step,
    )
