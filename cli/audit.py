"""The record's own proof: is it as it was sealed, what is sealed, and what leaves the installation."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import asyncpg
import typer

from access.viewer import EVERYTHING
from audit.live import Verified, verify_log
from audit.looks import Month, verify_looks
from audit.standing import AnchorStanding, SealStanding, seal_standing
from audit.verify import Checkpoint, Fault, kept_in, outside_of
from cli.audit_export import export_contract, export_log, export_receipts, told
from cli.audit_period import export_period
from cli.client import Api, fail, language, settings_of
from cli.contracts import Contract, find
from cli.installation import HERE, Data
from cli.showing import at
from domain.words import N_
from embedded.data_folder import DataFolder
from language.words import Words
from projections.period import Period

app = typer.Typer(help="Kan loggen visas vara orörd? / proving the record", no_args_is_help=True)

Kept = Annotated[
    list[Path] | None,
    typer.Option("--checkpoint", help="Sparad utanför: fil eller mapp / kept outside: file or folder"),
]
Roots = Annotated[
    list[str] | None, typer.Option("--root", help="Från ett kvitto / from a receipt: STORLEK:ROT")
]


@app.callback()
def audit() -> None:
    """Kan loggen visas vara orörd? / Proving the record."""


@app.command()
def verify(
    checkpoint: Kept = None,
    root: Roots = None,
    key: Annotated[str, typer.Option(help="Loggens nyckel från annat håll / the key from elsewhere")] = "",
    data: Data = HERE,
) -> None:
    """Räknar om hela loggen. Avslutas med 0, 1 (fel), 3 (UNANCHORED), 4 (LOST). / Works the whole record out again."""
    words = language()
    try:
        outside = outside_of(checkpoint or (), root or ())
        of_looks = [each for each in kept_in(checkpoint or ()) if each.month]
        verified, months = asyncio.run(_verified(DataFolder(data), key, outside, of_looks))
    except Fault as fault:
        typer.echo(f"{words(N_('NOT AS SEALED'))}: {fault}")
        raise typer.Exit(1) from None
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    _tell(verified, months, words)
    if verified.lost or not verified.anchored:
        raise typer.Exit(4 if verified.lost else 3)


def _tell(verified: Verified, months: list[Month], words: Words) -> None:
    says = N_("{events} events, of which {sealed} are sealed.")
    typer.echo(words(says, events=verified.events, sealed=verified.sealed))
    for month in months:
        typer.echo(_looks_of(month, words))
    for each in verified.restored:
        gone = N_(
            "Restored from a backup: of {log} positions {first}–{last} are lost (told at position {position})."
        )
        typer.echo(words(gone, log=each.ended, first=each.kept + 1, last=each.sealed, position=each.position))
    typer.echo(_verdict(verified, words))


def _verdict(verified: Verified, words: Words) -> str:
    if verified.lost:
        return words(N_("LOST: what was sealed at {sizes} events is gone."), sizes=tuple(verified.lost))
    if verified.anchored:
        says = N_("OK: as it was sealed, up to and with position {position}.")
        return words(says, position=verified.anchored)
    return words(
        N_(
            "UNANCHORED: it agrees with itself, but without a checkpoint that somebody outside has kept "
            "nothing shows that it was not written anew. Give one: --checkpoint FILE"
        )
    )


def _looks_of(month: Month, words: Words) -> str:
    says = N_("Who has looked, {month}: {noted} noted, {sealed} sealed, {anchored} kept outside.")
    if month.gone:
        says = N_("Who has looked, {month}: {noted} noted, {sealed} sealed; all of them let go since.")
    return words(says, **vars(month))


async def _verified(
    data: DataFolder, key: str, outside: list[Checkpoint], of_looks: list[Checkpoint]
) -> tuple[Verified, list[Month]]:
    async with reading(data) as connection:
        return await verify_log(connection, key, outside), await verify_looks(connection, key, of_looks)


@asynccontextmanager
async def reading(data: DataFolder) -> "AsyncIterator[asyncpg.Connection[Any]]":
    """Straight at the database, with a role that can write nothing."""
    try:
        url = settings_of(data).reader_url
        connection = await asyncpg.connect(url, server_settings={"insats.viewer": EVERYTHING})
    except OSError:
        raise fail(N_("The database does not answer. Is it running? insats status")) from None
    try:
        yield connection
    finally:
        await connection.close()


@app.command()
def status(data: Data = HERE) -> None:
    """Vad är förseglat, och var finns kontrollpunkterna? / What is sealed, and where are the checkpoints?"""
    words, found = language(), asyncio.run(_standing(DataFolder(data)))
    says = N_("{sealed} of {events} events are sealed.")
    typer.echo(words(says, sealed=found.sealed, events=found.events))
    if found.sealed_at:
        typer.echo(f"  {at(found.sealed_at.isoformat())}  {found.sealed}:{found.root}")
    for each in found.anchors:
        typer.echo(_line(each, words))
    if not any(each.size for each in found.anchors):
        typer.echo(words(N_("No checkpoint lies outside: see docs/production.md, “Anchors”.")))
    if found.refused:
        raise fail(N_("The sealer refuses to sign: {why}."), why=found.refused)


def _line(anchor: AnchorStanding, words: Words) -> str:
    arrived = at(anchor.arrived_at.isoformat()) if anchor.arrived_at else words(N_("never"))
    trouble = f"  {words(N_('does not answer'))}: {anchor.error}" if anchor.error else ""
    return f"  {anchor.name}: {anchor.size}  {arrived}{trouble}"


async def _standing(data: DataFolder) -> SealStanding:
    async with reading(data) as connection:
        return await seal_standing(connection)


Out = Annotated[Path, typer.Option("--out", help="Mapp / folder", exists=True, file_okay=False)]
Since = Annotated[
    list[Path] | None,
    typer.Option("--since", help="Kontrollpunkt som någon har / a checkpoint that somebody has"),
]


Reason = Annotated[
    str, typer.Option("--reason", help="Varför tas det ut? Sparas / why is it taken out? kept", prompt=True)
]


@app.command()
def export(  # noqa: PLR0913, PLR0917 - an option each
    reason: Reason,
    contract: Annotated[str, typer.Argument(help="Nummer eller id / number or id")] = "",
    everything: Annotated[
        bool, typer.Option("--all", "--everything", help="Hela loggen / the whole log")
    ] = False,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Antecknat från / recorded from")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Till och med / until")
    ] = None,
    department: Annotated[
        str, typer.Option(help="Avtal som förvaltningen haft del i / a department's contracts")
    ] = "",
    since: Since = None,
    out: Out = Path(),
    data: Data = HERE,
) -> None:
    """Ett avtals dossier (--to: som den då var känd), en period, en förvaltning, eller allt. / A dossier, or more."""
    settings = settings_of(DataFolder(data))
    period = Period(first.date() if first else None, last.date() if last else None, department)
    if everything:
        told([export_log(settings, out, reason)])
    elif contract:
        found = _contract(contract, data)
        told([export_contract(settings, found, out, _kept(since), reason, period.last)])
    elif period.says_something:
        told([export_period(settings, period, out, _kept(since), reason)])
    else:
        raise fail(N_("Name a contract, a period (--from, --to), a department, or everything: --all"))


@app.command()
def receipts(
    reason: Reason, contract: Contract, since: Since = None, out: Out = Path(), data: Data = HERE
) -> None:
    """Kvitton på protokoll och åtaganden, för båda parter. / Receipts for records and commitments."""
    found = _contract(contract, data)
    made = export_receipts(settings_of(DataFolder(data)), found, out, _kept(since), reason)
    if not made:
        typer.echo(language()(N_("No record is confirmed by both parties yet, and nothing is promised.")))
    told(made)


def _contract(text: str, data: Path) -> UUID:
    return UUID(find(Api(DataFolder(data)), text)["id"])


def _kept(files: list[Path] | None) -> list[Checkpoint]:
    try:
        return outside_of(files or (), ())
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
