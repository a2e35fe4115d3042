"""The mandatory dialogue: held with each of the six forms asked and answered, and written down."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Wording
from domain.context import Context
from domain.contract import Contract, changed
from domain.facts import DialogueRecord, FormAnswer
from domain.free_text import FreeText
from domain.guards import must_be_in
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.policy import THE_DEPARTMENT, Policy
from domain.process.answers import check_answers
from domain.process.award import must_have_let_the_standstill_run_out
from domain.process.common import AddsDuty, Needs
from domain.process.contract_change import ContractChanges, ContractChangeWarned
from domain.refusal import Refusal
from domain.step import Heading, Start, Step, when_opened
from domain.vocabulary import Answer, Form, Phase, Role
from domain.words import N_

INVITE, HOLD = "invite", "hold"

DIALOGUE_HELD = Letter(
    "dialogue_held",
    N_("The dialogue was held"),
    N_("{contract}: the dialogue has been held"),
    N_("The dialogue was held on {due}. It concerns forms that your department answers for."),
)
SUPPLIER_ABSENT = Letter(
    "supplier_absent",
    N_("The supplier did not come"),
    N_("{contract}: the supplier did not come"),
    N_("The supplier did not come to the dialogue on {due}. It still has to be held."),
)
LETTERS = (DIALOGUE_HELD, SUPPLIER_ABSENT)


@dataclass(frozen=True)
class TheRecord:
    """`version`: how many times it has been written; 0 before the dialogue is held."""

    version: int = 0


class SupplierAbsent(Happened):
    """The supplier did not come to the dialogue; the duty, and its last day, remain."""

    says: ClassVar[str] = N_("The supplier did not come to the dialogue on {absent_on}.")
    type: Literal["SupplierAbsent"] = "SupplierAbsent"
    absent_on: date

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        yield Notice(SUPPLIER_ABSENT.kind, Role.COORDINATOR, step=HOLD, due=self.absent_on)


class DialogueHeld(DialogueRecord, Happened):
    says: ClassVar[str] = N_("The dialogue was held on {held_on}.")
    type: Literal["DialogueHeld"] = "DialogueHeld"

    def evolve(self, state: Contract) -> Contract:
        if state.held:  # written again: what was warned of then may be gone
            state = state.having(state.of(ContractChanges).without(state.held.held_on))
        written = TheRecord(state.of(TheRecord).version + 1)
        return changed(state, held=self, confirmed_on={}).having(written)

    def tells(self, _state: Contract, policy: Policy) -> Iterator[Notice]:
        """The departments whose forms were not turned down learn of the outcome; of hiring, employment's."""
        wanted = {policy.forms[a.form] for a in self.answers if a.answer is not Answer.NOT_POSSIBLE}
        if self.needs:
            wanted.add(policy.forms[Form.EMPLOYMENT])
        if wanted:
            yield Notice(
                DIALOGUE_HELD.kind, THE_DEPARTMENT, tuple(sorted(wanted)), step=HOLD, due=self.held_on
            )


def may_invite(state: Contract) -> None:
    must_have_let_the_standstill_run_out(state)
    must_be_in(state, Phase.DIALOGUE)
    if state.held:
        raise Refusal("dialogue_held", N_("The dialogue has already been held."))


def must_not_be_before_signing(day: date, state: Contract) -> None:
    if state.signed_on and day < state.signed_on:
        raise Refusal(
            "held_before_signing",
            N_("The dialogue cannot have been held before the contract was signed on {signed_on}."),
            signed_on=state.signed_on,
        )


def must_come_later(next_on: date | None, held_on: date) -> None:
    if next_on and next_on < held_on:
        raise Refusal(
            "next_before_held",
            N_("The next meeting cannot be on {next_on}, before the dialogue on {held_on}."),
            next_on=next_on,
            held_on=held_on,
        )


class ReportAbsence(Command):
    """The supplier did not come to the dialogue."""

    wording: ClassVar[Wording] = Wording(
        N_("The supplier did not come"),
        N_("Save the absence"),
        N_("The absence is saved. The dialogue still has to be held."),
    )
    day: ClassVar[str] = "absent_on"
    type: Literal["report_absence"] = "report_absence"
    absent_on: Annotated[date, Field(title=N_("Day of the meeting"))]

    @staticmethod
    def may(state: Contract) -> None:
        may_invite(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        must_not_be_before_signing(self.absent_on, state)
        yield SupplierAbsent(absent_on=self.absent_on)


class RecordDialogue(Command):
    """The dialogue as it was held: who took part (roles only), and each of the six forms answered.

    A record can be written again until both parties have confirmed it.
    """

    wording: ClassVar[Wording] = Wording(
        N_("Record the dialogue"),
        N_("Write the record"),
        N_("The record is saved. Now both parties confirm it."),
    )
    day: ClassVar[str] = "held_on"
    type: Literal["record_dialogue"] = "record_dialogue"
    held_on: date
    participants: Annotated[tuple[FreeText, ...], Field(min_length=1, max_length=20)]
    answers: Annotated[tuple[FormAnswer, ...], Field(max_length=6)]
    next_on: date | None = None
    note: FreeText | None = None
    needs: Needs = ()
    adds_duty: AddsDuty = False

    @staticmethod
    def may(state: Contract) -> None:
        must_be_in(state, Phase.DIALOGUE)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        check_answers(self.answers)
        must_not_be_before_signing(self.held_on, state)
        must_come_later(self.next_on, self.held_on)
        yield DialogueHeld(
            held_on=self.held_on,
            participants=self.participants,
            answers=self.answers,
            next_on=self.next_on,
            note=self.note,
            needs=self.needs,
        )
        if self.adds_duty:
            yield ContractChangeWarned(held_on=self.held_on)


def _since_signing(state: Contract, context: Context) -> Start:
    if state.replaced_on:
        return Start(state.replaced_on, N_("The supplier was replaced"))
    signed_on = state.signed_on
    if state.count_from and state.count_from > (signed_on or date.min):
        return Start(state.count_from, N_("Time limits count from this day, as decided at triage"))
    return Start(signed_on, N_("The contract was signed")) if signed_on else when_opened(state, context)


STEPS = (
    Step(
        INVITE,
        N_("Invite to the dialogue"),
        (Phase.DIALOGUE,),
        Heading(N_("Invite to the dialogue by {day}"), N_("Invite to the dialogue")),
        asks=lambda _: "invite_to_dialogue",
        is_open=lambda state: not state.invited and state.held is None,
        starts=_since_signing,
    ),
    Step(
        HOLD,
        N_("Hold the dialogue"),
        (Phase.DIALOGUE,),
        Heading(N_("Hold the dialogue by {day}"), N_("Hold the dialogue")),
        asks=lambda _: "record_dialogue",
        is_open=lambda state: state.held is None,
        starts=_since_signing,
        with_supplier=True,
    ),
)
