"""A restore into an empty cluster beside the installation, up to the point at which people could work again."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import typer

from access.viewer import EVERYTHING
from cli.client import language
from cli.installation import processes
from domain.words import N_
from embedded.child import Child
from embedded.data_folder import DataFolder
from embedded.supervisor import servers
from recovery.backup import Backup
from recovery.kept_apart import checkpoints_apart, copy_apart, put_in
from recovery.restore import Programs, Restored, restore
from settings import Settings
from temporal_connection import connect

PATIENCE = 1800.0  # s, for every open contract to have its workflow
ARMED = "WorkflowType = 'ContractLifecycle' AND ExecutionStatus = 'Running'"


@dataclass(frozen=True)
class Drill:
    """`rto`: seconds until people could work and every contract was armed; `rpo`: how old the backup was."""

    restored: Restored
    armed: int
    open: int
    rto: float
    rpo: float

    @property
    def holds(self) -> bool:
        told = self.restored
        return self.armed >= self.open and not told.differ and not told.troubled and bool(told.verified)


async def drilled(
    live: DataFolder, backup: Backup, kept: Path | None, more: Sequence[Path], programs: Programs
) -> Drill:
    """Mail goes to a catcher of the drill's own; nothing of the installation is touched. Raises as `restore` does."""
    rpo = (datetime.now(UTC) - backup.made_at).total_seconds()
    with TemporaryDirectory(prefix="insats-drill-") as own:
        if kept is None:
            copy_apart(live, kept := Path(own) / "kept")
        target = DataFolder(Path(own) / "var")
        # a drill proves what the backup could hold: what was sealed since is not its matter
        outside = [each for each in checkpoints_apart(kept, more) if each.size <= backup.position]
        began = time.monotonic()
        put_in(target, kept)
        made: list[Restored] = []

        async def prepare(settings: Settings) -> None:
            made.append(await restore(settings, backup, programs, outside))

        async with servers(target, prepare=prepare, children=partial(_working, target)) as settings:
            armed, wanted = await _armed(settings)
            return Drill(made[0], armed, wanted, round(time.monotonic() - began, 1), round(rpo, 1))


def _working(folder: DataFolder, settings: Settings) -> list[Child]:
    """All but the sealer: a drill signs nothing."""
    return [child for child in processes(folder, settings) if child.name != "sealer"]


async def _armed(settings: Settings) -> tuple[int, int]:
    client = await connect(settings)
    connection = await asyncpg.connect(settings.reader_url, server_settings={"insats.viewer": EVERYTHING})
    give_up = time.monotonic() + PATIENCE
    try:
        while True:
            wanted = await connection.fetchval("SELECT count(*) FROM contract WHERE phase <> 'closed'")
            armed = (await client.count_workflows(ARMED)).count
            if armed >= wanted or time.monotonic() > give_up:
                return armed, wanted
            await asyncio.sleep(0.2)
    finally:
        await connection.close()


def told_of_drill(told: Drill, backups: Path) -> None:
    """Kept beside the backups, a line a drill: when it was last shown that they can be restored."""
    words = language()
    typer.echo(
        words(N_("{armed} of {open} open contracts are armed in Temporal."), armed=told.armed, open=told.open)
    )
    typer.echo(words(N_("Back at work after (RTO): {seconds} s"), seconds=told.rto))
    typer.echo(words(N_("Age of the backup (RPO): {seconds} s"), seconds=told.rpo))
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "backup": told.restored.backup.folder.name,
        "holds": told.holds,
        "events": told.restored.kept,
        "rto_seconds": told.rto,
        "rpo_seconds": told.rpo,
    }
    with (backups / "drills.jsonl").open("a") as file:
        file.write(f"{json.dumps(line)}\n")
