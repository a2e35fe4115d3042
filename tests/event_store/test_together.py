"""Writes that go together leave what they would have left one by one."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from hypothesis import given, settings as told, strategies as st

from projections.together import Rows, Write, write_each, write_together
from settings import Settings

SPOKEN = "INSERT INTO spoken VALUES ($1, $2)"
WRITTEN = """
INSERT INTO written (contract, number, words, said)
VALUES ($1::integer, $2::integer, $3::text[], upper($4::text))
ON CONFLICT (contract, number) DO UPDATE SET words = excluded.words
"""
FORGOTTEN = "DELETE FROM written WHERE contract = $1 AND number <> ALL($2::integer[])"
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5)


class Heard:
    """The connection, and what it is sent."""

    def __init__(self, connection: Any) -> None:
        self.connection, self.sent = connection, list[str]()

    async def execute(self, query: str, *arguments: Any) -> None:
        self.sent.append(query)
        await self.connection.execute(query, *arguments)

    async def executemany(self, query: str, rows: Any) -> None:
        self.sent.append(query)
        await self.connection.executemany(query, rows)


@pytest.fixture
async def connection(settings: Settings) -> AsyncIterator[Any]:
    opened = await asyncpg.connect(settings.owner_url)
    await opened.execute("CREATE TEMPORARY TABLE spoken (contract integer, words text)")
    await opened.execute(
        "CREATE TEMPORARY TABLE written (contract integer, number integer, words text[], said text,"
        " PRIMARY KEY (contract, number))"
    )
    yield opened
    await opened.close()


async def asked_of(connection: Any, *contracts: list[Write | Rows]) -> list[str]:
    """And what was sent for it."""
    heard: Any = Heard(connection)
    await write_each(heard, contracts)
    sent: list[str] = heard.sent
    return sent


async def rows_of(connection: Any, table: str) -> list[tuple[Any, ...]]:
    rows = await connection.fetch(f"SELECT * FROM {table} ORDER BY 1, 2")  # noqa: S608 - ours
    return [tuple(row) for row in rows]


async def test_writes_of_a_contract_are_one_statement(connection: Any) -> None:
    sent = await asked_of(
        connection,
        [Write(SPOKEN, (1, "a")), Rows(WRITTEN, [(1, 1, ["x"], "b"), (1, 2, ["y", "z"], "c")])],
    )
    assert len(sent) == 1
    assert await rows_of(connection, "spoken") == [(1, "a")]
    assert await rows_of(connection, "written") == [(1, 1, ["x"], "B"), (1, 2, ["y", "z"], "C")]


async def test_contracts_of_which_the_same_is_written_go_in_one_trip(connection: Any) -> None:
    sent = await asked_of(
        connection,
        [Write(SPOKEN, (1, "a")), Rows(WRITTEN, [(1, 1, [], "a")])],
        [Write(SPOKEN, (2, "b"))],
        [Write(SPOKEN, (3, "c")), Rows(WRITTEN, [(3, 1, [], "c"), (3, 2, [], "c")])],
    )
    assert len(sent) == 2
    assert await rows_of(connection, "spoken") == [(1, "a"), (2, "b"), (3, "c")]
    assert [row[:2] for row in await rows_of(connection, "written")] == [(1, 1), (3, 1), (3, 2)]


async def test_what_is_asked_on_the_way_may_write_too(connection: Any) -> None:
    await write_together(connection, Rows(WRITTEN, [(1, 1, ["old"], ""), (1, 2, ["old"], "")]))
    beside = "goes AS (DELETE FROM written WHERE contract = $1 AND number = $2 RETURNING words[1] AS word)"
    moved = Write("INSERT INTO spoken SELECT $1, word FROM goes", (1, 2), beside)
    await write_together(connection, Write(SPOKEN, (1, "new")), moved)
    assert await rows_of(connection, "spoken") == [(1, "new"), (1, "old")]
    assert [row[1] for row in await rows_of(connection, "written")] == [1]


async def test_some_rows_of_a_table_go_while_others_are_written(connection: Any) -> None:
    await write_together(connection, Rows(WRITTEN, [(1, 1, [], ""), (1, 2, [], "")]))
    await write_together(connection, Write(FORGOTTEN, (1, [2, 3])), Rows(WRITTEN, [(1, 2, ["changed"], "")]))
    assert await rows_of(connection, "written") == [(1, 2, ["changed"], "")]


async def test_where_there_is_nothing_to_write_nothing_is_sent(connection: Any) -> None:
    assert await asked_of(connection, [], [Rows(WRITTEN, [])]) == []


@told(max_examples=60, deadline=None)
@given(words=st.lists(st.lists(TEXT), min_size=1, max_size=4))
async def test_lists_of_any_words_arrive_as_they_are(settings: Settings, words: list[list[str]]) -> None:
    opened = await asyncpg.connect(settings.owner_url)
    try:
        await opened.execute("CREATE TEMPORARY TABLE written (number integer PRIMARY KEY, words text[])")
        write = "INSERT INTO written\nVALUES ($1::integer, $2::text[])\nON CONFLICT DO NOTHING"
        await write_together(opened, Rows(write, list(enumerate(words))))
        rows = await opened.fetch("SELECT words FROM written ORDER BY number")
    finally:
        await opened.close()
    assert [row["words"] for row in rows] == words
