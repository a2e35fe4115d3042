"""What changes in a contract while it runs: an option, its dates, its supplier, its subcontractors."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Shown, Wording
from domain.context import Context
from domain.contract import Contract
from domain.facts import Organisation
from domain.free_text import FreeText
from domain.guards import must_be_running
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.policy import Policy
from domain.process.common import Why
from domain.process.evaluation import EVALUATE
from domain.process.follow_up_plan import FollowUpPlan
from domain.process.registration import must_have_right_numbers
from domain.refusal import Refusal
from domain.vocabulary import Role
from domain.words import N_

OPTION_TAKEN = Letter(
    "option_taken",
    N_("The contract is prolonged"),
    N_("{contract}: prolonged"),
    N_("The contract is prolonged to and including {due}. The follow-up plan has to be drawn up again."),
)
SUPPLIER_REPLACED = Letter(
    "supplier_replaced",
    N_("The supplier is replaced"),
    N_("{contract}: the supplier is replaced"),
    N_("The supplier was replaced on {due}. Confirm whom to write to there."),
)
LETTERS = (OPTION_TAKEN, SUPPLIER_REPLACED)


class OptionTaken(Happened):
    says: ClassVar[str] = N_("An option was taken: the contract runs to and including {ends_on}.")
    moves: ClassVar[tuple[str, ...]] = (EVALUATE,)
    type: Literal["OptionTaken"] = "OptionTaken"
    ends_on: date

    def evolve(self, state: Contract) -> Contract:
        plan = replace(state.of(FollowUpPlan), is_current=False)
        return _dated(state, ends_on=self.ends_on).having(plan)

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        for role in (Role.COORDINATOR, Role.PROCUREMENT_OFFICER):
            yield Notice(OPTION_TAKEN.kind, role, due=self.ends_on)


class DatesChanged(Happened):
    says: ClassVar[str] = N_("The contract's dates were changed: it runs to and including {ends_on}.")
    moves: ClassVar[tuple[str, ...]] = (EVALUATE,)
    type: Literal["DatesChanged"] = "DatesChanged"
    starts_on: date | None
    ends_on: date
    reason: FreeText

    def evolve(self, state: Contract) -> Contract:
        return _dated(state, starts_on=self.starts_on, ends_on=self.ends_on)


class SupplierReplaced(Happened):
    """LOU 17:13. `dialogue_anew`: the duty is the new supplier's too, so the dialogue is held again."""

    says: ClassVar[str] = N_("The supplier was replaced on {replaced_on}.")
    type: Literal["SupplierReplaced"] = "SupplierReplaced"
    replaced_on: date
    suppliers: tuple[Organisation, ...]
    dialogue_anew: bool
    reason: FreeText

    def evolve(self, state: Contract) -> Contract:
        if state.facts is None:
            return state
        facts = state.facts.model_copy(update={"suppliers": self.suppliers})
        replaced = replace(state, facts=facts, contacts=frozenset())
        if not self.dialogue_anew:
            return replaced
        return replace(
            replaced, invited=False, meeting_on=None, held=None, confirmed_on={}, commitments_concluded=False
        )

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        for role in (Role.COORDINATOR, Role.PROCUREMENT_OFFICER):
            yield Notice(SUPPLIER_REPLACED.kind, role, due=self.replaced_on)


class SubcontractorNamed(Happened):
    """LOU 17:7: who works at the site is named before the start, and every change reported."""

    says: ClassVar[str] = N_("A subcontractor was named.")
    type: Literal["SubcontractorNamed"] = "SubcontractorNamed"
    organisation: Organisation


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
        _must_be_signed(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        ends_on = state.facts.ends_on if state.facts else None
        if ends_on and self.ends_on <= ends_on:
            raise Refusal(
                "option_not_longer",
                N_("The contract already runs to and including {ends_on}. An option makes it longer."),
                ends_on=ends_on,
            )
        _must_run_forward(state, None, self.ends_on)
        yield OptionTaken(ends_on=self.ends_on)


class ChangeDates(Command):
    wording: ClassVar[Wording] = Wording(
        N_("Change the contract's dates"), N_("Change the dates"), N_("The dates are changed.")
    )
    type: Literal["change_dates"] = "change_dates"
    starts_on: Annotated[date | None, Field(title=N_("The contract starts on"))] = None
    ends_on: Annotated[date, Field(title=N_("The contract ends on"))]
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        _must_be_signed(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        _must_run_forward(state, self.starts_on, self.ends_on)
        yield DatesChanged(starts_on=self.starts_on, ends_on=self.ends_on, reason=self.reason)


class ReplaceSupplier(Command):
    wording: ClassVar[Wording] = Wording(
        N_("The supplier is replaced"), N_("Replace the supplier"), N_("The supplier is replaced.")
    )
    day: ClassVar[str] = "replaced_on"
    type: Literal["replace_supplier"] = "replace_supplier"
    suppliers: Annotated[
        tuple[Organisation, ...],
        Field(min_length=1, max_length=200, title=N_("The new supplier's name")),
        Shown("organisation"),
    ]
    replaced_on: Annotated[date, Field(title=N_("Replaced on"))]
    dialogue_anew: Annotated[
        bool,
        Field(
            title=N_("The dialogue is held again, with the new supplier"),
            description=N_("What was promised stays."),
        ),
    ] = False
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        _must_be_signed(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        if state.signed_on and self.replaced_on < state.signed_on:
            raise Refusal(
                "replaced_before_signing",
                N_(
                    "The contract was signed on {signed_on}; the supplier cannot have been replaced before that."
                ),
                signed_on=state.signed_on,
            )
        must_have_right_numbers(self.suppliers)
        yield SupplierReplaced(
            replaced_on=self.replaced_on,
            suppliers=self.suppliers,
            dialogue_anew=self.dialogue_anew,
            reason=self.reason,
        )


class NameSubcontractor(Command):
    wording: ClassVar[Wording] = Wording(
        N_("Name a subcontractor"), N_("Save the subcontractor"), N_("The subcontractor is saved.")
    )
    type: Literal["name_subcontractor"] = "name_subcontractor"
    organisation: Annotated[Organisation, Field(title=N_("The subcontractor's name")), Shown("organisation")]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_running(state)

    def decide(self, _state: Contract, _: Context) -> Iterator[Happened]:
        must_have_right_numbers((self.organisation,))
        yield SubcontractorNamed(organisation=self.organisation)


def _must_be_signed(state: Contract) -> None:
    must_be_running(state)
    if state.signed_on is None:
        raise Refusal("unsigned", N_("The contract is not signed yet."))


def _must_run_forward(state: Contract, starts_on: date | None, ends_on: date) -> None:
    first = starts_on or (state.facts.starts_on if state.facts else None) or state.signed_on
    if first and ends_on < first:
        raise Refusal("ends_before_start", N_("The contract cannot end before it starts."))


def _dated(state: Contract, *, ends_on: date, starts_on: date | None = None) -> Contract:
    if state.facts is None:
        return state
    told = {"ends_on": ends_on} | ({"starts_on": starts_on} if starts_on else {})
    return replace(state, facts=state.facts.model_copy(update=told))
