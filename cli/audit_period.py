"""A period's events, or a department's contracts, in one file: each event proven, a dossier a contract."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from audit.export import NothingSealed, Prover
from audit.live import the_key
from audit.verify import Checkpoint
from cli.audit_export import add, export_look, file_name, free, new_file, seal_now
from cli.client import fail, handler_of, language
from command_handler import CommandHandler
from domain.calendar import date_in_stockholm
from domain.words import N_
from projections.as_of import as_of
from projections.looks import note_look
from projections.period import Period, events_of
from projections.reading import ContractDetail, Reader
from settings import Settings
from web.dates import Dates
from web.dossier import Sealed, dossier, sealed_part
from web.dossier_pdf import pdf


def export_period(
    settings: Settings, period: Period, folder: Path, since: Sequence[Checkpoint], reason: str
) -> Path:
    async def made() -> Path:
        await seal_now(settings)
        async with handler_of(settings) as handler, handler.pool.acquire() as connection:
            try:
                prover = await Prover.of(connection)
            except NothingSealed:
                raise fail(N_("Nothing is sealed yet.")) from None
            found = await events_of(connection, period, prover.newest.size)
            if not found:
                raise fail(N_("Nothing was recorded then."))
            target = new_file(free(folder / f"utdrag-{period.name}.zip"))
            positions = sorted(position for some in found.values() for position in some)
            await prover.write_part(connection, target, positions, since)
            sealed = Sealed(prover.newest, await the_key(connection))
            for contract in found:
                await note_look(handler.pool, export_look(contract, target.name, reason))
                await _dossier_into(target, handler, contract, period, sealed)
            return target

    return asyncio.run(made())


async def _dossier_into(
    target: Path, handler: CommandHandler, contract: UUID, period: Period, sealed: Sealed
) -> None:
    """As known at the period's end: with what came before it too, since nothing can be read without its beginning."""
    detail: ContractDetail | None = await Reader(handler.pool, handler.keyring).contract(contract)
    detail = as_of(detail, period.last) if detail and period.last else detail
    if detail is None:
        return
    dates = Dates(language(), date_in_stockholm(detail.now))
    part = sealed_part(detail, sealed.newest.size)
    name = f"dossierer/{file_name(detail)}-{str(contract)[:8]}.pdf"
    add(target, name, pdf(dossier(part, sealed, handler.policy, dates)))
