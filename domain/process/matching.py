"""A commitment that answers a need from the menu: the need then shows how many of its number are promised."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain.command import Command, Wording
from domain.context import Context
from domain.contract import Contract
from domain.happened import Happened
from domain.process.commitment import CommitmentAgreed, may_change_promises, must_be_agreed
from domain.process.common import Commitment
from domain.words import N_


@dataclass(frozen=True)
class Matches:
    """By the commitment's number; a commitment answers one need, and a need may be answered by many."""

    needs: Mapping[int, UUID] = field(default_factory=dict)


class NeedMatched(Happened):
    says: ClassVar[str] = N_("Commitment {commitment} answers a need from the menu.")
    type: Literal["NeedMatched"] = "NeedMatched"
    commitment: int
    need: UUID

    def rests_on(self, earlier: Happened) -> bool:
        return isinstance(earlier, CommitmentAgreed) and earlier.commitment == self.commitment

    def evolve(self, state: Contract) -> Contract:
        return state.having(Matches({**state.of(Matches).needs, self.commitment: self.need}))


class MatchNeed(Command):
    """Whether there is such a need, its own stream knows: an id that is nobody's counts nowhere."""

    wording: ClassVar[Wording] = Wording(
        N_("Match a commitment with a need"),
        N_("Save the match"),
        N_("The match is saved. The need shows how many are promised."),
    )
    type: Literal["match_need"] = "match_need"
    commitment: Commitment
    need: Annotated[UUID, Field(title=N_("The need's id"), description=N_("Copy it from the page Needs."))]

    @staticmethod
    def may(state: Contract) -> None:
        may_change_promises(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        must_be_agreed(self.commitment, state)
        if state.of(Matches).needs.get(self.commitment) != self.need:
            yield NeedMatched(commitment=self.commitment, need=self.need)
