"""Rules of the mandatory dialogue: invited, held with the six forms, confirmed by both parties."""

from collections.abc import Iterator

from domain import commands as c, events as e
from domain.context import Context
from domain.contract import Contract
from domain.facts import FormAnswer
from domain.guards import must_be_in
from domain.refusal import Refusal
from domain.vocabulary import Answer, Form, Phase
from domain.words import N_


def may_invite(state: Contract) -> None:
    must_be_in(state, Phase.DIALOGUE)
    if state.held:
        raise Refusal("dialogue_held", N_("The dialogue has already been held."))


def invite(state: Contract, command: c.InviteToDialogue, context: Context) -> Iterator[e.Event]:
    if command.meeting_on and command.meeting_on < context.occurred_on:
        raise Refusal(
            "meeting_in_the_past",
            N_("The meeting cannot be on {day}, before the invitation."),
            day=command.meeting_on,
        )
    if not state.invited or command.meeting_on != state.meeting_on:
        yield e.DialogueInvited(meeting_on=command.meeting_on)


def report_absence(state: Contract, command: c.ReportAbsence, _: Context) -> Iterator[e.Event]:
    if state.signed_on and command.absent_on < state.signed_on:
        raise Refusal(
            "held_before_signing",
            N_("The dialogue cannot have been held before the contract was signed on {signed_on}."),
            signed_on=state.signed_on,
        )
    yield e.SupplierAbsent(absent_on=command.absent_on)


def may_record(state: Contract) -> None:
    """A record can be written again until both parties have confirmed it."""
    must_be_in(state, Phase.DIALOGUE)


def record(state: Contract, command: c.RecordDialogue, _: Context) -> Iterator[e.Event]:
    _check_all_six(command.answers)
    for answer in command.answers:
        _check(answer)
    if state.signed_on and command.held_on < state.signed_on:
        raise Refusal(
            "held_before_signing",
            N_("The dialogue cannot have been held before the contract was signed on {signed_on}."),
            signed_on=state.signed_on,
        )
    yield e.DialogueHeld(
        held_on=command.held_on,
        participants=command.participants,
        answers=command.answers,
        next_on=command.next_on,
        note=command.note,
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


def may_confirm(state: Contract) -> None:
    must_be_in(state, Phase.DIALOGUE)
    if state.held is None:
        raise Refusal("not_held", N_("There is no record to confirm yet. First record the dialogue."))


def confirm(state: Contract, command: c.ConfirmRecord, context: Context) -> Iterator[e.Event]:
    if state.held and context.occurred_on < state.held.held_on:
        raise Refusal(
            "confirmed_before_held",
            N_("The record cannot have been confirmed before the dialogue was held on {held_on}."),
            held_on=state.held.held_on,
        )
    if command.party not in state.confirmed_on:
        yield e.RecordConfirmed(party=command.party, confirmed_on=context.occurred_on)
