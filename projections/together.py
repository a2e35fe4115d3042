"""Several writes as one statement: each but the first is a trip to the database less (docs/performance.md)."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from event_store.streams import Connection


VALUES = re.compile(r"^VALUES \((?P<row>.*?)\)$", re.MULTILINE | re.DOTALL)
TYPED = re.compile(r"\$(\d+)::(\w+(?:\[\])?)")


class Write(NamedTuple):
    """`beside`: what the query asks or writes on the way, `name AS (…), …`; no other write has such a name."""

    query: str
    arguments: Sequence[Any]
    beside: str = ""


class Rows(NamedTuple):
    """As many as there are, of a query that writes one: lines of `VALUES ($1::uuid, …)`, with a type each."""

    query: str
    rows: Sequence[Sequence[Any]]


async def write_together(connection: "Connection", *writes: Write | Rows) -> None:
    """In one statement none sees what another writes, and no row may be written by two."""
    await write_each(connection, [writes])


async def write_each(connection: "Connection", streams: Iterable[Iterable[Write | Rows]]) -> None:
    """As `write_together`, of each stream; those of which the same is written go in one trip. They have no order: none
    writes another's rows."""
    alike: dict[str, list[list[Any]]] = {}
    for writes in streams:
        some = [each for each in writes if isinstance(each, Write) or each.rows]
        if told := [each if isinstance(each, Write) else _many(each) for each in some]:
            query = _one_statement(tuple((each.query, each.beside, len(each.arguments)) for each in told))
            alike.setdefault(query, []).append([*chain.from_iterable(each.arguments for each in told)])
    for query, arguments in alike.items():
        if len(arguments) == 1:
            await connection.execute(query, *arguments[0])
        else:
            await connection.executemany(query, arguments)


@cache
def _one_statement(writes: tuple[tuple[str, str, int], ...]) -> str:
    """Their arguments numbered on, from one to the next."""
    named, start = list[str](), 0
    for number, (query, beside, arguments) in enumerate(writes, 1):
        last = query if number == len(writes) else f"write_{number} AS ({query})"
        named += [_numbered_from(start, each) for each in (beside, last) if each]
        start += arguments
    *before, last = named
    return f"WITH {', '.join(before)} {last}" if before else last


def _many(of: Rows) -> Write:
    """Columns side by side, however many rows; an array's as its text, since arrays of arrays are rectangular."""
    query, types = _of_many(of.query)
    columns = [
        [_as_literal(value) for value in column] if type_.endswith("[]") else column
        for type_, column in zip(types, zip(*of.rows, strict=True), strict=True)
    ]
    return Write(query, columns)


@cache
def _of_many(query: str) -> tuple[str, Sequence[str]]:
    """And the type of each column."""
    row = VALUES.search(query)
    assert row, query  # noqa: S101 - ours alone
    types = [type_ for _, type_ in sorted({int(n): type_ for n, type_ in TYPED.findall(query)}.items())]
    told = re.sub(r"\$(\d+)(?!\d|::)", r"a\1", TYPED.sub(r"a\1::\2", row["row"]))
    columns = (f"${n}::{'text' if type_.endswith('[]') else type_}[]" for n, type_ in enumerate(types, 1))
    names = ", ".join(f"a{n}" for n, _ in enumerate(types, 1))
    many = f"SELECT {told} FROM unnest({', '.join(columns)}) AS row ({names})\n"  # noqa: S608 - ours alone
    return query[: row.start()] + many + query[row.end() :], types


def _as_literal(array: Sequence[object] | None) -> str | None:
    if array is None:
        return None
    quoted = (str(each).replace("\\", "\\\\").replace('"', '\\"') for each in array)
    return "{" + ",".join(f'"{each}"' for each in quoted) + "}"


def _numbered_from(start: int, query: str) -> str:
    return re.sub(r"\$(\d+)", lambda found: f"${int(found[1]) + start}", query)
