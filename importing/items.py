"""A file taken apart into what is done one by one: a notice, or a row of a spreadsheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.command import Command
from domain.facts import ContractFacts
from domain.identity import contract_id_of
from domain.process.registration import RegisterContract
from domain.refusal import Refusal
from exchange.eforms import read_award

Reason = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """What is asked of one contract."""

    contract: UUID
    command: Command
    facts: ContractFacts


@dataclass(frozen=True)
class Item:
    """`row`: of a spreadsheet, 0: the whole file. `reason`: why it is refused, or what is to be looked at."""

    row: int
    parts: tuple[Part, ...] = ()
    reason: Reason | None = None


def take_apart(name: str, content: bytes, columns: Mapping[str, str] | None) -> list[Item]:
    """Never raises: what cannot be read is one item, refused. Takes seconds for a large file."""
    try:
        return [_notice(content)]
    except Refusal as refusal:
        return [Item(0, reason=reason_of(refusal))]


def _notice(content: bytes) -> Item:
    told = read_award(content)
    return Item(0, tuple(Part(contract_id_of(facts), RegisterContract(facts=facts), facts) for facts in told))


def reason_of(refusal: Refusal) -> Reason:
    params = {name: _as_told(value) for name, value in refusal.params.items()}
    return {"code": refusal.code, "message": refusal.message, "params": params}


def _as_told(value: object) -> object:
    return [str(each) for each in value] if isinstance(value, tuple | list) else str(value)
