"""The supplier's receipts: which there are, and each as a file that proves itself (web/receipt.py)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from audit.export import NothingSealed, newest_checkpoint
from domain.facts import Commitment
from domain.vocabulary import Form
from web.receipt import Receipt, receipts
from web.supplier.own import Own

if TYPE_CHECKING:
    from audit.live import Connection


@dataclass(frozen=True)
class ReceiptRow:
    """`form`: of a commitment; None: for the record. `sealed`: it can be proven, and so be fetched."""

    name: str
    form: Form | None
    places: int
    day: date
    sealed: bool


async def receipt_rows(own: Own) -> list[ReceiptRow]:
    """The newest first."""
    async with own.visit.parts.handler.pool.acquire() as connection:
        size = await _sealed_size(connection)
    return [_row(each, size) for each in reversed(theirs(own))]


def theirs(own: Own) -> Sequence[Receipt]:
    """Of what has happened with this supplier."""
    return [each for each in receipts(own.part.detail.recorded) if each.entries[0].version > own.part.since]


def _row(of: Receipt, size: int) -> ReceiptRow:
    last = of.last
    agreed = last.event if isinstance(last.event, Commitment) else None
    return ReceiptRow(
        of.name,
        agreed.form if agreed else None,
        agreed.places if agreed else 0,
        last.origin.occurred_on,
        last.position <= size,
    )


async def _sealed_size(connection: "Connection") -> int:
    try:
        return (await newest_checkpoint(connection)).size
    except NothingSealed:
        return 0
