"""What leaves the installation: a contract's dossier, its receipts, or the whole log; sealed first."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID, uuid4
from zipfile import ZIP_DEFLATED, ZipFile

import typer
from temporalio.client import WorkflowFailureError

from audit.export import NothingSealed, Prover, first_over, newest_checkpoint, write_log
from audit.live import the_key
from audit.verify import Checkpoint
from cli.client import fail, handler_of, language
from domain.calendar import date_in_stockholm
from domain.policy import Policy
from domain.vocabulary import Role
from domain.words import N_
from projections.as_of import as_of
from projections.looks import Look, note_look
from projections.reading import ContractDetail, Reader
from settings import Settings
from temporal_connection import connect
from web.dates import Dates
from web.dossier import Sealed, dossier, sealed_part
from web.dossier_pdf import pdf
from web.receipt import receipt, receipts
from workflows.names import SEALER_QUEUE
from workflows.seal import Seal

if TYPE_CHECKING:
    from audit.live import Connection

Made = TypeVar("Made")
PATIENCE = 60.0  # s, for the sealer to answer


@dataclass(frozen=True)
class Material:
    """One contract as far as it is sealed, and all that proves it."""

    detail: ContractDetail
    prover: Prover
    sealed: Sealed
    policy: Policy
    dates: Dates
    connection: "Connection"

    @property
    def number(self) -> str:
        return file_name(self.detail)


def file_name(detail: ContractDetail) -> str:
    return re.sub(r"[^\w.-]+", "-", detail.state.number) or str(detail.id)


def export_log(settings: Settings, folder: Path, reason: str) -> Path:
    """Everything that is sealed."""

    async def made() -> Path:
        await seal_now(settings)
        async with handler_of(settings) as handler, handler.pool.acquire() as connection:
            size = (await newest_checkpoint(connection)).size
            await note_look(handler.pool, replace(export_look(None, "logg", reason), size=size))
            newest = await write_log(connection, partial := new_file(folder / f"logg.{uuid4()}.zip"))
            return partial.rename(free(folder / f"logg-{newest.size}.zip"))

    return asyncio.run(made())


def export_contract(
    settings: Settings,
    contract: UUID,
    folder: Path,
    since: Sequence[Checkpoint],
    reason: str,
    day: date | None = None,
) -> Path:
    """`day`: as known at its end."""

    async def made(of: Material) -> Path:
        target = new_file(free(folder / f"dossier-{of.number}.zip"))
        if day:
            of = replace(of, detail=known_by_then(of.detail, day))
        positions = [record.position for record in of.detail.recorded]
        await of.prover.write_part(of.connection, target, positions, since)
        add(target, "dossier.pdf", pdf(dossier(of.detail, of.sealed, of.policy, of.dates)))
        return target

    return asyncio.run(_with_material(settings, export_look(contract, "dossier", reason), made))


def export_receipts(
    settings: Settings, contract: UUID, folder: Path, since: Sequence[Checkpoint], reason: str
) -> list[Path]:
    async def made(of: Material) -> list[Path]:
        targets = []
        for each in receipts(of.detail.recorded):
            targets.append(target := new_file(free(folder / f"{each.name}-{of.number}.zip")))
            positions = [entry.position for entry in each.entries]
            first = await first_over(of.connection, each.last.position)
            await of.prover.write_part(
                of.connection, target, positions, [*since, *([first] if first else [])]
            )
            add(target, "kvitto.pdf", pdf(receipt(each, of.detail, of.sealed, of.policy, of.dates)))
        return targets

    return asyncio.run(_with_material(settings, export_look(contract, "kvitton", reason), made))


def known_by_then(detail: ContractDetail, day: date) -> ContractDetail:
    if (known := as_of(detail, day)) is None:
        raise fail(N_("Nobody had recorded this contract by {day}."), day=day)
    return known


def export_look(contract: UUID | None, about: str, reason: str) -> Look:
    """By whoever is signed in to this machine: an export is taken beside the application."""
    return Look(f"os:{getuser()}", Role.ADMINISTRATOR, "export", "cli", contract, about, reason)


async def _with_material(settings: Settings, look: Look, made: Callable[[Material], Awaitable[Made]]) -> Made:
    await seal_now(settings)
    async with handler_of(settings) as handler, handler.pool.acquire() as connection:
        try:
            prover = await Prover.of(connection)
        except NothingSealed:
            raise fail(N_("Nothing is sealed yet.")) from None
        await note_look(handler.pool, look)
        detail = await Reader(handler.pool, handler.keyring).contract(look.contract or UUID(int=0))
        if detail is None:
            raise fail(N_("No contract matches “{text}”."), text=look.contract)
        dates = Dates(language(), date_in_stockholm(detail.now))
        sealed = Sealed(prover.newest, await the_key(connection))
        part = sealed_part(detail, prover.newest.size)
        return await made(Material(part, prover, sealed, handler.policy, dates, connection))


async def seal_now(settings: Settings) -> None:
    """So that what leaves holds what has just happened too."""
    try:
        async with asyncio.timeout(PATIENCE):
            client = await connect(settings)
            await client.execute_workflow(Seal.run, id=f"seal/{uuid4()}", task_queue=SEALER_QUEUE)
    except TimeoutError:
        raise fail(N_("The sealer does not answer. Is Insats running? insats status")) from None
    except WorkflowFailureError as refused:
        raise fail(N_("The sealer refuses to sign: {why}."), why=_why(refused)) from None


def _why(failure: BaseException) -> str:
    """The innermost words."""
    while failure.__cause__ is not None:
        failure = failure.__cause__
    return str(failure)


def free(target: Path) -> Path:
    if target.exists():
        raise fail(N_("{file} is there already. Move it, or choose another folder with --out."), file=target)
    return target


def new_file(target: Path) -> Path:
    """Only for whoever exports it: it tells what was said."""
    target.touch(mode=0o600, exist_ok=False)
    return target


def add(target: Path, name: str, content: bytes) -> None:
    with ZipFile(target, "a", ZIP_DEFLATED) as file:
        file.writestr(name, content)


def told(files: Sequence[Path]) -> None:
    for file in files:
        typer.echo(str(file))
