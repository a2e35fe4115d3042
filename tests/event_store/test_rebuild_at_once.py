"""What somebody changes while it is told anew stays changed: also of needs and of who is away."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from api.delegations import DELEGATIONS
from command_handler import CommandHandler
from domain.delegations import Delegate, DelegationGiven, WithdrawDelegation
from domain.needs import RegisterNeed, ReviseNeed
from domain.process.triage import TriageClause
from domain.vocabulary import Clause, Form
from event_store.streams import clock
from projections.rebuild import rebuild, rebuild_contract
from settings import Settings
from tests.served import eventually
from tests.test_command_handler import a_contract, by_a_coordinator

WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = $1"


@pytest.fixture
async def keys(settings: Settings) -> AsyncIterator[Any]:
    """Where a rebuild asks for the keys, when it has read the events and has written nothing yet."""
    connection = await asyncpg.connect(settings.keys_url)
    yield connection
    await connection.close()


@asynccontextmanager
async def held_up(
    handler: CommandHandler, keys: Any, rebuilding: Coroutine[Any, Any, Any]
) -> AsyncIterator[None]:
    """Inside, it has read all that there is; afterwards, it is done."""
    async with asyncio.TaskGroup() as tasks, keys.transaction():
        await keys.execute("LOCK TABLE entry_key IN ACCESS EXCLUSIVE MODE")
        tasks.create_task(rebuilding)
        await eventually(lambda: handler.pool.fetchval(WAITS, "relation"), patience=4)
        yield


async def told_anew(handler: CommandHandler, stream: UUID) -> None:
    async with handler.pool.acquire() as connection:
        assert await rebuild_contract(connection, stream, handler.keyring, handler.policies)


async def begun(handler: CommandHandler, stream: UUID, command: Any) -> "asyncio.Task[Any]":
    """Done, or it waits for its turn."""
    asked = asyncio.create_task(handler.handle(stream, command, by_a_coordinator()))

    async def waits() -> bool:
        return asked.done() or bool(await handler.pool.fetchval(WAITS, "advisory"))

    await eventually(waits, patience=4)
    return asked


async def a_delegation(handler: CommandHandler) -> int:
    async with handler.pool.acquire() as connection:
        day = (await clock(connection)).date() + timedelta(days=700)
    command = Delegate(person="p-02", deputy="p-03", first_day=day, last_day=day)
    event = (await handler.handle(DELEGATIONS, command, by_a_coordinator())).recorded[-1].event
    assert isinstance(event, DelegationGiven)
    return event.delegation


async def a_need(handler: CommandHandler) -> UUID:
    need = uuid4()
    async with handler.pool.acquire() as connection:
        day = (await clock(connection)).date() + timedelta(days=30)
    command = RegisterNeed(
        occupation="Golvläggare", form=Form.EMPLOYMENT, number=2, starts_on=day, ends_on=day
    )
    await handler.handle(need, command, by_a_coordinator())
    return need


async def test_who_came_back_while_delegations_are_told_anew_is_back(
    handler: CommandHandler, keys: Any
) -> None:
    number = await a_delegation(handler)
    async with held_up(handler, keys, told_anew(handler, DELEGATIONS)):
        back = await begun(handler, DELEGATIONS, WithdrawDelegation(delegation=number))
    await back
    assert await handler.pool.fetchval("SELECT withdrawn FROM delegation WHERE number = $1", number)


async def test_a_need_that_is_revised_while_it_is_told_anew_stays_revised(
    handler: CommandHandler, keys: Any
) -> None:
    need = await a_need(handler)
    async with held_up(handler, keys, told_anew(handler, need)):
        revised = await begun(handler, need, ReviseNeed(number=5))
    await revised
    row = await handler.pool.fetchrow("SELECT version, number FROM need WHERE id = $1", need)
    assert row
    assert (row["version"], row["number"]) == (2, 5)


async def test_while_a_contract_is_told_anew_commands_of_others_go_on(
    handler: CommandHandler, keys: Any
) -> None:
    contract, other = [await a_contract(handler) for _ in range(2)]
    async with held_up(handler, keys, told_anew(handler, contract)):
        triaged = await begun(handler, other, TriageClause(clause=Clause.DIALOGUE))
        assert triaged.done()
        await triaged


async def test_contracts_needs_and_delegations_together_are_told_anew_each_once(
    handler: CommandHandler,
) -> None:
    number, need, contract = await a_delegation(handler), await a_need(handler), await a_contract(handler)
    await handler.pool.execute("DELETE FROM delegation WHERE number = $1", number)
    await handler.pool.execute("UPDATE need SET version = 0 WHERE id = $1", need)
    await handler.pool.execute("UPDATE contract SET title = '' WHERE id = $1", contract)
    rebuilt = await rebuild(handler.pool, handler.keyring, handler.policies)
    streams = await handler.pool.fetchval("SELECT count(DISTINCT stream_id) FROM event")
    assert rebuilt.contracts + rebuilt.troubled == streams
    query = """
    SELECT (SELECT count(*) FROM delegation WHERE number = $1), (SELECT version FROM need WHERE id = $2),
           (SELECT title FROM contract WHERE id = $3)
    """
    row = await handler.pool.fetchrow(query, number, need, contract)
    assert row
    assert tuple(row) == (1, 1, "Byggtjänster")
    await handler.handle(DELEGATIONS, WithdrawDelegation(delegation=number), by_a_coordinator())
