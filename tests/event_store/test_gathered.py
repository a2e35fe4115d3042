"""Writes of many contracts gathered into few messages leave what they would have left one by one."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from projections.gathered import Gathered
from settings import Settings

ADD = "INSERT INTO line VALUES ($1, $2)"
CHANGE = "UPDATE line SET words = words || $2 WHERE contract = $1"
DROP = "DELETE FROM line WHERE contract = $1"


@pytest.fixture
async def connection(settings: Settings) -> AsyncIterator[Any]:
    opened = await asyncpg.connect(settings.owner_url)
    await opened.execute("CREATE TEMPORARY TABLE line (contract int, words text)")
    yield opened
    await opened.close()


async def test_a_contracts_writes_keep_their_order_though_others_want_another(connection: Any) -> None:
    gathered = Gathered(connection)
    gathered.next_contract()
    await gathered.execute(ADD, 1, "a")
    await gathered.execute(CHANGE, 1, "b")
    await gathered.execute(DROP, 1)
    await gathered.execute(ADD, 1, "c")
    gathered.next_contract()
    await gathered.executemany(CHANGE, [(2, "x")])
    await gathered.executemany(ADD, [(2, "y"), (2, "z")])
    await gathered.send()
    rows = await connection.fetch("SELECT contract, words FROM line ORDER BY contract, words")
    assert [tuple(row) for row in rows] == [(1, "c"), (2, "y"), (2, "z")]


async def test_nothing_is_written_before_it_is_sent(connection: Any) -> None:
    gathered = Gathered(connection)
    gathered.next_contract()
    await gathered.execute(ADD, 1, "a")
    assert await connection.fetchval("SELECT count(*) FROM line") == 0


async def test_whoever_reads_in_between_finds_what_was_written_before(connection: Any) -> None:
    gathered = Gathered(connection)
    for contract in (1, 2):
        gathered.next_contract()
        await gathered.execute(ADD, contract, "a")
    assert await gathered.fetchval("SELECT count(*) FROM line") == 2
    await gathered.execute(CHANGE, 2, "b")
    assert (await gathered.fetchrow("SELECT words FROM line WHERE contract = 1"))["words"] == "a"
    assert len(await gathered.fetch("SELECT FROM line WHERE words = 'ab'")) == 1
