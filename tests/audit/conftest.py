"""A log of its own, in a database of its own, whose administrator means no good."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from access.viewer import EVERYTHING
from embedded.data_folder import DataFolder
from embedded.postgres import binaries
from event_store.migrate import migrate
from settings import Settings
from tests.audit.logs import COLUMNS, Log

EMPTIED = (  # quicker than TRUNCATE
    "DELETE FROM anchoring; DELETE FROM event; DELETE FROM checkpoint; DELETE FROM refusal; DELETE FROM log_key"
)


@dataclass(frozen=True)
class OwnLog:
    """`administrator`: a superuser who has silenced every trigger and dropped every constraint in the way."""

    administrator: asyncpg.Connection
    sealer_url: str
    reader_url: str
    owner_url: str

    async def holds(self, log: Log) -> None:
        """These events and checkpoints, and nothing else."""
        at = self.administrator
        await at.execute(EMPTIED)
        records: list[tuple[Any, ...]] = [row.columns for row in log.rows]
        await at.copy_records_to_table("event", records=records, columns=COLUMNS)
        notes = [(note.size, note.note) for note in log.notes]
        await at.copy_records_to_table("checkpoint", records=notes, columns=("size", "note"))
        await at.execute("INSERT INTO log_key (vkey) VALUES ($1)", log.signer.vkey)


@pytest.fixture(scope="session")
async def own_log(settings: Settings) -> AsyncIterator[OwnLog]:
    data, name = DataFolder(settings.backups.parent), f"log_{uuid4().hex[:8]}"
    host = settings.owner_url.rpartition("@")[2].partition("/")[0]

    def url(role: str) -> str:
        user = role if role == "postgres" else f"insats_{role}"
        return f"postgresql://{user}:{data.secret(role)}@{host}/{name}?sslmode=disable"

    root = await asyncpg.connect(url("postgres").replace(name, "insats"))
    await root.execute(f"CREATE DATABASE {name} OWNER insats_owner")
    await migrate(url("owner"), settings.backups, str(binaries() / "pg_dump"))
    unhurried = {"synchronous_commit": "off"}  # what is tested here is not what a crash leaves
    administrator = await asyncpg.connect(url("postgres"), server_settings=unhurried)
    for table in ("event", "checkpoint", "anchoring", "refusal"):
        await administrator.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    await administrator.execute(
        "ALTER TABLE event ALTER leaf DROP NOT NULL, DROP CONSTRAINT event_stream_id_version_key"
    )
    yield OwnLog(administrator, url("sealer"), url("reader"), url("owner"))
    await administrator.close()
    await root.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await root.close()


@pytest.fixture
async def reader_of_log(own_log: OwnLog) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(own_log.reader_url, server_settings={"insats.viewer": EVERYTHING})
    yield connection
    await connection.close()
