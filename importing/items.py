"""A file taken apart into what is read in one by one: a published notice, or a row of a spreadsheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.command import Command
from domain.facts import ContractFacts
from domain.public_notice import PublicNotice, Remark
from domain.refusal import Refusal
from exchange.reading import read_file

Reason = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """What is asked of one contract."""

    contract: UUID
    command: Command
    facts: ContractFacts


@dataclass(frozen=True)
class Item:
    """`row`: of a spreadsheet, or which notice of a package; 0: the whole file. `reason`: why it is refused, or what
    is to be looked at. What becomes of a notice is settled when it is read in, by what is on record then."""

    row: int
    parts: tuple[Part, ...] = ()
    notice: PublicNotice | None = None
    reason: Reason | None = None


def take_apart(name: str, content: bytes, columns: Mapping[str, str] | None) -> list[Item]:
    """Never raises: what cannot be read is one item, refused. Takes seconds for a large file."""
    try:
        notices = read_file(content, name).notices
    except Refusal as refusal:
        return [Item(0, reason=reason_of(refusal))]
    if len(notices) == 1:
        return [Item(0, notice=notices[0])]
    return [Item(row, notice=notice) for row, notice in enumerate(notices, 1)]


def reason_of(refusal: Refusal | Remark) -> Reason:
    params = {name: _as_told(value) for name, value in refusal.params.items()}
    return {"code": refusal.code, "message": refusal.message, "params": params}


def _as_told(value: object) -> object:
    return [str(each) for each in value] if isinstance(value, tuple | list) else str(value)
