"""For cron and for monitoring: straight from the database, also while nothing else runs."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import asyncpg
import typer

from cli.client import fail, language, settings_of
from cli.installation import HERE, Data
from command_handler import CommandHandler
from domain.words import N_
from embedded.data_folder import DataFolder
from projections.audit import audit
from projections.figures import disk, figures, text_of
from settings import Settings
from watchdog import Watchdog, sentences
from worker import create_handler

MANY = 500  # streams a run; all of them in turn

Answer = TypeVar("Answer")


def watchdog(
    *,
    data: Data = HERE,
    everything: Annotated[
        bool, typer.Option("--all", help="Gå igenom varje avtal / look through every contract")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Säg inget när allt är väl / say nothing when all is well")
    ] = False,
) -> None:
    """Gör tiden sitt? För cron: status 1 när något är fel. / Does time act? For cron: status 1 if not."""
    settings = settings_of(DataFolder(data))

    async def look(handler: CommandHandler) -> list[str]:
        await audit(handler.pool, handler.policy, 1_000_000 if everything else MANY)
        return sentences(await Watchdog(handler, settings).look(), language())

    if wrong := _asked(settings, look):
        typer.echo("\n".join(wrong))
        raise typer.Exit(1)
    if not quiet:
        typer.echo(language()(N_("All is well: nothing that time does is waiting.")))


def metrics(data: Data = HERE) -> None:
    """Siffror i Prometheus textformat. / Figures in Prometheus' text format."""
    settings = settings_of(DataFolder(data))

    async def told(handler: CommandHandler) -> str:
        return text_of(await figures(handler.pool) | disk(settings.backups, settings.erasures))

    typer.echo(_asked(settings, told), nl=False)


def _asked(settings: Settings, ask: Callable[[CommandHandler], Awaitable[Answer]]) -> Answer:
    async def asked() -> Answer:
        handler = await create_handler(settings)
        try:
            return await ask(handler)
        finally:
            await handler.pool.close()
            await handler.keyring.close()

    try:
        return asyncio.run(asked())
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        raise fail(N_("The database does not answer. Is it running? insats status")) from None
