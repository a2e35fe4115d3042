"""A duty or a payment beyond the clause: it can be a change of the contract, and somebody has to look (LOU 17:8-14)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from domain.contract import Contract
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.policy import Policy
from domain.vocabulary import Role
from domain.words import N_

CONTRACT_CHANGE = Letter(
    "contract_change",
    N_("A possible change of the contract"),
    N_("{contract}: a possible change of the contract"),
    N_(
        "The record of the dialogue on {due} adds a duty or a payment that the contract's clause does not hold. "
        "That may be a change of the contract that needs a new procurement (LOU 17:8–14). "
        "Nothing is stopped: read the record and decide."
    ),
)
LETTERS = (CONTRACT_CHANGE,)


@dataclass(frozen=True)
class ContractChanges:
    """Warned of in the records of the dialogues held on these days."""

    held_on: frozenset[date] = frozenset()

    def without(self, day: date) -> "ContractChanges":
        return ContractChanges(self.held_on - {day})


class ContractChangeWarned(Happened):
    """Nothing is blocked: whether it is a change, and an allowed one, is a person's judgement."""

    says: ClassVar[str] = N_(
        "The record of {held_on} adds a duty or a payment beyond the clause: it may be a change of the contract "
        "(LOU 17:8–14)."
    )
    type: Literal["ContractChangeWarned"] = "ContractChangeWarned"
    held_on: date

    def evolve(self, state: Contract) -> Contract:
        return state.having(ContractChanges(state.of(ContractChanges).held_on | {self.held_on}))

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        for role in (Role.PROCUREMENT_OFFICER, Role.COORDINATOR):
            yield Notice(CONTRACT_CHANGE.kind, role, due=self.held_on)
