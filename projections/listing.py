"""One way for all lists but that of contracts: a table of the read models, narrowed, sorted, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import asyncpg

from projections.reading import Row


class Typed(NamedTuple):
    """An expression that is never null, and its type, so that a place in the list can be written down as text."""

    sql: str
    type: str


@dataclass(frozen=True)
class Listing:
    """`narrowed`: by a filter's name its condition, with {} where the value goes; `sorts`: the first one unless
    another is asked for; `key`: what makes a row one of its kind."""

    columns: str
    tables: str
    narrowed: Mapping[str, str]
    sorts: Mapping[str, Typed]
    key: Sequence[Typed]


async def listed(
    pool: "asyncpg.Pool[Any]",
    listing: Listing,
    asked: Mapping[str, object],
    sort: str,
    after: Sequence[str],
    limit: int,
) -> list[Row]:
    """`sort`: with - before it the last first. `after`, and `place` of each row: the texts of what it is sorted by.
    Raises ValueError where `after` is no place in this order."""
    by = (listing.sorts[sort.removeprefix("-")], *listing.key)
    way, sign = ("DESC", "<") if sort.startswith("-") else ("ASC", ">")
    values = [*asked.values(), *after]
    told = [listing.narrowed[name].format(f"${n}") for n, name in enumerate(asked, 1)]
    if after:
        here = ", ".join(f"${n}::text::{each.type}" for n, each in enumerate(by, 1 + len(asked)))
        told.append(f"({', '.join(each.sql for each in by)}) {sign} ({here})")
    place = ", ".join(f"({each.sql})::text" for each in by)
    query = f"SELECT {listing.columns}, ARRAY[{place}] AS place FROM {listing.tables}"  # noqa: S608 - ours alone
    query += f" WHERE {' AND '.join(told)}" if told else ""
    query += f" ORDER BY {', '.join(f'{each.sql} {way}' for each in by)} LIMIT {limit:d}"
    try:
        return await pool.fetch(query, *values)
    except (asyncpg.DataError, asyncpg.InterfaceError) as error:  # a cursor that somebody made up
        raise ValueError(after) from error
