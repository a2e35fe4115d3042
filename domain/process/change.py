"""What changes in a contract while it runs: its dates, its supplier, its subcontractors."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Shown, Wording
from domain.context import Context
from domain.contract import Contract, changed
from domain.facts import Organisation
from domain.free_text import FreeText
from domain.guards import must_be_running
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.policy import Policy
from domain.process.common import Why
from domain.process.dialogue import HOLD, INVITE
from domain.process.evaluation import EVALUATE
from domain.process.meeting import Meetings
from domain.process.option import dated, must_be_signed, must_run_forward
from domain.process.registration import must_have_right_numbers
from domain.refusal import Refusal
from domain.vocabulary import Role
from domain.words import N_

SUPPLIER_REPLACED = Letter(
    "supplier_replaced",
    N_("The supplier is replaced"),
    N_("{contract}: the supplier is replaced"),
    N_("The supplier was replaced on {due}. Confirm whom to write to there."),
)
LETTERS = (SUPPLIER_REPLACED,)


class DatesChanged(Happened):
    says: ClassVar[str] = N_("The contract's dates were changed: it runs to and including {ends_on}.")
    moves: ClassVar[tuple[str, ...]] = (EVALUATE,)
    type: Literal["DatesChanged"] = "DatesChanged"
    starts_on: date | None = None
    ends_on: date
    reason: FreeText

    def evolve(self, state: Contract) -> Contract:
        return dated(state, starts_on=self.starts_on, ends_on=self.ends_on)


class SupplierReplaced(Happened):
    """LOU 17:13. `dialogue_anew`: the duty is the new supplier's too, so the dialogue is held again."""

    says: ClassVar[str] = N_("The supplier was replaced on {replaced_on}.")
    moves: ClassVar[tuple[str, ...]] = (INVITE, HOLD)
    type: Literal["SupplierReplaced"] = "SupplierReplaced"
    replaced_on: date
    suppliers: tuple[Organisation, ...]
    dialogue_anew: bool
    reason: FreeText

    def evolve(self, state: Contract) -> Contract:
        if state.facts is None:
            return state
        facts = state.facts.model_copy(update={"suppliers": self.suppliers})
        replaced = changed(state, facts=facts, contacts=frozenset())
        if not self.dialogue_anew:
            return replaced
        anew = replaced.having(replace(state.of(Meetings), planned=None))
        return replace(
            anew,
            replaced_on=self.replaced_on,
            invited=False,
            meeting_on=None,
            held=None,
            confirmed_on={},
            commitments_concluded=False,
            delivery_concluded=False,
        )

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        for role in (Role.COORDINATOR, Role.PROCUREMENT_OFFICER):
            yield Notice(SUPPLIER_REPLACED.kind, role, due=self.replaced_on)


class SubcontractorNamed(Happened):
    """LOU 17:7: who works at the site is named before the start, and every change reported."""

    says: ClassVar[str] = N_("A subcontractor was named.")
    type: Literal["SubcontractorNamed"] = "SubcontractorNamed"
    organisation: Organisation


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
        must_be_signed(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        must_run_forward(state, self.starts_on, self.ends_on)
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
        must_be_signed(state)

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
