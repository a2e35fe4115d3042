"""An import that is stopped in the middle of a file, and what becomes of it when its reader dies just then."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

from domain.importing import PartRead
from event_store.streams import read_stream
from projections.import_read import forget_recorded, unrecorded
from projections.scrub import scrub
from tests.api.test_imports import done, lines, offered, read_in, register_of, standing
from tests.served import Served, eventually

ROWS = range(2, 32)  # three batches; the heading is row 1
HELD = 15  # in the second batch: the contract of this row is on record already


async def a_register_whose_second_batch_can_be_held(served: Served) -> tuple[UUID, UUID]:
    """The import, offered, and the contract that its second batch waits for."""
    mark = uuid4().hex[:6]
    rows = {row: f"{mark}-{row};Städ;Stannade Städ AB;;;;;;" for row in ROWS}
    (known,) = await read_in(served, register_of(rows[HELD]))
    importing = await offered(served, register_of(*rows.values()), name="avtal.csv")
    return importing, UUID(known["contracts"][0]["id"])


@asynccontextmanager
async def held(served: Served, contract: UUID) -> AsyncIterator[None]:
    """As by somebody who works with it: whoever wants to change it waits until they are done."""
    async with served.handler.pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT 1 FROM contract WHERE id = $1 FOR UPDATE", contract)
        yield


WAITING = (
    "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    " AND query LIKE 'SELECT 1 FROM contract WHERE id = ANY%'"
)


async def waits_for_a_contract(served: Served) -> bool:
    return await served.handler.pool.fetchval(WAITING) is not None


async def whoever_waits_dies(served: Served) -> None:
    for row in await served.handler.pool.fetch(WAITING):
        await served.handler.pool.execute("SELECT pg_terminate_backend($1)", row["pid"])


async def has_trouble(served: Served, importing: UUID) -> bool:
    return bool(
        await served.handler.pool.fetchval("SELECT trouble <> '' FROM import WHERE id = $1", importing)
    )


async def has_let_go(served: Served, importing: UUID) -> bool:
    query = "SELECT leased_until = '-infinity' FROM import WHERE id = $1"
    return bool(await served.handler.pool.fetchval(query, importing))


async def stopped_in_the_middle(served: Served) -> tuple[UUID, UUID]:
    """Two batches are read and are a part; the third is not."""
    importing, known = await a_register_whose_second_batch_can_be_held(served)
    async with held(served, known):
        await served.http.post(f"/api/v1/imports/{importing}/start")
        await eventually(lambda: waits_for_a_contract(served))
        await done(served, importing, "stop", "stopped")
    await eventually(lambda: has_let_go(served, importing))
    return importing, known


async def rows_recorded(served: Served, importing: UUID) -> list[int]:
    """In the import's stream, part by part: what is in none of them is not taken back."""
    async with served.handler.pool.acquire() as connection:
        keys = await served.handler.keyring.of([importing])
        past = await read_stream(connection, importing, keys)
    return [line.row for record in past if isinstance(record.event, PartRead) for line in record.event.lines]


async def its_reader_had_died(served: Served, importing: UUID) -> None:
    """After it recorded the part, and before it forgot what it had to record: that is a transaction of its own."""
    await served.handler.pool.execute(
        "INSERT INTO import_read SELECT import_id, file, row, outcome, contracts, reason FROM import_line"
        " WHERE import_id = $1",
        importing,
    )


async def taken_back(served: Served, importing: UUID, known: UUID) -> list[UUID]:
    """The contracts that it read, all of which are struck again, but for the one that was there before."""
    undone = await done(served, importing, "undo", "undone", reason="Fel fil.")
    assert undone["stays"] == []
    read = {UUID(contract["id"]) for line in await lines(served, importing) for contract in line["contracts"]}
    phases = {each: (await served.contract(each))["phase"] for each in read - {known}}
    assert phases == dict.fromkeys(read - {known}, "closed")
    assert (await served.contract(known))["phase"] == "triage"
    return [*read]


async def on_record(served: Served, known: UUID) -> int:
    """Contracts of its register."""
    return int(
        await served.handler.pool.fetchval(
            "SELECT count(*) FROM contract WHERE phase <> 'closed'"
            " AND number LIKE (SELECT split_part(number, '-', 1) FROM contract WHERE id = $1) || '-%'",
            known,
        )
    )


async def test_stopped_in_the_middle_of_a_file_it_goes_on_with_the_next_row(served: Served) -> None:
    importing, _ = await stopped_in_the_middle(served)
    assert await rows_recorded(served, importing) == [*ROWS][:20]
    ended = await done(served, importing, "resume", "ended")
    assert (ended["done"], ended["totals"]) == (30, {"imported": 29, "unchanged": 1})
    assert await rows_recorded(served, importing) == [*ROWS]


async def test_what_is_read_after_a_death_at_a_stop_is_recorded_once_and_taken_back_with_the_rest(
    served: Served,
) -> None:
    """Given an import whose reader stopped and died as soon as it had recorded its part, when it goes on, then each row
    is in one part, and undoing takes all of them back."""
    importing, known = await stopped_in_the_middle(served)
    await its_reader_had_died(served, importing)
    ended = await done(served, importing, "resume", "ended")
    assert await rows_recorded(served, importing) == [*ROWS]
    assert (ended["done"], ended["totals"]) == (30, {"imported": 29, "unchanged": 1})
    assert len(await taken_back(served, importing, known)) == 30


async def test_what_is_being_read_when_an_import_is_stopped_and_taken_back_never_comes_on_record(
    served: Served,
) -> None:
    """Given a second batch that waits for somebody, when the import is stopped and taken back before it may go on, then
    the first batch is taken back, and the second is not read."""
    importing, known = await a_register_whose_second_batch_can_be_held(served)
    async with held(served, known):
        await served.http.post(f"/api/v1/imports/{importing}/start")
        await eventually(lambda: waits_for_a_contract(served))
        await done(served, importing, "stop", "stopped")
        await done(served, importing, "undo", "undoing", reason="Fel fil.")
    await standing(served, importing, "undone")
    assert await rows_recorded(served, importing) == [*ROWS][:10]
    assert await on_record(served, known) == 1


async def test_what_was_read_by_somebody_who_died_before_recording_it_is_taken_back(served: Served) -> None:
    """Given a reader that dies in its second batch, when the import is stopped and taken back without going on, then
    the rows of its first batch are struck as well."""
    importing, known = await a_register_whose_second_batch_can_be_held(served)
    async with held(served, known):
        await served.http.post(f"/api/v1/imports/{importing}/start")
        await eventually(lambda: waits_for_a_contract(served))
        await whoever_waits_dies(served)
        await eventually(lambda: has_trouble(served, importing))
    await done(served, importing, "stop", "stopped")
    await served.handler.pool.execute("UPDATE import SET leased_until = '-infinity' WHERE id = $1", importing)
    assert len(await taken_back(served, importing, known)) == 10
    assert await on_record(served, known) == 1


async def test_what_its_rows_quote_of_a_file_goes_with_its_texts(served: Served) -> None:
    importing = uuid4()
    async with served.handler.pool.acquire() as connection:
        quoting = "INSERT INTO import_read VALUES ($1, 1, 2, 'refused', '{}', '{\"code\": \"told\"}')"
        await connection.execute(quoting, importing)
        await scrub(connection, importing)
    (line,) = await unrecorded(served.handler.pool, importing)
    assert (line.row, line.reason) == (2, None)
    await forget_recorded(served.handler.pool, importing)
