"""A backup: the record's dump, then the keys', and what they hold, each file with its digest."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import Self

import asyncpg

from embedded.files import write_whole
from event_store.migrate import back_up
from projections.watch import backed_up
from settings import Settings

RECORD, KEYS = "insats.dump", "insats_keys.dump"
TOLD = "backup.json"  # written last: a folder without it is no backup


class Damaged(Exception):
    """A file of the backup is missing, or is not what was written."""


@dataclass(frozen=True)
class Backup:
    """`position`: events that were there when it began; it may hold some more. `sealed`: of them, by its newest
    checkpoint."""

    folder: Path
    made_at: datetime
    position: int
    sealed: int
    digests: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Raises Damaged."""
        try:
            told = json.loads((folder / TOLD).read_text())
            made_at = datetime.fromisoformat(told["made_at"])
            return cls(folder, made_at, told["position"], told["sealed"], told["digests"])
        except (OSError, ValueError, KeyError) as error:
            raise Damaged(f"{folder}: {error}") from None

    def demand_whole(self) -> None:
        """Raises Damaged."""
        for name in (RECORD, KEYS):
            if not (self.folder / name).exists() or _digest(self.folder / name) != self.digests.get(name):
                raise Damaged(f"{self.folder / name} is not as it was written")


async def make(settings: Settings, pg_dump: str) -> Backup:
    """The record before the keys: a key without its text is harmless, the reverse is not. Raises RuntimeError."""
    made_at = datetime.now(UTC)
    connection = await asyncpg.connect(settings.owner_url)
    position = await connection.fetchval("SELECT position FROM head")
    sealed = await connection.fetchval("SELECT coalesce(max(size), 0) FROM checkpoint")
    await connection.close()
    folder = settings.backups / f"{made_at:%Y%m%dT%H%M%S%f}"
    for url, name in ((settings.owner_url, RECORD), (settings.keys_url, KEYS)):
        (await back_up(url, folder, pg_dump)).rename(folder / name)
    digests = {name: _digest(folder / name) for name in (RECORD, KEYS)}
    backup = Backup(folder, made_at, position, sealed, digests)
    told = {name: value for name, value in asdict(backup).items() if name != "folder"}
    write_whole(folder / TOLD, json.dumps(told | {"made_at": made_at.isoformat()}, indent=1).encode())
    await noted(settings)
    return backup


async def noted(settings: Settings) -> None:
    """For the figures: when the latest was made."""
    connection = await asyncpg.connect(settings.writer_url)
    await backed_up(connection)
    await connection.close()


def backups_in(folder: Path) -> Iterator[Backup]:
    """The oldest first."""
    for told in sorted(folder.glob(f"*/{TOLD}")):
        yield Backup.read(told.parent)


def forget_older(folder: Path, days: int) -> list[Path]:
    """They hold keys that were erased since: until the last of those is gone, an erasure is not complete."""
    limit = datetime.now(UTC) - timedelta(days=days)
    old = [each.folder for each in backups_in(folder) if each.made_at < limit]
    for each in old:
        shutil.rmtree(each)
    return old


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()
