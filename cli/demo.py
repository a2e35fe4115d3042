"""A demo installation: the Karlstad story, told from four years ago to today, to look at and work with."""

import asyncio
import shutil
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import asyncpg
import typer
from rich.console import Console

from activities.notify import NotifyActivities
from activities.reconcile import ReconcileActivities
from cli.client import fail, language
from cli.installation import prepared, processes, welcome
from cli.story_lines import Lines
from demo.story import story
from demo.telling import Teller
from domain.words import N_
from embedded import control
from embedded.data_folder import DataFolder
from embedded.problems import CannotStart
from embedded.supervisor import run
from event_store.migrate import NewerDatabase
from settings import Settings
from worker import create_handler

FOUR_YEARS = timedelta(weeks=208)
MARK = "DEMO"  # a file in the data folder: only what bears it is removed

Folder = Annotated[Path, typer.Option("--data", help="Demons datamapp / the demo's data folder")]


def demo(
    data: Folder = Path("var-demo"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="Adressens port / the address's port")] = 8088,
    remove: Annotated[bool, typer.Option("--remove", help="Ta bort demon / remove the demo")] = False,
) -> None:
    """Startar en demo med tolv påhittade avtal. / Starts a demo with twelve made-up contracts."""
    folder = DataFolder(data)
    if remove:
        _remove(folder)
        return
    if folder.cluster.exists() and not _is_demo(folder):
        raise fail(N_("{folder} holds an installation that is no demo. Choose another folder."), folder=data)
    try:
        asyncio.run(_up(folder, port))
    except (CannotStart, NewerDatabase) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


async def _up(folder: DataFolder, port: int) -> None:
    await run(
        folder,
        typer.echo,
        api_port=port,
        prepare=partial(_told, folder),
        children=partial(processes, folder),
        on_ready=partial(welcome, folder),
    )


async def _told(folder: DataFolder, settings: Settings) -> None:
    """Before anybody can look in. A story that was cut off is not taken up again: it is removed and told anew."""
    await prepared()(settings)
    (folder.path / MARK).touch()
    now = datetime.now(UTC)
    beginning = _monday_of((now - FOUR_YEARS).date())
    owner = await asyncpg.connect(settings.owner_url)
    new = await owner.execute(
        "UPDATE installation SET demo = true, movable = true, clock_offset = $1 WHERE NOT EXISTS (SELECT FROM event)",
        datetime(beginning.year, beginning.month, beginning.day, 6, tzinfo=UTC) - now,
    )
    await owner.close()
    if new == "UPDATE 1":
        await _tell(settings, beginning)


async def _tell(settings: Settings, beginning: date) -> None:
    handler = await create_handler(settings)
    lines = Lines(Console(), language(), handler.policy)
    sweep = ReconcileActivities(handler, NotifyActivities(handler, settings))
    acts = [act for act in story(beginning, handler.policy.calendar) if act.at < datetime.now(UTC)]
    with lines.progress(acts):
        await Teller(handler, sweep, lines.say).tell(acts, datetime.now(UTC))
    await handler.pool.execute("UPDATE installation SET clock_offset = '0'")
    await handler.pool.close()
    await handler.keyring.close()


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _is_demo(folder: DataFolder) -> bool:
    return (folder.path / MARK).exists()


def _remove(folder: DataFolder) -> None:
    words = language()
    if not folder.path.exists():
        typer.echo(words(N_("There is no demo in {folder}."), folder=folder.path))
        return
    if not _is_demo(folder):
        raise fail(N_("{folder} is no demo; nothing was removed."), folder=folder.path)
    if asyncio.run(control.status(folder)):
        control.stop(folder)
    shutil.rmtree(folder.path)
    typer.echo(words(N_("The demo in {folder} is removed."), folder=folder.path))
