"""A receipt as the file that a party keeps: the PDF, the entries with their proofs, and the verifier."""

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from fastapi import Response

from api.problems import Problem
from audit.export import NothingSealed, Prover, first_over
from audit.live import the_key
from domain.policy import Policy
from domain.words import N_
from projections.reading import ContractDetail
from web.dates import Dates
from web.dossier import Sealed, sealed_part
from web.dossier_pdf import pdf
from web.receipt import Receipt, receipt

if TYPE_CHECKING:
    import asyncpg

_one_at_a_time = asyncio.Lock()  # each holds the whole tree: 64 bytes an event
NOT_YET = N_("This is not sealed yet. It is within five minutes: try again then.")
RECORD, COMMITMENT = N_("The record of the dialogue"), N_("Commitment {commitment}")


@dataclass(frozen=True)
class ReceiptRow:
    """What can be downloaded, by the version of its last entry."""

    version: int
    title: str


def receipt_row(of: Receipt, dates: Dates) -> ReceiptRow:
    commitment = getattr(of.last.event, "commitment", None)
    title = dates.words(COMMITMENT, commitment=commitment) if commitment else dates.words(RECORD)
    return ReceiptRow(of.last.version, f"{title}, {dates.short(of.last.origin.occurred_on)}")


def file_name(of: Receipt, detail: ContractDetail) -> str:
    """Of ASCII: a header holds nothing else."""
    number = re.sub(r"[^\w.-]+", "-", detail.state.number, flags=re.ASCII) or str(detail.id)
    return f"{of.name}-{number}.zip"


async def download(
    pool: "asyncpg.Pool[Any]", of: Receipt, detail: ContractDetail, policy: Policy, dates: Dates
) -> Response:
    """`pool`: one that sees the whole log. Raises Problem while what it is for is not sealed."""
    try:
        content = await receipt_file(pool, of, detail, policy, dates)
    except NothingSealed:
        raise Problem(409, "not_sealed_yet", NOT_YET) from None
    named = f'attachment; filename="{file_name(of, detail)}"'
    return Response(content, media_type="application/zip", headers={"Content-Disposition": named})


async def receipt_file(
    pool: "asyncpg.Pool[Any]", of: Receipt, detail: ContractDetail, policy: Policy, dates: Dates
) -> bytes:
    """Raises NothingSealed while what it is for is not sealed."""
    async with _one_at_a_time, pool.acquire() as connection:
        prover, first = await Prover.of(connection), await first_over(connection, of.last.position)
        if first is None:
            raise NothingSealed
        sealed = Sealed(prover.newest, await the_key(connection))
        told = receipt(of, sealed_part(detail, prover.newest.size), sealed, policy, dates)
        with TemporaryDirectory() as folder:
            target = Path(folder) / "receipt.zip"
            await prover.write_part(connection, target, [each.position for each in of.entries], [first])
            set_ = await asyncio.to_thread(pdf, told)
            with ZipFile(target, "a", ZIP_DEFLATED) as file:
                file.writestr("kvitto.pdf", set_)
            return target.read_bytes()
