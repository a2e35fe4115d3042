"""A contract whose import was taken back: struck off in the trail, and put on record anew when it is read in again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Literal
from uuid import UUID

from domain.command import Command
from domain.context import Context
from domain.contract import Contract, changed
from domain.free_text import FreeText
from domain.guards import must_be_running
from domain.happened import Happened
from domain.words import N_


@dataclass(frozen=True)
class TakenBack:
    """What a person struck off stays so, however often its notice is read; what went with its import may come again:
    the contract itself, or what these entries told of it."""

    with_its_import: bool = False
    entries: frozenset[int] = frozenset()


class ContractTakenBack(Happened):
    says: ClassVar[str] = N_("The contract was struck off: the import that it came with was taken back.")
    correctable: ClassVar[bool] = False
    type: Literal["ContractTakenBack"] = "ContractTakenBack"
    importing: UUID
    reason: FreeText

    def evolve(self, state: Contract) -> Contract:
        taken = replace(state.of(TakenBack), with_its_import=True)
        return changed(state, closed=True, void=True).having(taken)


class TakeBack(Command):
    """The edge has seen that nobody has worked with the contract: whose an event is does not stand in the state."""

    type: Literal["take_back"] = "take_back"
    importing: UUID
    reason: FreeText

    @staticmethod
    def may(state: Contract) -> None:
        must_be_running(state)

    def decide(self, _state: Contract, _: Context) -> Iterator[Happened]:
        yield ContractTakenBack(importing=self.importing, reason=self.reason)


def may_come_again(state: Contract) -> bool:
    return state.void and state.of(TakenBack).with_its_import


EVENTS: tuple[type[Happened], ...] = (ContractTakenBack,)
