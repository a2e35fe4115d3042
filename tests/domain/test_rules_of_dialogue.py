"""The mandatory dialogue: invited, held with the six forms, confirmed by both parties."""

from datetime import date

import pytest

from domain.context import Context
from domain.open_steps import open_steps
from domain.process.commitment import AGREE
from domain.process.confirming import CONFIRM, ConfirmRecord, RecordConfirmed
from domain.process.dialogue import HOLD, RecordDialogue
from domain.process.invitation import DialogueInvited, InviteToDialogue
from domain.refusal import Refusal
from domain.vocabulary import Answer, Form, Party
from tests.builders import (
    CONFIRMED,
    HELD,
    HELD_ON,
    IN_COMMITMENT,
    IN_DIALOGUE,
    MONDAY_NOON,
    POLICY,
    RECORD_DIALOGUE,
    SIGNED_ON,
    TODAY,
    answers,
)
from tests.scenario import given

MEETING_ON = date(2026, 3, 10)
CONTEXT = Context(MONDAY_NOON, TODAY, POLICY)
CONFIRM_AS = {party: ConfirmRecord(party=party) for party in Party}


def record(**changed: object) -> RecordDialogue:
    return RECORD_DIALOGUE.model_copy(update=changed)


def test_the_supplier_is_invited() -> None:
    invited = given(*IN_DIALOGUE).when(InviteToDialogue(meeting_on=MEETING_ON))
    invited.then(DialogueInvited(meeting_on=MEETING_ON))
    assert open_steps(invited.state) == (HOLD,)


def test_the_same_invitation_again_changes_nothing() -> None:
    given(*IN_DIALOGUE, DialogueInvited()).when(InviteToDialogue()).then()


def test_the_meeting_can_be_moved() -> None:
    moved = given(*IN_DIALOGUE, DialogueInvited()).when(InviteToDialogue(meeting_on=MEETING_ON))
    moved.then(DialogueInvited(meeting_on=MEETING_ON))


def test_nobody_is_invited_to_a_dialogue_that_was_held() -> None:
    given(*IN_DIALOGUE, HELD).when(InviteToDialogue()).refused("dialogue_held")


def test_the_dialogue_is_recorded_as_it_was_held() -> None:
    held = given(*IN_DIALOGUE).when(RECORD_DIALOGUE).then(HELD)
    assert open_steps(held.state) == (CONFIRM,)


def test_a_dialogue_without_any_possible_form_is_a_dialogue() -> None:
    nothing = answers(answer=Answer.NOT_POSSIBLE, number=None, reason="Uppsägningar pågår.")
    given(*IN_DIALOGUE).when(record(answers=nothing)).then(HELD.model_copy(update={"answers": nothing}))


def test_each_of_the_six_forms_is_asked() -> None:
    given(*IN_DIALOGUE).when(record(answers=answers()[1:])).refused("six_forms")


def test_no_form_is_asked_twice() -> None:
    twice = (*answers()[:5], answers()[0])
    given(*IN_DIALOGUE).when(record(answers=twice)).refused("six_forms")


@pytest.mark.parametrize(
    ("internship", "code"),
    [
        ({"answer": Answer.NOT_POSSIBLE}, "reason_missing"),
        ({"answer": Answer.POSSIBLE, "number": None}, "number_missing"),
        ({"starts_on": date(2026, 9, 1), "ends_on": date(2026, 8, 31)}, "period_backwards"),
    ],
)
def test_an_answer_says_what_it_needs_to(internship: dict[str, object], code: str) -> None:
    given(*IN_DIALOGUE).when(record(answers=answers(**internship))).refused(code)


def test_a_missing_form_and_a_form_asked_twice_are_named() -> None:
    for told, named in ((answers()[1:], Form.INTERNSHIP), ((*answers(), answers()[2]), Form.EMPLOYMENT)):
        with pytest.raises(Refusal) as refused:
            list(record(answers=told).decide(given(*IN_DIALOGUE).state, CONTEXT))
        assert refused.value.params["forms"] == (named,)


def test_a_form_may_be_possible_for_a_single_day() -> None:
    one_day = answers(starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 1))
    assert given(*IN_DIALOGUE).when(record(answers=one_day)).refusal == ""


def test_a_form_that_may_be_possible_later_needs_neither_number_nor_reason() -> None:
    later = answers(answer=Answer.LATER, number=None, ask_again_on=date(2026, 9, 1))
    assert given(*IN_DIALOGUE).when(record(answers=later)).refusal == ""


def test_the_dialogue_is_not_held_before_the_contract_is_signed() -> None:
    given(*IN_DIALOGUE).when(record(held_on=date(2026, 2, 26))).refused("held_before_signing")


def test_the_dialogue_may_be_held_on_the_day_of_signing() -> None:
    assert given(*IN_DIALOGUE).when(record(held_on=SIGNED_ON)).refusal == ""


def test_a_record_can_be_written_again_until_both_have_confirmed_it() -> None:
    first, _ = CONFIRMED
    fuller = answers(number=3)
    after = given(*IN_DIALOGUE, HELD, first).when(record(answers=fuller))
    after.then(HELD.model_copy(update={"answers": fuller}))
    assert after.state.confirmed_by == frozenset()


def test_a_confirmed_record_stands() -> None:
    given(*IN_COMMITMENT).when(RECORD_DIALOGUE).refused("wrong_phase")


def test_both_parties_confirm_and_the_commitments_follow() -> None:
    one = (
        given(*IN_DIALOGUE, HELD)
        .when(CONFIRM_AS[Party.SUPPLIER])
        .then(RecordConfirmed(party=Party.SUPPLIER, confirmed_on=TODAY))
    )
    assert open_steps(one.state) == (CONFIRM,)
    both = one.when(CONFIRM_AS[Party.MUNICIPALITY]).then(
        RecordConfirmed(party=Party.MUNICIPALITY, confirmed_on=TODAY)
    )
    assert open_steps(both.state) == (AGREE,)


def test_confirming_twice_changes_nothing() -> None:
    given(*IN_DIALOGUE, HELD, CONFIRMED[0]).when(CONFIRM_AS[CONFIRMED[0].party]).then()


def test_there_is_nothing_to_confirm_before_the_dialogue() -> None:
    given(*IN_DIALOGUE).when(CONFIRM_AS[Party.SUPPLIER]).refused("not_held")


def test_a_record_is_not_confirmed_before_the_dialogue_was_held() -> None:
    the_day_before = HELD_ON.replace(day=1)
    given(*IN_DIALOGUE, HELD).when(CONFIRM_AS[Party.SUPPLIER], on=the_day_before).refused(
        "confirmed_before_held"
    )
