"""A database of its own for each seed, copied from one that was migrated once, with a clock that the simulator sets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from embedded import ports, postgres
from embedded.data_folder import DataFolder
from event_store.migrate import migrate
from settings import Settings

TEMPLATE = "insats_simulated"
VIRTUAL_TIME = Path(__file__).with_name("virtual_time.sql")
FIRST_OURS = {"search_path": "sim, pg_catalog, public"}

if TYPE_CHECKING:
    Connection = asyncpg.Connection[Any]
else:
    Connection = asyncpg.Connection


def named(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


async def superuser(settings: Settings) -> Connection:
    data = DataFolder(settings.backups.parent)
    return await postgres.connect(data, ports.remembered_in(data.ports_file).postgres)


async def prepare(settings: Settings, *, lasting: bool = True) -> None:
    """Once a cluster. One that need not last waits for no disk: no fault of the simulator takes its cache away."""
    await migrate(settings.keys_url, settings.backups, folder="key_migrations")
    above = await superuser(settings)
    if not lasting:
        for name in ("fsync", "full_page_writes", "autovacuum"):
            await above.execute(f"ALTER SYSTEM SET {name} = off")
        await above.execute("SELECT pg_reload_conf()")
    if await above.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", TEMPLATE):
        await above.close()
        return
    await above.execute(f"CREATE DATABASE {TEMPLATE} OWNER insats_owner")
    url = named(settings.owner_url, TEMPLATE)
    await migrate(url, settings.backups)
    owner = await asyncpg.connect(url)
    await owner.execute(VIRTUAL_TIME.read_text())
    await owner.close()
    await above.close()


@asynccontextmanager
async def database(settings: Settings, name: str) -> AsyncIterator[str]:
    """Its name; dropped afterwards."""
    above = await superuser(settings)
    try:
        await above.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await above.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY wal_log OWNER insats_owner")
        await above.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
        yield name
        await above.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await above.close()


async def connect(url: str) -> Connection:
    """One whose `now()` is the simulator's."""
    return await asyncpg.connect(url, server_settings=FIRST_OURS)
