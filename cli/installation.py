"""Starting, looking at and stopping an installation on this machine."""

import asyncio
import os
import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import asyncpg
import typer

from cli.client import fail, language, new_link, policy_differences, settings_of
from domain.words import N_
from embedded import control
from embedded.child import AFTER_PEOPLE, AFTER_WHAT_IS_DUE, Child
from embedded.data_folder import DataFolder, Running
from embedded.environment import sealer_environment, settings as embedded_settings
from embedded.postgres import binaries
from embedded.probes import http_ok
from embedded.problems import CannotStart
from embedded.supervisor import Prepare, run
from event_store.migrate import NewerDatabase, migrate
from policy.load import load_policy
from settings import SHIPPED_POLICY, Settings, from_environment

Data = Annotated[Path, typer.Option("--data", help="Datamapp / data folder", envvar="INSATS_DATA")]
HERE = Path("var")


def chosen() -> Path:
    """The installation's own policy file, or the one that comes along."""
    return Path(os.environ.get("INSATS_POLICY", SHIPPED_POLICY))


def up(
    data: Data = HERE,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Adressens port / the address's port")] = 8080,
    test: Annotated[
        bool, typer.Option("--test", help="Klockan kan flyttas / the clock can be moved")
    ] = False,
) -> None:
    """Startar allt på den här datorn. / Starts everything on this machine."""
    folder = DataFolder(data)
    if not folder.cluster.exists():
        load_policy(chosen())  # its faults are told before anything is started
    try:
        asyncio.run(
            run(
                folder,
                typer.echo,
                api_port=port,
                prepare=prepared(test=test),
                children=partial(processes, folder),
                on_ready=partial(welcome, folder),
            )
        )
    except (CannotStart, NewerDatabase) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def prepared(*, test: bool = False) -> Prepare:
    """With the programs of PostgreSQL that come with the package."""
    return partial(prepare, pg_dump=str(binaries() / "pg_dump"), test=test)


async def prepare(settings: Settings, *, pg_dump: str, test: bool = False) -> None:
    """Both databases' migrations, and whether the clock may move: settled when the installation is new."""
    new = await migrate(settings.owner_url, settings.backups, pg_dump)
    await migrate(settings.keys_url, settings.backups, pg_dump, "key_migrations")
    if test and new:
        connection = await asyncpg.connect(settings.owner_url)
        await connection.execute(
            "UPDATE installation SET movable = true WHERE NOT EXISTS (SELECT FROM event)"
        )
        await connection.close()


def migrate_databases() -> None:
    """Uppgraderar databaserna i INSATS_-miljön. / Upgrades the databases that the environment names."""
    try:
        asyncio.run(prepare(from_environment(), pg_dump="pg_dump"))
    except KeyError as error:
        raise fail(N_("The environment lacks {name} (or {name}_FILE)."), name=error.args[0]) from None
    except (NewerDatabase, RuntimeError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def processes(folder: DataFolder, settings: Settings) -> list[Child]:
    # -P: a file in the user's working folder is never taken for a module of ours
    python = [sys.executable, "-P", "-m"]

    async def ready() -> bool:
        return await http_ok(settings.api_port, "/readyz")

    return [
        Child("worker", [*python, "worker"], nice=AFTER_WHAT_IS_DUE),
        Child("sweeper", [*python, "sweeper"], nice=AFTER_PEOPLE),
        Child("sealer", [*python, "sealer"], env=sealer_environment(folder)),
        Child("api", [*python, "server", "--when-told"], ready=ready, reads_in_early=True),
    ]


async def welcome(folder: DataFolder, running: Running) -> None:
    settings = embedded_settings(folder)
    words = language()
    link, differences = await new_link(settings, None), await policy_differences(settings, words)
    for label, value in (
        (N_("Address"), running.address),
        (N_("Sign in (once, within ten minutes)"), f"{running.address}/logga-in?lank={link}"),
        (N_("Data"), str(folder.path)),
        (N_("Temporal's own pages"), settings.temporal_ui_url),
    ):
        typer.echo(f"  {words(label)}: {value}")
    for line in differences:
        typer.echo(f"  {line}")
    typer.echo(words(N_("Ready. Ctrl-C stops everything.")))


def status(data: Data = HERE) -> None:
    """Vilka delar svarar? / Which parts answer?"""
    parts = asyncio.run(control.status(DataFolder(data)))
    if not parts:
        raise fail(N_("Nothing is running on {folder}."), folder=data)
    words = language()
    for part, answers in parts.items():
        typer.echo(f"  {part}: {words(N_('answers')) if answers else words(N_('does not answer'))}")
    if not all(parts.values()):
        raise typer.Exit(1)


def down(data: Data = HERE) -> None:
    """Stoppar allt. / Stops everything."""
    try:
        stopped = control.stop(DataFolder(data))
    except CannotStart as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(language()(N_("Stopped.") if stopped else N_("Nothing was running.")))


def sign_in_link(
    person: Annotated[str | None, typer.Argument(help="Personens id i policyn / the person's id")] = None,
    data: Data = HERE,
) -> None:
    """En inloggningslänk som gäller en gång i tio minuter. / A link for one sign-in within ten minutes."""
    settings = settings_of(DataFolder(data))
    link = asyncio.run(new_link(settings, person))
    typer.echo(f"{settings.public_url}/logga-in?lank={link}")
