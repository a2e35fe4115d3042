"""An option: the contract runs longer, and its follow-up plan has to be drawn up again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Wording
from domain.context import Context
from domain.contract import Contract
from domain.guards import must_be_running
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.policy import Policy
from domain.process.evaluation import EVALUATE
from domain.process.follow_up_plan import FollowUpPlan
from domain.refusal import Refusal
from domain.vocabulary import Role
from domain.words import N_

OPTION_TAKEN = Letter(
    "option_taken",
    N_("The contract is prolonged"),
    N_("{contract}: prolonged"),
    N_("The contract is prolonged to and including {due}. The follow-up plan has to be drawn up again."),
)
LETTERS = (OPTION_TAKEN,)


class OptionTaken(Happened):
    says: ClassVar[str] = N_("An option was taken: the contract runs to and including {ends_on}.")
    moves: ClassVar[tuple[str, ...]] = (EVALUATE,)
    type: Literal["OptionTaken"] = "OptionTaken"
    ends_on: date

    def evolve(self, state: Contract) -> Contract:
        plan = replace(state.of(FollowUpPlan), is_current=False)
        return dated(state, ends_on=self.ends_on).having(plan)

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        for role in (Role.COORDINATOR, Role.PROCUREMENT_OFFICER):
            yield Notice(OPTION_TAKEN.kind, role, due=self.ends_on)


class TakeOption(Command):
    wording: ClassVar[Wording] = Wording(
        N_("The contract is prolonged (option)"),
        N_("Save the option"),
        N_("The contract is prolonged. The follow-up plan has to be drawn up again."),
    )
    type: Literal["take_option"] = "take_option"
    ends_on: Annotated[date, Field(title=N_("New last day of the contract"))]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_signed(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        ends_on = state.facts.ends_on if state.facts else None
        if ends_on and self.ends_on <= ends_on:
            raise Refusal(
                "option_not_longer",
                N_("The contract already runs to and including {ends_on}. An option makes it longer."),
                ends_on=ends_on,
            )
        must_run_forward(state, None, self.ends_on)
        yield OptionTaken(ends_on=self.ends_on)


def must_be_signed(state: Contract) -> None:
    must_be_running(state)
    if state.signed_on is None:
        raise Refusal("unsigned", N_("The contract is not signed yet."))


def must_run_forward(state: Contract, starts_on: date | None, ends_on: date) -> None:
    first = starts_on or (state.facts.starts_on if state.facts else None) or state.signed_on
    if first and ends_on < first:
        raise Refusal("ends_before_start", N_("The contract cannot end before it starts."))


def dated(state: Contract, *, ends_on: date, starts_on: date | None = None) -> Contract:
    if state.facts is None:
        return state
    told = {"ends_on": ends_on} | ({"starts_on": starts_on} if starts_on else {})
    return replace(state, facts=state.facts.model_copy(update=told))
