"""Forward-only migrations: numbered SQL, applied once, a backup before, a newer database refused."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import asyncpg

HERE = Path(__file__).parent
LOCK = 4_201_608  # any constant: two migrating processes wait for each other


class NewerDatabase(RuntimeError):
    """The database was migrated by a newer version of Insats; start that version instead."""


async def migrate(url: str, backups: Path, pg_dump: str = "pg_dump", folder: str = "migrations") -> list[str]:
    """Names of the migrations applied. Raises NewerDatabase, or what the database answers; then nothing is."""
    files = sorted((HERE / folder).glob("[0-9]*.sql"))
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        await connection.execute(
            "CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, applied_at timestamptz NOT NULL)"
        )
        applied = {row["name"] for row in await connection.fetch("SELECT name FROM migration")}
        _refuse_newer(applied, files)
        pending = [file for file in files if file.name not in applied]
        if pending and applied:
            await back_up(url, backups, pg_dump)
        await _apply(connection, pending)
        return [file.name for file in pending]
    finally:
        await connection.close()


def _refuse_newer(applied: set[str], files: list[Path]) -> None:
    if unknown := sorted(applied - {file.name for file in files}):
        raise NewerDatabase(
            f"The database has {', '.join(unknown)}, which this version does not know. Start the newer version."
        )


async def _apply(connection: "asyncpg.Connection[Any]", pending: list[Path]) -> None:
    async with connection.transaction():
        await connection.execute("SET LOCAL lock_timeout = '5s'")
        for file in pending:
            await connection.execute(file.read_text())
            await connection.execute("INSERT INTO migration VALUES ($1, now())", file.name)


async def back_up(url: str, backups: Path, pg_dump: str) -> Path:
    """A dump in PostgreSQL's own format, readable by its owner only. Raises RuntimeError with pg_dump's words."""
    parts = urlsplit(url)
    backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = backups / f"{parts.path[1:]}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.dump"
    process = await asyncio.create_subprocess_exec(
        pg_dump,
        "--format=custom",
        f"--file={target}",
        f"--dbname={url.replace(f':{parts.password}@', '@')}",
        env={**os.environ, "PGPASSWORD": unquote(parts.password or "")},
        stderr=asyncio.subprocess.PIPE,
        umask=0o077,
    )
    _, errors = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"no backup, so nothing was migrated: {errors.decode().strip()}")
    return target
