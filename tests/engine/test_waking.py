"""Who wakes which contract's workflow: of several dispatchers each its own, people's before a bulk's."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

from cli.installation import prepared
from embedded.data_folder import DataFolder
from embedded.supervisor import servers
from projections.nudges import Nudge, delivered, nudge, put_off, take_waiting
from worker import create_handler

if TYPE_CHECKING:
    import asyncpg


AT_ONCE, BESIDE_PEOPLE = 16, 2


@pytest.fixture
async def pool(tmp_path: Path) -> AsyncIterator["asyncpg.Pool[Any]"]:
    """Of an installation where nobody else wakes."""
    async with servers(DataFolder(tmp_path / "var"), prepare=prepared(test=True)) as settings:
        handler = await create_handler(settings)
        yield handler.pool
        await handler.pool.close()
        await handler.keyring.close()


async def test_of_several_dispatchers_each_has_its_own_and_a_dead_ones_are_taken_by_the_others(
    pool: "asyncpg.Pool[Any]",
) -> None:
    asked = await _asked_for(pool, 40)
    taken = [each for some in await asyncio.gather(*(_take(pool) for _ in range(3))) for each in some]
    assert sorted(each.contract_id for each in taken) == sorted(asked)
    assert await _take(pool) == []
    await delivered(pool, taken[1:])
    await pool.execute("UPDATE nudge SET not_before = not_before - interval '5 s'")
    assert [each.contract_id for each in await _take(pool)] == [taken[0].contract_id]


async def test_whoever_does_something_while_it_is_being_woken_is_woken_again_at_once(
    pool: "asyncpg.Pool[Any]",
) -> None:
    (contract,) = await _asked_for(pool, 1)
    (first,) = await _take(pool)
    async with pool.acquire() as connection:
        await nudge(connection, contract, bulk=False)
    await delivered(pool, [first])
    (again,) = await _take(pool)
    assert again.wanted == first.wanted + 1


async def test_beside_people_only_a_few_of_a_bulks_are_woken(pool: "asyncpg.Pool[Any]") -> None:
    await _asked_for(pool, 30, bulk=True)
    people = await _asked_for(pool, 1)
    taken = await _take(pool)
    assert [each.contract_id for each in taken if not each.bulk] == people
    assert len(taken) == 1 + BESIDE_PEOPLE
    assert len(await _take(pool, people_lately=True)) == BESIDE_PEOPLE
    assert len(await _take(pool)) == AT_ONCE


async def test_who_is_put_off_is_woken_later_once_unless_somebody_does_more_in_calmer_times(
    pool: "asyncpg.Pool[Any]",
) -> None:
    one, other = await _asked_for(pool, 2)
    [bulks] = await _asked_for(pool, 1, bulk=True)
    assert await put_off(pool, timedelta(seconds=5)) == 2
    assert [each.contract_id for each in await _take(pool)] == [bulks], "a bulk's is not people's"
    async with pool.acquire() as connection:
        await nudge(connection, one, bulk=False)
    assert [(each.contract_id, each.wanted) for each in await _take(pool)] == [(one, 2)]
    await pool.execute(
        "UPDATE nudge SET not_before = not_before - interval '5 s' WHERE contract_id = $1", other
    )
    assert [(each.contract_id, each.bulk) for each in await _take(pool)] == [(other, True)]


async def _asked_for(pool: "asyncpg.Pool[Any]", number: int, *, bulk: bool = False) -> list[UUID]:
    contracts = [uuid4() for _ in range(number)]
    async with pool.acquire() as connection:
        for contract in contracts:
            await nudge(connection, contract, bulk=bulk)
    return contracts


async def _take(pool: "asyncpg.Pool[Any]", *, people_lately: bool = False) -> list[Nudge]:
    return await take_waiting(pool, AT_ONCE, BESIDE_PEOPLE, people_lately=people_lately)
