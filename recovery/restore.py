"""A backup into empty databases: put back, held against what is kept outside, put right by the ledger, rebuilt."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import asyncpg

from audit.live import Verified, verify_log
from audit.verify import Checkpoint
from command_handler import CommandHandler, Envelope
from domain.recovery import RECOVERY_STREAM, BeginLogAnew
from domain.vocabulary import Role
from event_store.keyring import Keyring
from event_store.migrate import migrate
from policy.load import adopted_policy
from policy_setup import create_handler
from projections.policies import Policies
from projections.rebuild import rebuild
from recovery.backup import KEYS, RECORD, Backup
from recovery.compare import differing, digests
from settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from event_store.streams import Connection


class NotEmpty(Exception):
    """There is something in the database already; nothing is ever restored over it."""


class LostWithoutReason(Exception):
    """What was sealed is not all there. Whoever says why may go on; `kept`, `sealed`: how much there is, and was."""

    def __init__(self, kept: int, sealed: int) -> None:
        super().__init__(f"{sealed} events were sealed, {kept} are in the backup")
        self.kept, self.sealed = kept, sealed


@dataclass
class Restored:
    """`seconds`: how long each part took; `differ`: read models that the rebuild made otherwise than they came back."""

    backup: Backup
    kept: int = 0
    last_recorded_at: datetime | None = None
    lost: int = 0
    verified: Verified | None = None
    contracts: int = 0
    troubled: int = 0
    differ: Sequence[str] = ()
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Programs:
    """PostgreSQL's own; by name where they are found by themselves."""

    pg_dump: str = "pg_dump"
    pg_restore: str = "pg_restore"


async def restore(
    settings: Settings, backup: Backup, programs: Programs, outside: Sequence[Checkpoint], reason: str = ""
) -> Restored:
    """Raises Damaged, NotEmpty, RuntimeError, Fault, LostWithoutReason, LedgerDamaged.

    `outside`: checkpoints that lie elsewhere. What they know and the backup does not is lost; `reason` says why.
    """
    told = Restored(backup)
    backup.demand_whole()
    with _timed(told, "put back"):
        for url, name in ((settings.owner_url, RECORD), (settings.keys_url, KEYS)):
            await _demand_empty(url)
            await _put_back(url, backup.folder / name, programs.pg_restore)
        await migrate(settings.owner_url, settings.backups, programs.pg_dump)
        await migrate(settings.keys_url, settings.backups, programs.pg_dump, "key_migrations")
    connection = await asyncpg.connect(settings.owner_url)
    try:
        await _forget_what_is_over(connection)
        with _timed(told, "verify"):
            await _say_what_is_lost(settings, connection, told, outside, reason)
            told.verified = await verify_log(connection, "", outside)
        with _timed(told, "rebuild"):
            await _rebuild(settings, connection, told)
    finally:
        await connection.close()
    return told


async def _demand_empty(url: str) -> None:
    connection = await asyncpg.connect(url)
    there = await connection.fetchval(
        "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    await connection.close()
    if there:
        raise NotEmpty(urlsplit(url).path[1:])


async def _put_back(url: str, dump: "Path", pg_restore: str) -> None:
    parts = urlsplit(url)
    process = await asyncio.create_subprocess_exec(
        *(pg_restore, "--exit-on-error", "--single-transaction"),
        *(f"--dbname={url.replace(f':{parts.password}@', '@')}", str(dump)),
        env={**os.environ, "PGPASSWORD": unquote(parts.password or "")},
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{dump.name}: {errors.decode().strip()}")


async def _forget_what_is_over(connection: "Connection") -> None:
    """Who had signed out by now is out, a calendar address that had ended has ended, nobody was here later than
    the log, nothing has been worked out of it yet, and every contract is armed again, whatever Temporal there is."""
    await connection.execute("DELETE FROM session")
    await connection.execute("DELETE FROM calendar_feed")
    await connection.execute("DELETE FROM week_visit")
    await connection.execute("DELETE FROM record_check")
    await connection.execute("UPDATE installation SET temporal_namespace_id = ''")


async def _trust_nobody_outside(connection: "Connection") -> None:
    """Among what is lost may be that a token was revoked; and whoever has the webhooks has heard of other events at the
    positions that come now. Who runs the installation gives the ones out anew, and starts the others."""
    await connection.execute("UPDATE api_token SET revoked_at = now() WHERE revoked_at IS NULL")
    await connection.execute("UPDATE webhook SET stopped = 'by_hand' WHERE stopped = ''")


async def _say_what_is_lost(
    settings: Settings,
    connection: "Connection",
    told: Restored,
    outside: Sequence[Checkpoint],
    reason: str,
) -> None:
    """Before anything else is written: it is the first event after those that were kept."""
    told.kept = await connection.fetchval("SELECT position FROM head")
    told.last_recorded_at = await connection.fetchval("SELECT max(recorded_at) FROM event")
    newest = max((each for each in outside if each.note), key=lambda each: each.size, default=None)
    if newest is None or newest.size <= told.kept:
        return
    told.lost = newest.size - told.kept
    if not reason:
        raise LostWithoutReason(told.kept, newest.size)
    await verify_log(connection, "", [each for each in outside if each.size <= told.kept])
    await _trust_nobody_outside(connection)
    command = BeginLogAnew(
        ended=newest.origin,
        sealed=newest.size,
        root=newest.note.splitlines()[2],
        kept=told.kept,
        reason=reason,
    )
    async with _pools(settings) as (pool, keyring):
        handler = CommandHandler(pool, keyring, Policies(keyring, adopted_policy))
        await handler.policies.look(pool)
        await handler.handle(RECOVERY_STREAM, command, Envelope(uuid4(), "restore", Role.ADMINISTRATOR))


async def _rebuild(settings: Settings, connection: "Connection", told: Restored) -> None:
    """With what is erased seen to first: an old backup may hold it."""
    async with _pools(settings) as (pool, keyring):
        handler = await create_handler(pool, keyring, settings.policy, settings.erasures)
        before = await digests(connection)
        rebuilt = await rebuild(pool, keyring, handler.policies)
        told.contracts, told.troubled = rebuilt.contracts, rebuilt.troubled
        told.differ = differing(before, await digests(connection))


@asynccontextmanager
async def _pools(settings: Settings) -> "AsyncIterator[tuple[asyncpg.Pool[Any], Keyring]]":
    async with (
        asyncpg.create_pool(settings.writer_url, min_size=1, max_size=2) as pool,
        asyncpg.create_pool(settings.keys_url, min_size=1, max_size=1) as keys,
    ):
        yield pool, Keyring(keys, settings.key_encryption_key)


@contextmanager
def _timed(told: Restored, part: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    told.seconds[part] = round(time.monotonic() - began, 2)
