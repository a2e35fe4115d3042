"""The mandatory dialogue: invited, held with each of the six forms asked and answered."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Wording
from domain.context import Context
from domain.contract import Contract
from domain.facts import DialogueRecord, FormAnswer
from domain.free_text import FreeText
from domain.guards import must_be_in
from domain.happened import Happened
from domain.notice import THE_SUPPLIER, Letter, Notice
from domain.policy import THE_DEPARTMENT, Policy
from domain.refusal import Refusal
from domain.step import Heading, Start, Step, when_opened
from domain.vocabulary import Answer, Form, Phase, Role
from domain.words import N_

INVITE, HOLD = "invite", "hold"

DIALOGUE_INVITATION = Letter(
    "dialogue_invitation",
    N_("Invitation to the dialogue"),
    N_("Invitation to a dialogue, {contract}"),
    N_("The municipality invites you to the dialogue that your contract provides for. {meeting}"),
)
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
LETTERS = (DIALOGUE_INVITATION, DIALOGUE_HELD, SUPPLIER_ABSENT)


class DialogueInvited(Happened):
    says: ClassVar[str] = N_("The supplier was invited to the dialogue.")
    type: Literal["DialogueInvited"] = "DialogueInvited"
    meeting_on: date | None = None

    def evolve(self, state: Contract) -> Contract:
        return replace(state, invited=True, meeting_on=self.meeting_on)

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        yield Notice(DIALOGUE_INVITATION.kind, THE_SUPPLIER, step=HOLD, due=self.meeting_on)


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
        return replace(state, held=self, confirmed_on={})

    def tells(self, _state: Contract, policy: Policy) -> Iterator[Notice]:
        """The departments whose forms were not turned down learn of the meeting's outcome."""
        wanted = {policy.forms[a.form] for a in self.answers if a.answer is not Answer.NOT_POSSIBLE}
        if wanted:
            yield Notice(
                DIALOGUE_HELD.kind, THE_DEPARTMENT, tuple(sorted(wanted)), step=HOLD, due=self.held_on
            )


def may_invite(state: Contract) -> None:
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


class InviteToDialogue(Command):
    wording: ClassVar[Wording] = Wording(
        N_("Invite to the dialogue"),
        N_("Invite the supplier"),
        N_("The supplier is invited. Confirmed contacts get a mail."),
    )
    type: Literal["invite_to_dialogue"] = "invite_to_dialogue"
    meeting_on: Annotated[date | None, Field(title=N_("Day of the meeting"))] = None

    @staticmethod
    def may(state: Contract) -> None:
        may_invite(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        if self.meeting_on and self.meeting_on < context.occurred_on:
            raise Refusal(
                "meeting_in_the_past",
                N_("The meeting cannot be on {day}, before the invitation."),
                day=self.meeting_on,
            )
        if not state.invited or self.meeting_on != state.meeting_on:
            yield DialogueInvited(meeting_on=self.meeting_on)


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

    @staticmethod
    def may(state: Contract) -> None:
        must_be_in(state, Phase.DIALOGUE)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        _check_all_six(self.answers)
        for answer in self.answers:
            _check(answer)
        must_not_be_before_signing(self.held_on, state)
        yield DialogueHeld(
            held_on=self.held_on,
            participants=self.participants,
            answers=self.answers,
            next_on=self.next_on,
            note=self.note,
        )


def _check_all_six(answers: tuple[FormAnswer, ...]) -> None:
    asked = [answer.form for answer in answers]
    if sorted(asked) != sorted(Form):
        missing = sorted(set(Form) - set(asked)) or sorted({form for form in asked if asked.count(form) > 1})
        raise Refusal(
            "six_forms",
            N_("Each of the six forms is asked and answered once. Look at: {forms}."),
            forms=tuple(missing),
        )


def _check(answer: FormAnswer) -> None:
    if answer.answer is Answer.NOT_POSSIBLE and answer.reason is None:
        raise Refusal(
            "reason_missing",
            N_("Say why “{form}” is not possible right now. One sentence is enough."),
            form=answer.form,
        )
    if answer.answer is Answer.POSSIBLE and answer.number is None:
        raise Refusal("number_missing", N_("Say how many places of “{form}” are possible."), form=answer.form)
    if answer.starts_on and answer.ends_on and answer.ends_on < answer.starts_on:
        raise Refusal(
            "period_backwards", N_("The period of “{form}” ends before it starts."), form=answer.form
        )


def _since_signing(state: Contract, context: Context) -> Start:
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
    ),
)
