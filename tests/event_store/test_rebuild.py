"""What is told anew by all that has happened is, row for row, what was written while it happened: of random lives."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase as Stage, event, given, settings as told, strategies as st

from command_handler import CommandHandler
from domain.contract import Contract
from domain.happened import fold
from projections.anew import TABLES, Table, write_anew
from projections.project import contract_writes
from projections.story import story_of
from projections.together import write_together
from recovery.compare import READ_MODELS
from tests.builders import POLICY
from tests.event_store.lives import Life, lives

OF_OTHER_STREAMS = {"delegation", "need", "policy"}


@pytest.fixture
async def connection(handler: CommandHandler) -> AsyncIterator[Any]:
    async with handler.pool.acquire() as acquired:
        yield acquired


async def lived(connection: Any, life: Life) -> None:
    state = Contract()
    for decision in life.decisions:
        state = fold(state, [record.event for record in decision])
        assert state.facts
        await write_together(connection, *contract_writes(state, state.facts, decision, POLICY))


async def rows_of(connection: Any, some: list[Life]) -> dict[str, list[str]]:
    found = {}
    for table in TABLES:
        query = f"SELECT {table.name}::text AS row FROM {table.name} WHERE {_key(table)} = ANY($1) ORDER BY 1"  # noqa: S608 - ours
        rows = await connection.fetch(query, [life.contract for life in some])
        found[table.name] = [row["row"] for row in rows]
    return found


async def forgotten(connection: Any, some: list[Life]) -> None:
    for table in TABLES:
        query = f"DELETE FROM {table.name} WHERE {_key(table)} = ANY($1)"  # noqa: S608 - ours
        await connection.execute(query, [life.contract for life in some])


def _key(table: Table) -> str:
    return "id" if table.name == "contract" else "contract_id"


@told(max_examples=60, deadline=None, phases=[Stage.generate], suppress_health_check=list(HealthCheck))
@given(some=st.lists(lives(), min_size=1, max_size=3))
async def test_what_is_written_anew_is_what_was_written_while_it_happened(
    connection: Any, some: list[Life]
) -> None:
    transaction = connection.transaction()
    await transaction.start()
    try:
        for life in some:
            await lived(connection, life)
        live = await rows_of(connection, some)
        stories = [list(story_of(life.stream)) for life in some]
        await write_anew(connection, stories, POLICY)
        assert await rows_of(connection, some) == live
        await forgotten(connection, some)
        await write_anew(connection, stories, POLICY)
        assert await rows_of(connection, some) == live
    finally:
        await transaction.rollback()
    for table in ("promise", "supplier_contact", "contract_part", "need_match"):
        event(f"{table}: {bool(live[table])}")
    event(f"struck: {any(life.state.struck for life in some)}, void: {any(life.state.void for life in some)}")


def test_every_read_model_of_a_contract_is_told_anew() -> None:
    """Who has part in a contract is kept also where another policy has since taken it from them."""
    assert {table.name for table in TABLES} == READ_MODELS.keys() - OF_OTHER_STREAMS | {"contract_scope"}
