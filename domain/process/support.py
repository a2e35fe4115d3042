"""Supervision and support (handledning): what the municipality promised the supplier, and what it gave."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import ChosenFrom, Command, Wording
from domain.context import Context
from domain.contract import Contract
from domain.facts import Word
from domain.free_text import FreeText
from domain.guards import must_be_in
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.phase import phase_of
from domain.policy import THE_DEPARTMENT, Policy
from domain.process.commitment import CommitmentAgreed, must_be_agreed
from domain.process.common import NOBODY, Commitment
from domain.refusal import Refusal
from domain.vocabulary import Phase
from domain.words import N_

SUPPORT_PROMISED = Letter(
    "support_promised",
    N_("Support was promised"),
    N_("{contract}: support was promised"),
    N_("Your department has promised the supplier support, at the latest on {due}. Say when it was given."),
)
LETTERS = (SUPPORT_PROMISED,)


@dataclass(frozen=True)
class Promised:
    commitment: int
    departments: tuple[str, ...]
    what: str
    by: date
    given_on: date | None = None


@dataclass(frozen=True)
class Support:
    promised: Mapping[int, Promised] = field(default_factory=dict)

    @property
    def owed(self) -> tuple[int, ...]:
        return tuple(number for number, each in self.promised.items() if each.given_on is None)


class SupportPromised(Happened):
    says: ClassVar[str] = N_("The municipality promised support {support}, by {by}.")
    type: Literal["SupportPromised"] = "SupportPromised"
    support: int
    commitment: int
    departments: tuple[Word, ...]
    what: FreeText
    by: date

    def rests_on(self, earlier: Happened) -> bool:
        return isinstance(earlier, CommitmentAgreed) and earlier.commitment == self.commitment

    def evolve(self, state: Contract) -> Contract:
        kept = state.of(Support).promised
        promised = Promised(self.commitment, self.departments, self.what, self.by)
        return state.having(Support({**kept, self.support: promised}))

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        yield Notice(SUPPORT_PROMISED.kind, THE_DEPARTMENT, self.departments, due=self.by)


class SupportGiven(Happened):
    says: ClassVar[str] = N_("The municipality gave support {support} on {given_on}.")
    type: Literal["SupportGiven"] = "SupportGiven"
    support: int
    given_on: date
    what: FreeText | None = None

    def rests_on(self, earlier: Happened) -> bool:
        return isinstance(earlier, SupportPromised) and earlier.support == self.support

    def evolve(self, state: Contract) -> Contract:
        kept = state.of(Support).promised
        if (promised := kept.get(self.support)) is None:
            return state
        return state.having(Support({**kept, self.support: replace(promised, given_on=self.given_on)}))


class PromiseSupport(Command):
    """Owed by the department that answers for the commitment's form."""

    wording: ClassVar[Wording] = Wording(
        N_("Promise the supplier support"),
        N_("Save the promise"),
        N_("The promise is saved. The department is told."),
    )
    type: Literal["promise_support"] = "promise_support"
    commitment: Commitment
    what: Annotated[FreeText, Field(title=N_("What does the municipality promise?"), description=NOBODY)]
    by: Annotated[date, Field(title=N_("At the latest on"))]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_in(state, Phase.COMMITMENT if phase_of(state) is Phase.COMMITMENT else Phase.DELIVERY)
        if not state.commitments:
            raise Refusal("no_commitment", N_("No commitment has been agreed."))

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        must_be_agreed(self.commitment, state)
        yield SupportPromised(
            support=max(state.of(Support).promised, default=0) + 1,
            commitment=self.commitment,
            departments=state.commitments[self.commitment].departments,
            what=self.what,
            by=self.by,
        )


class ReportSupport(Command):
    wording: ClassVar[Wording] = Wording(
        N_("Say that promised support was given"),
        N_("Save the day"),
        N_("It is saved that the support was given."),
    )
    day: ClassVar[str] = "given_on"
    type: Literal["report_support"] = "report_support"
    support: Annotated[
        int,
        Field(ge=1, title=N_("Promised support")),
        ChosenFrom("support", lambda state: state.of(Support).owed),
    ]
    given_on: Annotated[date, Field(title=N_("Given on"))]
    what: Annotated[FreeText | None, Field(title=N_("What was given?"), description=NOBODY)] = None

    @staticmethod
    def may(state: Contract) -> None:
        must_be_in(state, Phase.DELIVERY)
        if not state.of(Support).owed:
            raise Refusal("no_support_owed", N_("No promised support is left to give."))

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        if self.support not in state.of(Support).owed:
            raise Refusal(
                "support_not_owed", N_("Support {number} is not promised, or was given."), number=self.support
            )
        yield SupportGiven(support=self.support, given_on=self.given_on, what=self.what)
