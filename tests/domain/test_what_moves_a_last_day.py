"""After every move the reminders and rungs start afresh, and what was missed stays missed."""

from datetime import UTC, date, datetime

import pytest

from domain.calendar import end_of
from domain.happened import fold
from domain.passing_time import LetTimePass
from domain.process.change import ChangeDates, ReplaceSupplier
from domain.process.commitment import ConcludeCommitments
from domain.process.dialogue import HOLD, INVITE
from domain.process.evaluation import EVALUATE
from domain.process.extension import ExtendLastDay
from domain.process.invitation import InviteToDialogue
from domain.process.option import PROLONG, NoteOption, TakeOption
from domain.process.placement import PLACE
from domain.process.revising import ReviseCommitment
from domain.process.suspension import ResumeContract, SuspendContract
from domain.step_events import DeadlineMissed, DeadlineMoved, DeadlineSet, StepEscalated, StepOpened
from tests.builders import (
    AGREE_COMMITMENT,
    AWAITING_SIGNATURE,
    IN_COMMITMENT,
    POLICY,
    SIGN_CONTRACT,
)
from tests.domain.test_rules_of_every_command import ANOTHER
from tests.domain.test_rules_of_moving_by_policy import closed, moved
from tests.scenario import Scenario, given

LONGER = date(2030, 2, 28)
ENDED = datetime(2028, 3, 1, 9, tzinfo=UTC)


def let_pass(scenario: Scenario, step: str) -> Scenario:
    """Its last day missed and the first rung climbed."""
    plan = scenario.state.deadlines[step].plan
    late = scenario.at(end_of(plan.due)).when(LetTimePass())
    for rung in plan.rungs[:1]:
        late = late.at(rung.at).when(LetTimePass())
    assert late.state.deadlines[step].missed
    return late


def placing() -> Scenario:
    return given(*IN_COMMITMENT).when(AGREE_COMMITMENT).when(ConcludeCommitments())


def holding() -> Scenario:
    return given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT).when(InviteToDialogue())


def evaluating() -> Scenario:
    return given(*IN_COMMITMENT).at(ENDED).when(ConcludeCommitments(reason="Inget är möjligt."))


REPLACE = ReplaceSupplier(
    suppliers=(ANOTHER,), replaced_on=date(2026, 3, 2), dialogue_anew=True, reason="Fusion."
)


def _replaced_on(day: date) -> ReplaceSupplier:
    return REPLACE.model_copy(update={"replaced_on": day})


def test_a_supplier_replaced_before_the_dialogue_has_the_whole_time_for_it() -> None:
    before = holding().at(datetime(2026, 3, 16, 9, tzinfo=UTC))
    after = before.when(_replaced_on(date(2026, 3, 16)))
    assert DeadlineMoved(step=HOLD, was=date(2026, 3, 30)) in after.happened
    assert after.state.deadlines[HOLD].plan.due == date(2026, 4, 15)
    assert after.state.deadlines[HOLD].reminders_sent == 0


def test_a_supplier_replaced_without_a_dialogue_anew_moves_nothing() -> None:
    before = holding()
    after = before.when(REPLACE.model_copy(update={"dialogue_anew": False}))
    assert after.state.deadlines == before.state.deadlines


def test_contract_dates_that_change_move_a_missed_evaluation_and_the_miss_stays() -> None:
    late = let_pass(evaluating(), EVALUATE)
    was = late.state.deadlines[EVALUATE].plan.due
    after = late.when(ChangeDates(ends_on=LONGER, reason="Förlängt."))
    assert not any(isinstance(x, DeadlineMoved) for x in after.happened), "it has ended already: missed"
    anew = after.state.deadlines[EVALUATE]
    assert (anew.missed, anew.rungs_climbed, anew.plan.missed_before) == (False, 0, (was,))
    assert anew.plan.due > LONGER


def test_an_option_taken_moves_a_missed_evaluation() -> None:
    late = let_pass(evaluating(), EVALUATE)
    after = late.when(TakeOption(ends_on=LONGER))
    assert not after.state.deadlines[EVALUATE].missed
    again = let_pass(after, EVALUATE)
    assert [x.rung for x in again.happened if isinstance(x, StepEscalated) and x.step == EVALUATE] == [1]


def test_a_promise_revised_moves_a_missed_placing() -> None:
    late = let_pass(placing(), PLACE)
    after = late.when(ReviseCommitment(commitment=1, ends_on=date(2027, 3, 31), reason="Längre uppdrag."))
    assert (after.state.deadlines[PLACE].missed, after.state.deadlines[PLACE].plan.due) == (
        False,
        date(2027, 3, 31),
    )


def test_what_was_missed_does_not_move_to_a_day_that_has_passed_too() -> None:
    late = let_pass(placing(), PLACE).at(datetime(2026, 12, 1, 9, tzinfo=UTC))
    after = late.when(ReviseCommitment(commitment=1, ends_on=date(2026, 10, 30), reason="Tidigare."))
    assert after.state.deadlines[PLACE] == late.state.deadlines[PLACE]


def test_what_was_missed_moves_to_this_very_day() -> None:
    late = let_pass(placing(), PLACE).at(datetime(2026, 12, 1, 9, tzinfo=UTC))
    after = late.when(ReviseCommitment(commitment=1, ends_on=date(2026, 12, 1), reason="Längre uppdrag."))
    assert (after.state.deadlines[PLACE].missed, after.state.deadlines[PLACE].plan.due) == (
        False,
        date(2026, 12, 1),
    )


def test_a_day_that_is_counted_from_nothing_keeps_its_basis_when_a_policy_moves_it() -> None:
    before = placing().state.deadlines[PLACE].plan.derivation.lines[0]
    after = moved(placing(), closed(date(2026, 9, 30)))
    assert after.state.deadlines[PLACE].plan.due == date(2026, 10, 1)
    assert after.state.deadlines[PLACE].plan.derivation.lines[0] == before
    assert before.basis


def test_what_was_missed_before_stays_told_when_the_new_day_moves_in_its_turn() -> None:
    once = let_pass(placing(), PLACE).when(
        ReviseCommitment(commitment=1, ends_on=date(2027, 3, 31), reason="Längre uppdrag.")
    )
    twice = once.when(ReviseCommitment(commitment=1, ends_on=date(2027, 4, 30), reason="Längre ändå."))
    assert twice.state.deadlines[PLACE].plan.due == date(2027, 4, 30)
    assert twice.state.deadlines[PLACE].plan.missed_before == (date(2026, 9, 30),)


def test_a_day_that_passed_unnoticed_was_missed_before_it_moves() -> None:
    """The engine was silent; the change is told the day after."""
    late = placing().at(end_of(date(2026, 9, 30)))
    after = late.when(ReviseCommitment(commitment=1, ends_on=date(2027, 3, 31), reason="Längre uppdrag."))
    assert [x.step for x in after.happened if isinstance(x, DeadlineMissed)] == [PLACE]
    assert after.state.deadlines[PLACE].plan.missed_before == (date(2026, 9, 30),)


def test_an_extension_stands_while_nothing_that_the_rule_counts_from_changes() -> None:
    extended = placing().when(
        ExtendLastDay(step=PLACE, last_day=date(2026, 10, 30), reason="Praktikanten började sent.")
    )
    more_places = extended.when(ReviseCommitment(commitment=1, places=3, reason="En plats till."))
    assert more_places.state.deadlines == extended.state.deadlines
    shorter = extended.when(
        ReviseCommitment(commitment=1, ends_on=date(2026, 8, 31), reason="Kortare uppdrag.")
    )
    assert shorter.state.deadlines[PLACE].plan.due == date(2026, 8, 31)
    assert shorter.state.deadlines[PLACE].plan.derivation.overrides == ()


def test_an_option_whose_day_was_noted_wrongly_and_missed_is_mended_by_noting_it_anew() -> None:
    noted = holding().when(NoteOption(prolongs_to=LONGER, say_by=date(2026, 3, 4)))
    late = noted.at(end_of(date(2026, 3, 4))).when(LetTimePass())
    assert late.state.deadlines[PROLONG].missed
    mended = late.when(NoteOption(prolongs_to=LONGER, say_by=date(2027, 3, 4)))
    assert (mended.state.deadlines[PROLONG].missed, mended.state.deadlines[PROLONG].plan.due) == (
        False,
        date(2027, 3, 4),
    )


def test_an_option_of_which_the_supplier_cannot_be_told_any_more_is_not_noted() -> None:
    holding().when(NoteOption(prolongs_to=LONGER, say_by=date(2026, 3, 1))).refused("too_late_to_tell")
    assert holding().when(NoteOption(prolongs_to=LONGER, say_by=date(2026, 3, 2))).refusal == ""


def test_after_a_rest_the_reminders_start_afresh() -> None:
    at = holding().state.deadlines[HOLD].plan.reminders[0]
    reminded = holding().at(at).when(LetTimePass())
    assert reminded.state.deadlines[HOLD].reminders_sent == 1
    rests = reminded.when(SuspendContract(suspended_on=at.date(), reason="Paus."))
    later = rests.at(datetime(2026, 5, 4, 9, tzinfo=UTC)).when(ResumeContract(resumed_on=date(2026, 5, 4)))
    running = later.state.deadlines[HOLD]
    assert running.reminders_sent == 0
    assert all(x > later.now for x in running.plan.reminders)


@pytest.mark.parametrize("step", [INVITE, HOLD])
def test_a_moved_last_day_opens_no_step_and_plans_on_working_days(step: str) -> None:
    before = given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT)
    after = before.when(ExtendLastDay(step=step, last_day=date(2026, 5, 13), reason="Sjukdom."))
    assert not any(isinstance(x, StepOpened) for x in after.happened)
    [anew] = [x for x in after.happened if isinstance(x, DeadlineSet)]
    days = [at.date() for at in (*anew.reminders, *(rung.at for rung in anew.rungs))]
    assert all(POLICY.calendar.is_working_day(day) for day in days)
    assert fold(before.state, after.happened).deadlines[step].plan == anew
