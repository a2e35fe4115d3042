"""The menu of needs that Jobbcenter and the schools keep: not a contract, but a stream of the same kind.

A need's stream folds into the same state as a contract's, with `Need` as its only part: no facts of a contract, hence
no phase, no step and no last day (docs/decisions/0011-one-write-path-two-kinds-of-stream.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Wording
from domain.context import Context
from domain.contract import Contract
from domain.facts import Fact, Word
from domain.free_text import FreeText
from domain.happened import Happened
from domain.refusal import Refusal
from domain.vocabulary import Form, LanguageLevel
from domain.words import N_


class NeedFacts(Fact):
    """So many places of one form in one occupation. `level`: of Swedish, at least (CEFR); None: it does not matter.
    `weeks`: of workplace-based education, for each place."""

    occupation: Word
    form: Form
    number: int
    starts_on: date
    ends_on: date
    level: LanguageLevel | None = None
    weeks: int | None = None
    department: Word


@dataclass(frozen=True)
class Need:
    facts: NeedFacts | None = None
    withdrawn: bool = False


class NeedRegistered(NeedFacts, Happened):
    says: ClassVar[str] = N_("The need was put on the menu.")
    type: Literal["NeedRegistered"] = "NeedRegistered"

    def evolve(self, state: Contract) -> Contract:
        return state.having(Need(self))


class NeedRevised(NeedFacts, Happened):
    """The whole need as it stands from now on."""

    says: ClassVar[str] = N_("The need was changed.")
    type: Literal["NeedRevised"] = "NeedRevised"

    def evolve(self, state: Contract) -> Contract:
        return state.having(replace(state.of(Need), facts=self))


class NeedWithdrawn(Happened):
    says: ClassVar[str] = N_("The need was withdrawn.")
    type: Literal["NeedWithdrawn"] = "NeedWithdrawn"
    reason: FreeText

    def evolve(self, state: Contract) -> Contract:
        return state.having(replace(state.of(Need), withdrawn=True))


Number = Annotated[int, Field(ge=1, le=10_000, title=N_("How many"))]
Weeks = Annotated[
    int,
    Field(ge=1, le=120, title=N_("Weeks of APL"), description=N_("Only for workplace-based education.")),
]
Level = Annotated[LanguageLevel, Field(title=N_("Swedish, at least"))]


class RegisterNeed(Command):
    """`department`: the form's own, unless another one keeps the need."""

    wording: ClassVar[Wording] = Wording(
        N_("Add a need"), N_("Save the need"), N_("The need is on the menu.")
    )
    type: Literal["register_need"] = "register_need"
    occupation: Annotated[Word, Field(title=N_("Occupation"))]
    form: Annotated[Form, Field(title=N_("Form"))]
    number: Number
    starts_on: Annotated[date, Field(title=N_("From"))]
    ends_on: Annotated[date, Field(title=N_("To and including"))]
    level: Level | None = None
    weeks: Weeks | None = None
    department: Word | None = None

    @staticmethod
    def may(state: Contract) -> None:
        if state.facts:
            raise Refusal("not_a_need", N_("This is a contract, not a need."))

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        told = {name: value for name, value in self if name != "type"}
        told["department"] = self.department or context.policy.forms[self.form]
        registered = NeedRegistered.model_validate(told)
        _must_hold_together(registered, context)
        if state.of(Need).facts is None:
            yield registered


class ReviseNeed(Command):
    """Only the fields given are changed."""

    wording: ClassVar[Wording] = Wording(
        N_("Change the need"), N_("Save the change"), N_("The need is changed.")
    )
    type: Literal["revise_need"] = "revise_need"
    occupation: Annotated[Word | None, Field(title=N_("Occupation"))] = None
    number: Number | None = None
    starts_on: Annotated[date | None, Field(title=N_("From"))] = None
    ends_on: Annotated[date | None, Field(title=N_("To and including"))] = None
    level: Level | None = None
    weeks: Weeks | None = None
    department: Word | None = None

    @staticmethod
    def may(state: Contract) -> None:
        must_be_on_the_menu(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        told = {name: value for name, value in self if name != "type" and value is not None}
        before = {name: getattr(state.of(Need).facts, name) for name in NeedFacts.model_fields}
        revised = NeedRevised.model_validate(before | told)
        _must_hold_together(revised, context)
        if before != before | told:
            yield revised


class WithdrawNeed(Command):
    wording: ClassVar[Wording] = Wording(
        N_("Withdraw the need"), N_("Withdraw the need"), N_("The need is withdrawn.")
    )
    type: Literal["withdraw_need"] = "withdraw_need"
    reason: Annotated[
        FreeText,
        Field(title=N_("Why?"), description=N_("One sentence is enough. Write nothing about people.")),
    ]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_on_the_menu(state)

    def decide(self, _state: Contract, _: Context) -> Iterator[Happened]:
        yield NeedWithdrawn(reason=self.reason)


def must_be_on_the_menu(state: Contract) -> None:
    need = state.of(Need)
    if need.facts is None:
        raise Refusal("unknown_need", N_("There is no such need."))
    if need.withdrawn:
        raise Refusal("need_withdrawn", N_("The need has been withdrawn."))


def _must_hold_together(need: NeedFacts, context: Context) -> None:
    if need.ends_on < need.starts_on:
        raise Refusal("period_backwards", N_("The period of “{form}” ends before it starts."), form=need.form)
    if need.weeks and need.form is not Form.WORKPLACE_EDUCATION:
        raise Refusal("weeks_of_apl_only", N_("Weeks are told of workplace-based education only."))
    known = [department.id for department in context.policy.departments]
    if need.department not in known:
        raise Refusal(
            "unknown_department",
            N_("There is no such department. Those there are: {departments}."),
            departments=tuple(known),
        )


EVENTS: tuple[type[Happened], ...] = (NeedRegistered, NeedRevised, NeedWithdrawn)
AnyChange = Annotated[ReviseNeed | WithdrawNeed, Field(discriminator="type")]
