"""What the supplier commits to; "nothing possible, because …" is a valid end."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain import facts
from domain.command import Command, Wording
from domain.context import Context
from domain.contract import Contract, changed
from domain.free_text import FreeText
from domain.guards import must_be_in, must_be_running, must_not_be_concluded
from domain.happened import Happened
from domain.notice import THE_SUPPLIER, Letter, Notice
from domain.phase import phase_of
from domain.policy import THE_DEPARTMENT, Policy
from domain.process.common import Commitment, Places, Quantity, Why
from domain.process.promises import PLACING, must_hold_together
from domain.refusal import Refusal
from domain.step import Heading, Start, Step, when_opened
from domain.vocabulary import Form, Phase, TargetGroup, Unit
from domain.words import N_

AGREE = "agree"

COMMITMENT_AGREED = Letter(
    "commitment_agreed",
    N_("New commitment"),
    N_("{contract}: a new commitment"),
    N_("Promised: {form}, {number} places, until {due}. Your department answers for it."),
)
COMMITMENT_RECEIPT = Letter(
    "commitment_receipt",
    N_("Receipt for a commitment"),
    N_("{contract}: your receipt for a commitment"),
    N_("You have promised: {form}, {number} places, until {due}. Your receipt lies on the contract's page."),
)
LETTERS = (COMMITMENT_AGREED, COMMITMENT_RECEIPT)


class CommitmentAgreed(facts.Commitment, Happened):
    says: ClassVar[str] = N_("Commitment {commitment} was agreed: {form}, {places}.")
    moves: ClassVar[tuple[str, ...]] = PLACING
    type: Literal["CommitmentAgreed"] = "CommitmentAgreed"

    def evolve(self, state: Contract) -> Contract:
        commitments = {**state.commitments, self.commitment: self}
        return changed(state, commitments=commitments, commitments_agreed=self.commitment)

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        return promised(self, COMMITMENT_AGREED)


def promised(agreed: facts.Commitment, told: Letter) -> Iterator[Notice]:
    """To the department that answers for it, and the supplier's receipt."""
    to_the_department = Notice(
        told.kind,
        THE_DEPARTMENT,
        agreed.departments,
        due=agreed.ends_on,
        number=agreed.places,
        form=agreed.form,
    )
    yield to_the_department
    yield to_the_department._replace(kind=COMMITMENT_RECEIPT.kind, recipient=THE_SUPPLIER, departments=())


class CommitmentWithdrawn(Happened):
    says: ClassVar[str] = N_("Commitment {commitment} was withdrawn.")
    moves: ClassVar[tuple[str, ...]] = PLACING
    type: Literal["CommitmentWithdrawn"] = "CommitmentWithdrawn"
    commitment: int
    reason: FreeText

    def rests_on(self, earlier: Happened) -> bool:
        return isinstance(earlier, CommitmentAgreed) and earlier.commitment == self.commitment

    def evolve(self, state: Contract) -> Contract:
        left = {number: c for number, c in state.commitments.items() if number != self.commitment}
        return changed(state, commitments=left)


class CommitmentsConcluded(Happened):
    """The dialogue's outcome is settled; without a commitment, `reason` says why nothing was possible."""

    says: ClassVar[str] = N_("The commitments were concluded.")
    type: Literal["CommitmentsConcluded"] = "CommitmentsConcluded"
    reason: FreeText | None = None

    def evolve(self, state: Contract) -> Contract:
        return changed(state, commitments_concluded=True)


class AgreeCommitment(Command):
    wording: ClassVar[Wording] = Wording(
        N_("Add a commitment"), N_("Save the commitment"), N_("The commitment is saved.")
    )
    type: Literal["agree_commitment"] = "agree_commitment"
    form: Annotated[Form, Field(title=N_("Form"))]
    places: Places
    quantity: Quantity | None = None
    unit: Annotated[Unit, Field(title=N_("Counted in"))] = Unit.PLACES
    starts_on: Annotated[date, Field(title=N_("From"))]
    ends_on: Annotated[date, Field(title=N_("To and including"))]
    target_group: Annotated[TargetGroup, Field(title=N_("Target group"))] = TargetGroup.ANY

    @staticmethod
    def may(state: Contract) -> None:
        must_take_promises(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        agreed = CommitmentAgreed(
            commitment=state.commitments_agreed + 1,
            departments=(context.policy.forms[self.form],),
            **{name: value for name, value in self if name != "type"},
        )
        must_hold_together(agreed, state)
        yield agreed


def must_take_promises(state: Contract) -> None:
    """Also while places are filled: a further dialogue may lead to more."""
    must_be_in(state, Phase.DELIVERY if phase_of(state) is Phase.DELIVERY else Phase.COMMITMENT)
    must_not_be_concluded(state)


class ConcludeCommitments(Command):
    """Nothing more will be promised now. Without any commitment, `reason` is required."""

    wording: ClassVar[Wording] = Wording(
        N_("Nothing more will be promised now"),
        N_("Conclude the commitments"),
        N_("The commitments are concluded."),
    )
    type: Literal["conclude_commitments"] = "conclude_commitments"
    reason: Annotated[
        FreeText | None,
        Field(title=N_("Why?"), description=N_("Needed when nothing was possible. One sentence is enough.")),
    ] = None

    @staticmethod
    def may(state: Contract) -> None:
        must_be_in(state, Phase.COMMITMENT)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        if not state.commitments and self.reason is None:
            raise Refusal(
                "nothing_possible_needs_reason",
                N_("No commitment has been agreed. Say why nothing is possible right now."),
            )
        yield CommitmentsConcluded(reason=self.reason)


class WithdrawCommitment(Command):
    wording: ClassVar[Wording] = Wording(
        N_("Withdraw a commitment"), N_("Withdraw the commitment"), N_("The commitment is withdrawn.")
    )
    type: Literal["withdraw_commitment"] = "withdraw_commitment"
    commitment: Commitment
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        may_change_promises(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        must_be_agreed(self.commitment, state)
        if any(placement.commitment == self.commitment for placement in state.kept_placements):
            raise Refusal(
                "commitment_in_use",
                N_("Placements of commitment {number} have started. End the placements instead."),
                number=self.commitment,
            )
        yield CommitmentWithdrawn(commitment=self.commitment, reason=self.reason)


def may_change_promises(state: Contract) -> None:
    must_be_running(state)
    if not state.commitments:
        raise Refusal("no_commitment", N_("No commitment has been agreed."))
    if phase_of(state) not in (Phase.COMMITMENT, Phase.DELIVERY):
        raise Refusal("commitments_settled", N_("The commitments are settled."))


def must_be_agreed(number: int, state: Contract) -> None:
    if number not in state.commitments:
        raise Refusal("unknown_commitment", N_("There is no commitment {number}."), number=number)


def _since_confirmed(state: Contract, context: Context) -> Start:
    if days := state.confirmed_on.values():
        return Start(max(days), N_("Both parties confirmed the record"))
    return when_opened(state, context)


STEPS = (
    Step(
        AGREE,
        N_("Agree the commitments"),
        (Phase.COMMITMENT,),
        Heading(N_("Agree the commitments by {day}"), N_("Agree the commitments")),
        asks=lambda _: "agree_commitment",
        starts=_since_confirmed,
        with_supplier=True,
    ),
)
