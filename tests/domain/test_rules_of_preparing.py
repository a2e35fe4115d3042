"""What the supplier tells before the dialogue: times that suit it, and what is possible for it."""

from datetime import time, timedelta

import pytest

from domain.facts import FormAnswer
from domain.happened import Happened
from domain.process.preparing import AnswerForms, FormsAnswered, ProposedTime, ProposeTimes, TimesProposed
from domain.vocabulary import Answer, Form
from tests.builders import (
    AWAITING_SIGNATURE,
    CONFIRMED,
    HELD,
    IN_AWARD,
    IN_COMMITMENT,
    IN_DIALOGUE,
    TODAY,
    answers,
)
from tests.scenario import given

TIMES = (
    ProposedTime(on=TODAY, starts_at=time(15, 30)),
    ProposedTime(on=TODAY + timedelta(days=3), starts_at=time(9)),
)
PROPOSE, ANSWER = ProposeTimes(times=TIMES), AnswerForms(answers=answers())


def test_times_are_proposed_and_others_take_their_place() -> None:
    first = given(*IN_DIALOGUE).when(PROPOSE).then(TimesProposed(times=TIMES))
    first.when(ProposeTimes(times=TIMES[1:])).then(TimesProposed(times=TIMES[1:]))


def test_a_day_that_has_passed_is_not_proposed() -> None:
    over = ProposedTime(on=TODAY - timedelta(days=1), starts_at=time(9))
    given(*IN_DIALOGUE).when(ProposeTimes(times=(*TIMES, over))).refused("time_is_over")


@pytest.mark.parametrize(
    ("past", "code"),
    [
        (AWAITING_SIGNATURE, "wrong_phase"),
        (IN_AWARD, "standstill_not_over"),
        ((*IN_DIALOGUE, HELD), "dialogue_held"),
    ],
)
def test_times_are_proposed_for_a_dialogue_that_is_still_to_come(
    past: tuple[Happened, ...], code: str
) -> None:
    given(*past).when(PROPOSE).refused(code)


@pytest.mark.parametrize("past", [IN_DIALOGUE, (*IN_DIALOGUE, HELD), (*IN_DIALOGUE, HELD, CONFIRMED[0])])
def test_the_six_forms_are_answered_before_the_meeting_and_after_it(past: tuple[Happened, ...]) -> None:
    given(*past).when(ANSWER).then(FormsAnswered(answers=answers()))


def test_once_both_have_confirmed_the_record_it_says_what_holds() -> None:
    given(*IN_COMMITMENT).when(ANSWER).refused("wrong_phase")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (answers()[:5], "six_forms"),
        (answers(number=None), "number_missing"),
        (answers(answer=Answer.NOT_POSSIBLE, number=None), "reason_missing"),
        ((*answers()[:5], FormAnswer(form=Form.INTERNSHIP, answer=Answer.LATER)), "six_forms"),
    ],
)
def test_the_answers_say_what_a_record_would_have_to_say(told: tuple[FormAnswer, ...], code: str) -> None:
    given(*IN_DIALOGUE).when(AnswerForms(answers=told)).refused(code)
