"""Events in PostgreSQL: gapless, in commit order, append-only by privilege, written through one function."""

import asyncio
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import asyncpg
import pytest

from command_handler import CommandHandler
from domain.process.award import ContractSigned
from event_store.codec import NO_PREVIOUS, Origin, Row, encode, leaf_of
from event_store.streams import append, read_stream
from settings import Settings

SIGNED = ContractSigned(signed_on=date(2026, 11, 20))


def rows_of(stream: UUID, version: int = 0, count: int = 1) -> list[Row]:
    origin = Origin(uuid4(), "p-01", "coordinator", date(2026, 11, 20), datetime(2026, 11, 23, tzinfo=UTC))
    return encode(stream, version, NO_PREVIOUS, [SIGNED] * count, origin)[0]


async def test_positions_have_no_gaps_however_many_write_at_once(handler: CommandHandler) -> None:
    async def write(number: int) -> None:
        for _ in range(10):
            async with handler.pool.acquire() as connection, connection.transaction():
                await append(connection, rows_of(uuid4(), count=1 + number % 3))
                if number % 4 == 0:
                    await asyncio.sleep(0.01)  # a slow commit

    await asyncio.gather(*(write(number) for number in range(12)))
    # in one look: the engine may write beside them
    query = "SELECT head.position, array(SELECT position FROM event ORDER BY 1) AS positions FROM head"
    row = await handler.pool.fetchrow(query)
    assert row
    assert row["positions"] == list(range(1, row["position"] + 1))


async def test_a_rolled_back_append_leaves_no_gap(handler: CommandHandler) -> None:
    before = await handler.pool.fetchval("SELECT position FROM head")
    async with handler.pool.acquire() as connection:
        with pytest.raises(asyncpg.UniqueViolationError):
            async with connection.transaction():
                await append(connection, rows_of(stream := uuid4()) + rows_of(stream))
        last = await append(connection, rows_of(uuid4()))
        query = "SELECT position FROM event WHERE position > $1 AND position <= $2 ORDER BY 1"
        rows = await connection.fetch(query, before, last)
    assert [row["position"] for row in rows] == list(range(before + 1, last + 1))  # the engine may have some


async def test_the_stored_leaf_is_the_hash_of_the_stored_bytes(handler: CommandHandler) -> None:
    async with handler.pool.acquire() as connection:
        await append(connection, rows_of(stream := uuid4(), count=2))
        recorded = await read_stream(connection, stream)
        bodies = await connection.fetch(
            "SELECT body FROM event WHERE stream_id = $1 ORDER BY version", stream
        )
    assert [leaf_of(row["body"]) for row in bodies] == [record.leaf for record in recorded]
    assert [record.version for record in recorded] == [1, 2]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO event VALUES (1000000, gen_random_uuid(), 1, 'x', now(), gen_random_uuid(), '', '')",
        "UPDATE event SET type = 'x'",
        "DELETE FROM event",
        "TRUNCATE event",
        "UPDATE head SET position = 0",
        "ALTER TABLE event DISABLE TRIGGER events_stay",
    ],
)
async def test_the_writer_may_only_append(handler: CommandHandler, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await handler.pool.execute(statement)


@pytest.mark.parametrize("statement", ["UPDATE event SET type = 'x'", "DELETE FROM event", "TRUNCATE event"])
async def test_not_even_the_owner_changes_an_event_by_mistake(settings: Settings, statement: str) -> None:
    owner = await asyncpg.connect(settings.owner_url)
    try:
        with pytest.raises(asyncpg.RaiseError, match="only ever added to"):
            await owner.execute(statement)
    finally:
        await owner.close()


async def test_the_reader_may_write_nothing(settings: Settings) -> None:
    reader = await asyncpg.connect(settings.reader_url)
    try:
        assert await reader.fetchval("SELECT count(*) FROM contract") is not None
        for statement in (
            "DELETE FROM contract",
            "SELECT append('{}','{}','{}','{}','{}','{}')",
            "TABLE session",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await reader.execute(statement)
    finally:
        await reader.close()
