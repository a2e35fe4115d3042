"""A later last day by a person's word, with the reason; and what it does to a miss, the reminders and the rungs."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from domain.calendar import end_of, local
from domain.passing_time import LetTimePass, next_instant
from domain.plan import DeadlinePlan
from domain.process.correction import StrikeEntry
from domain.process.deficiency import RECTIFY, RecordDeficiency
from domain.process.dialogue import HOLD, INVITE, RecordDialogue
from domain.process.extension import ExtendLastDay, LastDayExtended
from domain.process.option import PROLONG, NoteOption
from domain.process.suspension import ResumeContract, SuspendContract, Suspension
from domain.step_events import (
    DeadlineMet,
    DeadlineMissed,
    DeadlineMoved,
    DeadlineSet,
    DoneAfterDeadline,
    MissWithdrawn,
    StepEscalated,
    StepReminded,
)
from tests.builders import AWAITING_SIGNATURE, IN_AWARD, IN_DIALOGUE, POLICY, RECORD_DIALOGUE, SIGN_CONTRACT
from tests.domain.test_rules_of_moving_by_policy import closed, moved
from tests.domain.test_what_moves_a_last_day import REPLACE
from tests.scenario import Scenario, given

HOLD_BY, LATER = date(2026, 3, 30), date(2026, 4, 20)
EXTEND = ExtendLastDay(step=HOLD, last_day=LATER, reason="Leverantörens kontaktperson är sjuk.")
EXTENDED = LastDayExtended(step=HOLD, last_day=LATER, reason=EXTEND.reason)


def hold_runs() -> Scenario:
    return given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT)


def missed() -> Scenario:
    """With its first rung climbed."""
    rung = hold_runs().state.deadlines[HOLD].plan.rungs[0]
    return hold_runs().at(end_of(HOLD_BY)).when(LetTimePass()).at(rung.at).when(LetTimePass())


def plan(scenario: Scenario) -> DeadlinePlan:
    return scenario.state.deadlines[HOLD].plan


def held(on: date) -> RecordDialogue:
    return RECORD_DIALOGUE.model_copy(update={"held_on": on})


def test_the_last_day_moves_and_is_set_anew() -> None:
    after = hold_runs().when(EXTEND).then(EXTENDED, DeadlineMoved(step=HOLD, was=HOLD_BY))
    assert plan(after).due == LATER


def test_it_tells_why_that_day_by_the_entry_that_says_so() -> None:
    before = hold_runs()
    after = before.when(EXTEND)
    why = plan(after).derivation
    assert [(each.entry, each.was) for each in why.overrides] == [(before.state.version + 1, HOLD_BY)]
    assert after.state.past[why.overrides[0].entry - 1] == EXTENDED
    assert [(line.sign, line.on, line.basis) for line in why.lines[:1]] == [("", LATER, "")]


def test_extended_twice_it_keeps_both_words() -> None:
    twice = hold_runs().when(EXTEND).when(EXTEND.model_copy(update={"last_day": date(2026, 4, 27)}))
    assert [each.was for each in plan(twice).derivation.overrides] == [HOLD_BY, LATER]


def test_a_day_off_moves_to_the_next_working_day() -> None:
    saturday = hold_runs().when(EXTEND.model_copy(update={"last_day": date(2026, 4, 18)}))
    assert plan(saturday).due == date(2026, 4, 20)


def test_the_reminders_start_afresh() -> None:
    both = hold_runs()
    for at in plan(both).reminders:
        both = both.at(at).when(LetTimePass())
    after = both.when(EXTEND)
    assert after.state.deadlines[HOLD].reminders_sent == 0
    first = after.at(plan(after).reminders[0]).when(LetTimePass())
    assert StepReminded(step=HOLD, number=1, planned_at=plan(after).reminders[0]) in first.happened


def test_a_miss_stays_recorded_and_its_ladder_ends() -> None:
    before = missed()
    after = before.when(EXTEND).then(EXTENDED)
    assert not after.state.deadlines[HOLD].missed
    assert plan(after).missed_before == (HOLD_BY,)
    assert any(isinstance(each, DeadlineMissed) for each in after.state.past)
    second = before.state.deadlines[HOLD].plan.rungs[1].at
    assert not [x for x in after.at(second).when(LetTimePass()).happened if isinstance(x, StepEscalated)]


def test_missed_once_more_it_climbs_from_the_first_rung() -> None:
    after = missed().when(EXTEND).at(end_of(LATER)).when(LetTimePass())
    assert [x.due for x in after.happened if isinstance(x, DeadlineMissed) and x.step == HOLD] == [LATER]
    climbed = after.at(plan(after).rungs[0].at).when(LetTimePass())
    assert [x.rung for x in climbed.happened if isinstance(x, StepEscalated) and x.step == HOLD] == [1]


def test_what_was_over_before_anybody_noticed_was_missed() -> None:
    """The engine was silent; the day had passed all the same."""
    late = hold_runs().at(end_of(HOLD_BY) + timedelta(hours=9)).when(EXTEND)
    late.then(EXTENDED, DeadlineMissed(step=HOLD, due=HOLD_BY, noticed_late_by=timedelta(hours=9)))
    assert plan(late).missed_before == (HOLD_BY,)


def test_done_by_the_new_day_it_is_met_and_the_miss_stays() -> None:
    after = missed().when(EXTEND).when(held(date(2026, 3, 31)))
    assert DeadlineMet(step=HOLD, done_on=date(2026, 3, 31)) in after.happened
    assert not any(isinstance(x, MissWithdrawn) for x in after.happened)


def test_done_by_the_first_day_and_recorded_late_both_are_in_time() -> None:
    after = missed().when(EXTEND).when(held(HOLD_BY))
    withdrawn = MissWithdrawn(step=HOLD, done_on=HOLD_BY, due=HOLD_BY, told=("department",))
    assert withdrawn in after.happened
    assert DeadlineMet(step=HOLD, done_on=HOLD_BY) in after.happened


def test_done_after_the_new_day_it_was_missed_twice() -> None:
    after = missed().when(EXTEND).at(end_of(LATER)).when(held(date(2026, 4, 21)))
    assert [x.due for x in after.happened if isinstance(x, DeadlineMissed)] == [LATER]
    assert DoneAfterDeadline(step=HOLD, done_on=date(2026, 4, 21)) in after.happened


def test_a_rest_keeps_the_persons_word_and_the_miss() -> None:
    monday = datetime(2026, 4, 6, 9, tzinfo=UTC)
    rests = missed().when(EXTEND).at(monday)
    rests = rests.when(SuspendContract(suspended_on=date(2026, 4, 6), reason="Paus."))
    resumed = rests.at(monday + timedelta(days=7)).when(ResumeContract(resumed_on=date(2026, 4, 13)))
    assert plan(resumed).due == LATER + timedelta(days=7)
    assert [each.was for each in plan(resumed).derivation.overrides] == [HOLD_BY]
    assert plan(resumed).missed_before == (HOLD_BY,)
    time_left = next(line for line in plan(resumed).derivation.lines if line.sign == "+")
    assert time_left.basis == "", "what was left of a person's day is no time of the clause's"


def test_an_extension_that_is_struck_has_moved_nothing() -> None:
    before = hold_runs()
    after = before.when(EXTEND)
    struck = after.when(StrikeEntry(entry=before.state.version + 1, reason="Fel avtal."))
    assert struck.state.deadlines == before.state.deadlines
    assert next_instant(struck.state, struck.now, POLICY) == next_instant(before.state, before.now, POLICY)


def struck(after: Scenario, entry: int) -> Scenario:
    return after.when(StrikeEntry(entry=entry, reason="Fel avtal."))


def test_an_extension_is_struck_with_the_move_that_another_policy_made_of_its_day() -> None:
    before = hold_runs()
    after = moved(before.when(EXTEND), closed(LATER))
    assert plan(after).due == date(2026, 4, 21)
    back = struck(after, before.state.version + 1)
    assert back.state.deadlines == before.state.deadlines


def test_an_extension_that_is_struck_leaves_another_steps_move_by_that_policy() -> None:
    before = hold_runs()
    after = moved(before.when(EXTEND), closed(LATER, date(2026, 3, 6)))
    back = struck(after, before.state.version + 1)
    assert plan(back).due == HOLD_BY
    assert back.state.deadlines[INVITE] == after.state.deadlines[INVITE]


def test_of_two_extensions_the_later_is_struck_first() -> None:
    before = hold_runs()
    once = before.when(EXTEND)
    twice = once.when(EXTEND.model_copy(update={"last_day": date(2026, 4, 27)}))
    struck(twice, before.state.version + 1).refused("others_rest_on_it")
    one = struck(twice, once.state.version + 1)
    assert plan(one).due == LATER
    assert plan(struck(one, before.state.version + 1)).due == HOLD_BY


def test_an_extension_whose_rest_of_time_was_kept_is_struck_after_the_suspension() -> None:
    before = hold_runs()
    extended = before.when(EXTEND)
    rests = extended.when(SuspendContract(suspended_on=date(2026, 3, 2), reason="Paus."))
    struck(rests, before.state.version + 1).refused("others_rest_on_it")
    resumed = rests.when(ResumeContract(resumed_on=date(2026, 3, 2)))
    struck(resumed, before.state.version + 1).refused("others_rest_on_it")
    running = struck(struck(resumed, rests.state.version + 1), extended.state.version + 1)
    assert plan(struck(running, before.state.version + 1)).due == HOLD_BY


def test_a_resumption_is_struck_with_the_move_that_another_policy_made_of_its_day() -> None:
    extended = hold_runs().when(EXTEND)
    rests = extended.when(SuspendContract(suspended_on=date(2026, 3, 2), reason="Paus."))
    resumed = rests.when(ResumeContract(resumed_on=date(2026, 3, 2)))
    back = struck(moved(resumed, closed(LATER)), rests.state.version + 1)
    assert back.state.deadlines == rests.state.deadlines
    assert back.state.of(Suspension) == rests.state.of(Suspension)


def test_an_extension_of_a_day_that_counts_from_something_else_since_is_struck_alone() -> None:
    before = hold_runs()
    replaced = before.when(EXTEND).when(REPLACE)
    assert plan(replaced).due != LATER
    assert plan(struck(replaced, before.state.version + 1)) == plan(replaced)


def test_a_new_last_day_is_later_and_has_not_passed() -> None:
    hold_runs().when(EXTEND.model_copy(update={"last_day": HOLD_BY})).refused("not_later")
    may = hold_runs().at(local(date(2026, 5, 4), POLICY.office_opens))
    may.when(EXTEND).refused("passed_already")
    assert may.when(EXTEND.model_copy(update={"last_day": date(2026, 5, 4)})).refusal == ""


def test_the_laws_own_time_is_nobodys_to_lengthen() -> None:
    in_award = given(*IN_AWARD)
    in_award.when(EXTEND.model_copy(update={"step": "standstill"})).refused("no_last_day")
    limited = hold_runs().state.deadlines
    on_record = Scenario(replace(in_award.state, deadlines=limited))
    on_record.when(EXTEND.model_copy(update={"step": "standstill"})).refused("statutory_time")


def test_a_day_of_a_contract_or_of_a_decision_is_changed_where_it_stands() -> None:
    lacking = hold_runs().when(RecordDeficiency(what="Dialogen uteblev.", rectify_by=date(2026, 3, 20)))
    lacking.when(EXTEND.model_copy(update={"step": RECTIFY})).refused("time_is_decided")
    option = hold_runs().when(NoteOption(prolongs_to=date(2030, 2, 28), say_by=date(2027, 8, 31)))
    option.when(EXTEND.model_copy(update={"step": PROLONG, "last_day": date(2027, 9, 30)})).refused(
        "day_of_the_option"
    )


def test_a_step_without_a_last_day_has_none_to_move() -> None:
    given(*IN_DIALOGUE).when(EXTEND).refused("no_last_day")
    given(*IN_AWARD).when(EXTEND).refused("no_last_day")
    closed_step = hold_runs().when(EXTEND.model_copy(update={"step": "evaluate"}))
    closed_step.refused("step_not_open")


def test_a_suspended_contract_has_no_last_day_to_move() -> None:
    rests = hold_runs().when(SuspendContract(suspended_on=date(2026, 3, 2), reason="Paus."))
    rests.when(EXTEND).refused("contract_suspended")


def test_the_set_event_alone_carries_all_that_is_planned_around_the_day() -> None:
    after = hold_runs().when(EXTEND)
    [anew] = [x for x in after.happened if isinstance(x, DeadlineSet)]
    assert [rung.at.date() for rung in anew.rungs] == [
        POLICY.calendar.working_days_after(LATER, days) for days in (1, 5, 10)
    ]
