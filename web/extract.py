"""What leaves the installation from the audit's page: a ZIP file with its own verifier, as `insats audit export`.

It holds what is sealed, which is all but the last minutes. What whoever takes it may not read is not in clear in it.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from api.deps import Parts
from api.problems import Problem
from audit.export import NothingSealed, Prover, newest_checkpoint, write_log
from audit.live import the_key
from domain.calendar import date_in_stockholm
from domain.words import N_
from language.words import Words
from projections.as_of import as_of
from projections.looks import Look, note_look, note_looks
from projections.period import Period, events_of
from projections.reading import ContractDetail
from web.dates import Dates
from web.dossier import Sealed, dossier, sealed_part
from web.dossier_pdf import pdf

MOST = 200  # dossiers in a file: more are for the command line, which nobody waits for at a page

_one_at_a_time = asyncio.Lock()  # each holds the whole tree: 64 bytes an event


@dataclass(frozen=True)
class Wanted:
    """One contract, a period, or, with neither, everything. `look`: what is noted of whoever takes it."""

    contract: UUID | None
    period: Period
    look: Look


async def extract(parts: Parts, wanted: Wanted, words: Words, target: Path) -> str:
    """Writes it, and gives the name that it should have. Raises Problem."""
    async with _one_at_a_time:
        try:
            if wanted.contract is None and not wanted.period.says_something:
                return await _everything(parts, wanted.look, target)
            return await _some(parts, wanted, words, target)
        except NothingSealed:
            raise Problem(409, "nothing_sealed", N_("Nothing is sealed yet.")) from None


async def _everything(parts: Parts, look: Look, target: Path) -> str:
    async with parts.handler.pool.acquire() as connection:
        size = (await newest_checkpoint(connection)).size
        await note_look(
            parts.handler.pool,
            Look(look.person, look.role, "export", "page", None, "logg", look.reason, size),
        )
        newest = await write_log(connection, target)
    return f"logg-{newest.size}.zip"


async def _some(parts: Parts, wanted: Wanted, words: Words, target: Path) -> str:
    details = []
    async with parts.handler.pool.acquire() as connection:
        prover = await Prover.of(connection)
        found = await _found(parts, wanted, prover.newest.size)
        look = Look(
            wanted.look.person, wanted.look.role, "export", "page", None, "utdrag", wanted.look.reason
        )
        await note_looks(parts.handler.pool, look, list(found))
        await prover.write_part(connection, target, sorted(p for some in found.values() for p in some))
        sealed = Sealed(prover.newest, await the_key(connection))
    for contract in found:
        if detail := await _detail(parts, contract, wanted.period):
            details.append(detail)
            await _dossier_into(target, parts, detail, sealed, words)
    return f"utdrag-{wanted.period.name}.zip" if not wanted.contract else f"dossier-{_name(details)}.zip"


async def _found(parts: Parts, wanted: Wanted, size: int) -> dict[UUID, list[int]]:
    """Of those that whoever asks may see. Raises Problem."""
    async with parts.reader.pool.acquire() as connection:
        found = await events_of(connection, wanted.period, size)
    if wanted.contract:
        found = {contract: some for contract, some in found.items() if contract == wanted.contract}
    if not found:
        raise Problem(409, "nothing_then", N_("Nothing was recorded then."))
    if len(found) > MOST:
        message = N_(
            "That is {number} contracts, and {most} are the most from here. Choose less, or take it with "
            "“insats audit export” on the machine."
        )
        raise Problem(409, "too_many", message, number=len(found), most=MOST)
    return found


async def _detail(parts: Parts, contract: UUID, period: Period) -> ContractDetail | None:
    """As known at the period's end, and its texts as far as whoever asks may read them."""
    detail = await parts.reader.contract(contract)
    return as_of(detail, period.last) if detail and period.last else detail


async def _dossier_into(
    target: Path, parts: Parts, detail: ContractDetail, sealed: Sealed, words: Words
) -> None:
    dates = Dates(words, date_in_stockholm(detail.now))
    told = dossier(sealed_part(detail, sealed.newest.size), sealed, parts.handler.policy, dates)
    content = await asyncio.to_thread(pdf, told)
    with ZipFile(target, "a", ZIP_DEFLATED) as file:
        file.writestr(f"dossierer/{_name([detail])}-{str(detail.id)[:8]}.pdf", content)


def _name(details: Sequence[ContractDetail]) -> str:
    """Of ASCII: a header holds nothing else."""
    number = details[0].state.number if details else ""
    return re.sub(r"[^\w.-]+", "-", number, flags=re.ASCII) or "avtal"
