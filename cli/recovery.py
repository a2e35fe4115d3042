"""Backup, restore, and the drill that shows that they work: `insats backup`, `insats restore`, `insats drill`."""

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from audit.sealer import SealerFolder
from audit.verify import Fault
from cli.client import fail, language, settings_of
from cli.drilling import drilled, told_of_drill
from cli.installation import HERE, Data
from cli.showing import at
from domain.words import N_
from embedded.data_folder import DataFolder
from embedded.postgres import binaries
from embedded.problems import CannotStart
from embedded.supervisor import servers
from erasure.ledger import LedgerDamaged
from recovery.backup import Backup, Damaged, backups_in, forget_older, make, noted as note
from recovery.kept_apart import checkpoints_apart, copy_apart, put_in
from recovery.restore import LostWithoutReason, NotEmpty, Programs, Restored, restore
from settings import Settings

Apart = Annotated[
    Path | None,
    typer.Option("--apart", help="Mapp för det som inte får ligga bland kopiorna / folder elsewhere"),
]
Kept = Annotated[
    Path, typer.Option("--kept", help="Mappen från --apart / the folder from --apart", exists=True)
]
Outside = Annotated[
    list[Path] | None,
    typer.Option("--checkpoint", help="Sparad utanför: fil eller mapp / kept outside: file or folder"),
]
Reason = Annotated[str, typer.Option(help="Varför något gått förlorat / why something is lost")]

TROUBLE = (Damaged, NotEmpty, LedgerDamaged, Fault, RuntimeError, CannotStart, OSError, ValueError)


def programs() -> Programs:
    """The embedded server's own, unless the databases are named by the environment."""
    if "INSATS_OWNER_URL" in os.environ or "INSATS_OWNER_URL_FILE" in os.environ:
        return Programs()
    return Programs(str(binaries() / "pg_dump"), str(binaries() / "pg_restore"))


def backup(
    apart: Apart = None,
    keep: Annotated[int, typer.Option(min=1, help="Dagar / days")] = 30,
    noted: Annotated[
        bool, typer.Option("--noted", help="Den är redan gjord på annat sätt / it has been made otherwise")
    ] = False,
    data: Data = HERE,
) -> None:
    """Säkerhetskopia av uppgifter och nycklar; äldre än --keep tas bort. / Backs up record and keys."""
    words, folder = language(), DataFolder(data)
    settings = settings_of(folder)
    if noted:
        asyncio.run(note(settings))
        typer.echo(words(N_("It is noted that a backup has been made.")))
        return
    try:
        made = asyncio.run(make(settings, programs().pg_dump))
        if apart:
            copy_apart(folder, apart)
        gone = forget_older(settings.backups, keep)
    except TROUBLE as error:
        raise fail(N_("No backup: {why}"), why=error) from None
    typer.echo(f"{made.folder}: {words(N_('{events} events'), events=made.position)}")
    for each in gone:
        typer.echo(words(N_("{folder} was older than {days} days and is deleted."), folder=each, days=keep))
    if not apart:
        typer.echo(
            words(
                N_("The key, the ledger of erasures and the sealer's folder belong elsewhere: --apart FOLDER")
            )
        )


def restore_backup(
    folder: Annotated[Path, typer.Argument(help="Säkerhetskopians mapp / the backup's folder", exists=True)],
    kept: Kept,
    checkpoint: Outside = None,
    reason: Reason = "",
    data: Data = HERE,
) -> None:
    """Återställer i en ny, tom datamapp, och kontrollerar. / Restores into a new, empty data folder, and verifies."""
    target = DataFolder(data)
    if target.cluster.exists():
        raise fail(N_("There is an installation in {folder}. Restore into a new folder: --data"), folder=data)
    try:
        told = asyncio.run(_restored(target, Backup.read(folder), kept, checkpoint or [], reason))
    except LostWithoutReason as lost:
        raise fail(
            N_(
                "{sealed} events were sealed, {kept} are in the backup. Say why with --reason, or use a newer one."
            ),
            sealed=lost.sealed,
            kept=lost.kept,
        ) from None
    except TROUBLE as error:
        raise fail(N_("Not restored: {why}"), why=error) from None
    if told.lost:
        SealerFolder(target.sealer).give_up()  # whoever restores has the folder, and has said why
    tell(told)


async def _restored(target: DataFolder, found: Backup, kept: Path, more: list[Path], reason: str) -> Restored:
    outside = checkpoints_apart(kept, more)
    put_in(target, kept)
    made: list[Restored] = []

    async def prepare(settings: Settings) -> None:
        made.append(await restore(settings, found, programs(), outside, reason))

    async with servers(target, prepare=prepare):
        return made[0]


def tell(told: Restored) -> None:
    words = language()
    last = at(told.last_recorded_at.isoformat()) if told.last_recorded_at else "–"
    typer.echo(
        words(N_("{events} events are back; the last was recorded {last}."), events=told.kept, last=last)
    )
    if told.lost:
        typer.echo(
            words(N_("{number} sealed events are lost; the log says so and begins anew."), number=told.lost)
        )
    if told.verified:
        anchored = N_("Verified; against what is kept outside up to and with position {position}.")
        typer.echo(words(anchored, position=told.verified.anchored))
    says = N_("{contracts} contracts rebuilt; {differ} read models differ from the backup's.")
    typer.echo(words(says, contracts=told.contracts, differ=len(told.differ)))
    parts = ", ".join(f"{part} {seconds} s" for part, seconds in told.seconds.items())
    typer.echo(f"  {parts}")


def drill(
    folder: Annotated[Path | None, typer.Argument(help="Annars den nyaste / else the newest")] = None,
    kept: Annotated[Path | None, typer.Option("--kept", help="Annars installationens / else its own")] = None,
    checkpoint: Outside = None,
    data: Data = HERE,
) -> None:
    """Övar: återställer i ett tomt kluster, kontrollerar, väcker Temporal, mäter. / Restores elsewhere, timed."""
    live = DataFolder(data)
    try:
        found = Backup.read(folder) if folder else _newest(settings_of(live))
        told = asyncio.run(drilled(live, found, kept, checkpoint or [], programs()))
    except TROUBLE as error:
        raise fail(N_("The drill failed: {why}"), why=error) from None
    tell(told.restored)
    told_of_drill(told, settings_of(live).backups)
    if not told.holds:
        raise typer.Exit(1)


def _newest(settings: Settings) -> Backup:
    found = list(backups_in(settings.backups))
    if not found:
        raise fail(N_("There is no backup yet: insats backup"))
    return found[-1]
