"""Migrations go forward only, are applied once, after a backup, and never onto a newer database."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from embedded.postgres import binaries
from event_store import migrate as migrations
from event_store.migrate import NewerDatabase, migrate
from settings import Settings

PG_DUMP = str(binaries() / "pg_dump")


@pytest.fixture
async def empty(settings: Settings) -> AsyncIterator[str]:
    """The address of an empty database, of a role that owns it (here: a schema of its own)."""
    schema = f"m{uuid4().hex}"
    owner = await asyncpg.connect(settings.keys_url)
    await owner.execute(f"CREATE SCHEMA {schema}")
    yield f"{settings.keys_url}&options=-csearch_path%3D{schema}"
    await owner.execute(f"DROP SCHEMA {schema} CASCADE")
    await owner.close()


async def test_each_is_applied_once_also_by_two_at_the_same_time(empty: str, tmp_path: Path) -> None:
    both = await asyncio.gather(*(migrate(empty, tmp_path, PG_DUMP, "key_migrations") for _ in range(2)))
    assert sorted(both) == [[], ["0001_keys.sql"]]
    assert list(tmp_path.iterdir()) == []


async def test_a_database_with_content_is_backed_up_first(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sql"
    folder.mkdir()
    (folder / "0001_one.sql").write_text("CREATE TABLE one (n int)")
    monkeypatch.setattr(migrations, "HERE", tmp_path)
    await migrate(empty, tmp_path / "backups", PG_DUMP, "sql")
    (folder / "0002_two.sql").write_text("CREATE TABLE two (n int)")
    assert await migrate(empty, tmp_path / "backups", PG_DUMP, "sql") == ["0002_two.sql"]
    (dump,) = (tmp_path / "backups").iterdir()
    assert dump.stat().st_size > 0
    assert dump.stat().st_mode & 0o077 == 0


async def test_one_that_fails_leaves_nothing_behind(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sql"
    folder.mkdir()
    (folder / "0001_one.sql").write_text("CREATE TABLE one (n int)")
    (folder / "0002_bad.sql").write_text("CREATE TABLE one (n int)")
    monkeypatch.setattr(migrations, "HERE", tmp_path)
    with pytest.raises(asyncpg.DuplicateTableError):
        await migrate(empty, tmp_path / "backups", PG_DUMP, "sql")
    connection = await asyncpg.connect(empty)
    assert await connection.fetchval("SELECT to_regclass('one')") is None
    await connection.close()


async def test_a_newer_database_is_refused(empty: str, tmp_path: Path) -> None:
    await migrate(empty, tmp_path, PG_DUMP, "key_migrations")
    connection = await asyncpg.connect(empty)
    await connection.execute("INSERT INTO migration VALUES ('9999_future.sql', now())")
    await connection.close()
    with pytest.raises(NewerDatabase, match="9999_future"):
        await migrate(empty, tmp_path, PG_DUMP, "key_migrations")
