"""Who answers for the contract as a whole in the municipality: one person, by opaque id."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Shown, Wording
from domain.context import Context
from domain.contract import Contract
from domain.facts import Word
from domain.guards import must_be_running
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.policy import Policy, the_person
from domain.process.responsibility import must_be_here
from domain.words import N_

OWNER_NAMED = Letter(
    "contract_owner_named",
    N_("You answer for the contract"),
    N_("{contract}: you answer for the contract"),
    N_("You are named as the contract's owner. You hear of it when a step is late and the policy says so."),
)
LETTERS = (OWNER_NAMED,)


@dataclass(frozen=True)
class Owner:
    """Empty: nobody is named."""

    person: str = ""


class ContractOwnerNamed(Happened):
    says: ClassVar[str] = N_("{person} answers for the contract.")
    type: Literal["ContractOwnerNamed"] = "ContractOwnerNamed"
    person: Word

    def evolve(self, state: Contract) -> Contract:
        return state.having(Owner(self.person))

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        yield Notice(OWNER_NAMED.kind, the_person(self.person))


class NameContractOwner(Command):
    """Say who answers for the contract as a whole; a ladder may call them."""

    wording: ClassVar[Wording] = Wording(
        N_("Name the contract's owner"), N_("Name the owner"), N_("The contract's owner is named and told.")
    )
    type: Literal["name_contract_owner"] = "name_contract_owner"
    person: Annotated[Word, Field(title=N_("Who?")), Shown("person")]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_running(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        must_be_here(self.person, context.policy)
        if state.of(Owner).person != self.person:
            yield ContractOwnerNamed(person=self.person)
