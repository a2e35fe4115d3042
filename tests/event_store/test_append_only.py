"""Append-only by privilege: what each role may do to the events, also where triggers are told to keep quiet."""

from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import asyncpg
import pytest

from embedded.data_folder import DataFolder
from event_store.streams import append
from settings import Settings
from tests.event_store.test_append import rows_of

CHANGES = (
    "UPDATE event SET type = 'x'",
    "UPDATE event SET leaf = sha256(body) WHERE position = 1",
    "DELETE FROM event",
    "DELETE FROM event WHERE position = (SELECT max(position) FROM event)",
    "TRUNCATE event",
    "TRUNCATE event CASCADE",
)
WAYS_AROUND = (
    "INSERT INTO event VALUES (1000000, gen_random_uuid(), 1, 'x', now(), gen_random_uuid(), '', '')",
    "INSERT INTO event SELECT * FROM event ON CONFLICT DO NOTHING",
    "MERGE INTO event USING head ON event.position = head.position WHEN MATCHED THEN DELETE",
    "COPY event FROM PROGRAM 'true'",
    "SELECT * FROM event FOR UPDATE",
    "UPDATE head SET position = 0",
    "DELETE FROM head",
    "INSERT INTO head VALUES (false, 0)",
    "UPDATE checkpoint SET note = ''",
    "INSERT INTO checkpoint VALUES (1, '')",
    "INSERT INTO anchoring VALUES ('x', 1)",
    "INSERT INTO look_checkpoint VALUES (now(), 1, '')",
    "INSERT INTO look SELECT * FROM look",
    "UPDATE look_month SET size = 0",
    "ALTER TABLE event DISABLE TRIGGER events_stay",
    "ALTER TABLE event DISABLE TRIGGER ALL",
    "DROP TRIGGER events_stay ON event",
    "CREATE RULE quiet AS ON DELETE TO event DO INSTEAD NOTHING",
    "ALTER TABLE event OWNER TO CURRENT_USER",
    "ALTER TABLE event RENAME TO other",
    "DROP TABLE event",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
    "DROP FUNCTION append",
    "CREATE TABLE event2 AS TABLE event",
    "CREATE TEMP TABLE event AS TABLE head",
    "SET ROLE insats_owner",
    "SET ROLE insats_sealer",
    "SET session_replication_role = replica",
    "SELECT lo_import('/etc/passwd')",
)
SOME_COLUMN = {
    "event": "type",
    "checkpoint": "note",
    "anchoring": "error",
    "refusal": "why",
    "look_checkpoint": "note",
}
REFUSED = (
    asyncpg.InsufficientPrivilegeError,
    asyncpg.InvalidObjectDefinitionError,
    asyncpg.WrongObjectTypeError,
)


@pytest.fixture
async def superuser(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    """Whatever it does is taken back."""
    password = DataFolder(settings.backups.parent).secret("postgres")
    host = settings.owner_url.rpartition("@")[2]
    connection = await asyncpg.connect(f"postgresql://postgres:{password}@{host}")
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


@pytest.fixture
async def writer(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(settings.writer_url)
    yield connection
    await connection.close()


@pytest.fixture(autouse=True)
async def some_events(writer: asyncpg.Connection) -> None:
    """An empty table would hide what a statement does to rows."""
    await append(writer, rows_of(uuid4(), count=2))


async def refused(connection: asyncpg.Connection, statement: str) -> bool:
    try:
        async with connection.transaction():
            await connection.execute(statement)
    except REFUSED:
        return True
    return False


async def test_the_writer_may_execute_append_and_nothing_else(
    writer: asyncpg.Connection, record_property: Callable[[str, object], None]
) -> None:
    statements = CHANGES + WAYS_AROUND
    assert [each for each in statements if not await refused(writer, each)] == []
    record_property("statements_refused", len(statements))


async def test_the_writer_is_refused_also_where_a_superuser_has_silenced_ordinary_triggers(
    superuser: asyncpg.Connection,
) -> None:
    await superuser.execute("SET LOCAL session_replication_role = replica")
    await superuser.execute("SET LOCAL SESSION AUTHORIZATION insats_writer")
    assert await superuser.fetchval("SHOW session_replication_role") == "replica"
    assert [each for each in CHANGES + WAYS_AROUND[:14] if not await refused(superuser, each)] == []


@pytest.mark.parametrize("mode", ["origin", "replica", "local"])
@pytest.mark.parametrize("role", ["insats_owner", "postgres"])
@pytest.mark.parametrize("table", ["event", "checkpoint", "anchoring", "refusal", "look_checkpoint"])
async def test_the_trigger_refuses_even_owner_and_superuser_in_every_mode(
    superuser: asyncpg.Connection, table: str, role: str, mode: str
) -> None:
    await superuser.execute(f"SET LOCAL session_replication_role = {mode}")
    await superuser.execute(f"SET LOCAL ROLE {role}")
    for statement in ("UPDATE {} SET {} = ''", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
        with pytest.raises(asyncpg.RaiseError, match=f"{table} is only ever added to"):
            async with superuser.transaction():
                await superuser.execute(statement.format(table, SOME_COLUMN[table]))


async def test_append_is_the_only_way_in_that_lends_the_owners_rights(superuser: asyncpg.Connection) -> None:
    """`note_looks` and `forget_looks` lend them for who looked, `contracts_found` and `contracts_counted` for the
    search, the others for sums of the yearly report and the month ends, and come near no event."""
    lent = await superuser.fetch(
        "SELECT proname, proconfig FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        " ORDER BY proname"
    )
    assert [row["proname"] for row in lent] == [
        "append",
        "contracts_counted",
        "contracts_found",
        "contracts_signed_in",
        "counted_at",
        "course_ended_in",
        "course_going_on_at",
        "forget_looks",
        "last_days_in",
        "note_looks",
        "promises_in",
    ]
    assert {row["proconfig"][0] for row in lent} == {"search_path=public, pg_temp"}


async def test_who_may_do_what_with_the_events(superuser: asyncpg.Connection) -> None:
    roles = ("writer", "reader", "sealer", "keys")
    rights = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES")
    granted = [
        (role, right)
        for role in roles
        for right in rights
        if await superuser.fetchval("SELECT has_table_privilege($1, 'event', $2)", f"insats_{role}", right)
    ]
    assert granted == []
    may_append = [
        role
        for role in roles
        if await superuser.fetchval(
            "SELECT has_function_privilege($1, oid, 'EXECUTE') FROM pg_proc WHERE proname = 'append'",
            f"insats_{role}",
        )
    ]
    assert may_append == ["writer"]


async def test_the_sealer_reads_the_log_adds_checkpoints_and_sees_nothing_else(
    superuser: asyncpg.Connection,
) -> None:
    await superuser.execute("SET LOCAL SESSION AUTHORIZATION insats_sealer")
    assert await superuser.fetchval("SELECT count(body) > 0 FROM event")
    async with superuser.transaction():
        await superuser.execute("INSERT INTO checkpoint VALUES (900000000, 'n')")
        await superuser.execute("INSERT INTO anchoring (anchor, size) VALUES ('a', 900000000)")
    forbidden = (
        *CHANGES,
        *WAYS_AROUND[:8],
        "SELECT append('{}','{}','{}','{}','{}','{}')",
        "DELETE FROM checkpoint",
        "TABLE contract",
        "TABLE supplier_contact",
        "TABLE notice",
        "TABLE session",
        "SELECT person FROM look",
        "SELECT note_looks('p-01', 'reader', 'export', 'cli', '{NULL}', '', '', 1)",
        "DELETE FROM look_checkpoint",
    )
    assert [each for each in forbidden if not await refused(superuser, each)] == []
