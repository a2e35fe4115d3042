"""The search runs as the tables' owner: what it leaves out must be what the policies leave out, for whoever looks."""

import json
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from access.viewer import EVERYTHING
from projections.finding import Filters, Order, Place, contracts_found, how_many
from tests.served import Served


@pytest.mark.parametrize(
    "viewer",
    [
        EVERYTHING,
        "{}",
        json.dumps({"reach": "none"}),
        json.dumps({"reach": "open", "departments": [], "people": []}),
        json.dumps({"reach": "open", "departments": ["jobbcenter"], "people": []}),
        json.dumps({"reach": "open", "departments": [], "people": ["p-04"]}),
    ],
)
async def test_the_search_finds_exactly_what_row_level_security_shows(served: Served, viewer: str) -> None:
    """The function runs as the tables' owner: what it leaves out must be what the policies leave out."""
    marked = await served.signed_contract("RLS-1")
    await served.do(marked, "pass_on_step", step="hold", to="jobbcenter", reason="De håller den.")
    assert (await served.do(marked, "mark_secret", reason="Bilaga.")).status_code == 201
    connection = await asyncpg.connect(served.settings.reader_url)
    await connection.execute("SELECT set_config('insats.viewer', $1, false)", viewer)
    seen = {row["id"] for row in await connection.fetch("SELECT id FROM contract")}
    pool: Any = connection
    everything = await contracts_found(pool, Filters(), Order(), 10_000)
    assert {row["id"] for row in everything} == seen
    ids = await connection.fetch("SELECT id FROM contracts_found('{}', 'number', true, NULL, NULL, 10000)")
    assert {row["id"] for row in ids} == seen, "also before the policies have judged it"
    assert await how_many(pool, Filters(), 100_000) == len(seen)
    await connection.close()


async def test_a_place_that_is_no_day_is_no_place(served: Served) -> None:
    connection: Any = await asyncpg.connect(served.settings.reader_url)
    await connection.execute("SELECT set_config('insats.viewer', $1, false)", EVERYTHING)
    for place in (Place("när som helst", str(uuid4())), Place("2026-01-01", "x")):
        with pytest.raises(ValueError, match=r"Place|UUID"):
            await contracts_found(connection, Filters(), Order(), 10, place)
    await connection.close()


async def test_nobody_but_the_reader_may_ask_the_function(served: Served) -> None:
    for function in (
        "contracts_found(jsonb, text, boolean, text, uuid, integer)",
        "contracts_counted(jsonb, integer)",
    ):
        allowed = "SELECT has_function_privilege('insats_writer', $1, 'EXECUTE')"
        assert not await served.handler.pool.fetchval(allowed, function)
    can_read = "SELECT has_table_privilege('insats_reader', 'contract_search', 'SELECT')"
    assert not await served.handler.pool.fetchval(can_read)
