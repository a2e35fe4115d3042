"""Several writes as one statement, or many rows: each but the first is a trip to the database less
(docs/performance.md)."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection


class Write(NamedTuple):
    query: str
    arguments: Sequence[Any]


async def write_together(connection: "Connection", *writes: Write) -> None:
    """Each of a table of its own: in one statement none sees what another writes."""
    query = _one_statement(tuple((write.query, len(write.arguments)) for write in writes))
    await connection.execute(query, *chain.from_iterable(write.arguments for write in writes))


@cache
def _one_statement(queries: tuple[tuple[str, int], ...]) -> str:
    """Their arguments numbered on, from one to the next."""
    before = accumulate((number for _, number in queries), initial=0)
    *first, last = (_numbered_from(start, query) for start, (query, _) in zip(before, queries, strict=False))
    named = ", ".join(f"write_{n} AS ({query})" for n, query in enumerate(first))
    return f"WITH {named} {last}"


async def write_many(connection: "Connection", query: str, rows: Sequence[Sequence[Any]]) -> None:
    """As many of a query that writes the row `VALUES ($1, …)`, in one statement."""
    if rows:
        types = [_type_name(each) for each in (await connection.prepare(query)).get_parameters()]
        columns = [
            [_as_literal(value) for value in column] if type_.endswith("[]") else column
            for type_, column in zip(types, zip(*rows, strict=True), strict=True)
        ]
        await connection.execute(_of_many(query, tuple(types)), *columns)


def _type_name(of: "asyncpg.Type") -> str:
    return f"{of.name.removesuffix('[]')}[]" if of.kind == "array" else of.name


@cache
def _of_many(query: str, types: tuple[str, ...]) -> str:
    """Columns side by side; an array's as its text, since arrays of arrays are rectangular."""
    before, _, rest = query.partition("VALUES (")
    row, _, after = rest.partition("\n")
    assert row.endswith(")"), query  # noqa: S101 - ours alone
    told = re.sub(r"\$(\d+)", lambda found: f"a{found[1]}::{types[int(found[1]) - 1]}", row[:-1])
    names = ", ".join(f"a{n}" for n, _ in enumerate(types, 1))
    columns = ", ".join(
        f"${n}::{'text' if type_.endswith('[]') else type_}[]" for n, type_ in enumerate(types, 1)
    )
    return f"{before}SELECT {told} FROM unnest({columns}) AS row ({names})\n{after}"  # noqa: S608 - ours alone


def _as_literal(array: Sequence[object] | None) -> str | None:
    if array is None:
        return None
    quoted = (str(each).replace("\\", "\\\\").replace('"', '\\"') for each in array)
    return "{" + ",".join(f'"{each}"' for each in quoted) + "}"


def _numbered_from(start: int, query: str) -> str:
    return re.sub(r"\$(\d+)", lambda found: f"${int(found[1]) + start}", query)
