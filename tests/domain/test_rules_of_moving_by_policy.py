"""Another policy moves running last days: by its calendar, from the same start, by the same rule."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as drawn, strategies as st

from domain.calendar import Calendar
from domain.context import Context
from domain.decide import decide
from domain.derivation import Derivation, DerivationLine
from domain.facts import StepLimit, TimeLimit
from domain.happened import fold
from domain.moving_by_policy import (
    MISSED,
    WOULD_HAVE_PASSED,
    MoveLastDays,
    changed_limits,
    days_behind,
    move_of,
)
from domain.passing_time import LetTimePass, next_instant
from domain.plan import DeadlinePlan
from domain.policy import Policy
from domain.process.dialogue import HOLD, INVITE
from domain.process.extension import ExtendLastDay
from domain.process.suspension import ResumeContract, SuspendContract
from domain.process.triage import ClauseTriaged
from domain.refusal import Refusal
from domain.step_events import DeadlineMissed, DeadlineMoved, DeadlineSet, StepEscalated, StepReminded
from domain.vocabulary import Clause, TimeUnit
from tests.builders import AWAITING_SIGNATURE, IN_AWARD, POLICY, REGISTERED, SIGN_CONTRACT, TODAY
from tests.domain.likely import likely_command
from tests.scenario import Scenario, given

FRIDAY = date(2026, 3, 6)  # the last day to invite; to hold: Monday 30 March
REASON = "Klämdag enligt kommunstyrelsen."


def closed(*days: date, name: str = "Klämdag", policy: Policy = POLICY) -> Policy:
    """Another version of the policy, in which these days are the municipality's own days off."""
    own = {**policy.calendar.closing_days, **dict.fromkeys(days, name)}
    calendar = replace(policy.calendar, version=f"holidays + {len(own)}", closing_days=own)
    return policy.model_copy(update={"version": f"karlstad {len(own):08}", "calendar": calendar})


def moving(policy: Policy, adopted_on: date = TODAY) -> MoveLastDays:
    calendar = policy.calendar.version
    return MoveLastDays(policy=policy.version, calendar=calendar, adopted_on=adopted_on, reason=REASON)


def moved(before: Scenario, policy: Policy, adopted_on: date | None = None) -> Scenario:
    context = Context(before.now, before.now.date(), policy)
    events = decide(before.state, moving(policy, adopted_on or context.today), context)
    beginnings = (*before.beginnings, before.state.version + 1) if events else before.beginnings
    return replace(before, state=fold(before.state, events), happened=events, beginnings=beginnings)


def due(step: str, scenario: Scenario) -> date:
    return scenario.state.deadlines[step].plan.due


UNDER_WAY = given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT)


def test_a_closing_day_on_the_last_day_moves_it_to_the_next_working_day_with_the_reason() -> None:
    policy = closed(FRIDAY)
    after = moved(UNDER_WAY, policy)
    told, anew = after.happened
    assert told == DeadlineMoved(step=INVITE, was=FRIDAY, policy=policy.version, reason=REASON)
    assert isinstance(anew, DeadlineSet)
    assert (anew.step, anew.due) == (INVITE, date(2026, 3, 9))
    assert (anew.derivation.policy, anew.derivation.calendar) == (policy.version, policy.calendar.version)
    assert (FRIDAY, "Klämdag", True) in [(day.day, day.why, day.own) for day in anew.derivation.skipped]


def test_a_closing_day_on_the_way_moves_working_days_and_leaves_days_alone() -> None:
    after = moved(UNDER_WAY, closed(date(2026, 3, 4)))
    assert (due(INVITE, after), due(HOLD, after)) == (date(2026, 3, 9), due(HOLD, UNDER_WAY))


def test_a_day_off_that_is_taken_back_moves_it_back() -> None:
    there = moved(UNDER_WAY, closed(FRIDAY))
    back = moved(there, POLICY)
    assert due(INVITE, back) == FRIDAY
    assert back.state.deadlines[INVITE].plan == UNDER_WAY.state.deadlines[INVITE].plan


def test_moved_twice_by_the_same_policy_it_has_moved_once() -> None:
    policy = closed(FRIDAY)
    assert moved(moved(UNDER_WAY, policy), policy).happened == ()


def test_reminders_and_rungs_start_afresh() -> None:
    at_eight = datetime(2026, 3, 5, 9, tzinfo=UTC)
    reminded = UNDER_WAY.at(at_eight).when(LetTimePass())
    assert [x.step for x in reminded.happened if isinstance(x, StepReminded)] == [INVITE]
    after = moved(reminded, closed(FRIDAY, date(2026, 3, 9)))
    running = after.state.deadlines[INVITE]
    assert (running.reminders_sent, running.rungs_climbed, running.missed) == (0, 0, False)
    assert running.plan.due == date(2026, 3, 10)
    assert [at.date() for at in running.plan.reminders] == []  # a working day before, at eight: has passed
    assert [rung.at.date() for rung in running.plan.rungs] == [date(2026, 3, 11)]


def test_what_was_missed_does_not_move() -> None:
    late = UNDER_WAY.at(datetime(2026, 3, 9, 9, tzinfo=UTC)).when(LetTimePass())
    assert [x.step for x in late.happened if isinstance(x, DeadlineMissed)] == [INVITE]
    assert moved(late, closed(FRIDAY)).happened == ()
    unnoticed = UNDER_WAY.at(datetime(2026, 3, 9, 9, tzinfo=UTC))
    assert moved(unnoticed, closed(FRIDAY)).happened == ()


def test_what_was_not_missed_when_the_policy_was_adopted_moves_however_late_the_machine_is() -> None:
    after = moved(UNDER_WAY.at(datetime(2026, 3, 9, 9, tzinfo=UTC)), closed(FRIDAY), adopted_on=FRIDAY)
    assert due(INVITE, after) == date(2026, 3, 9)


def test_no_last_day_moves_to_a_day_that_has_passed() -> None:
    longer = moved(UNDER_WAY, closed(FRIDAY))
    on_monday = replace(longer, now=datetime(2026, 3, 9, 9, tzinfo=UTC))
    assert moved(on_monday, POLICY).happened == ()


def test_a_clauses_own_limit_stays_and_its_last_day_moves_by_the_calendar_alone() -> None:
    limit = StepLimit(
        step=INVITE, limit=TimeLimit(number=4, unit=TimeUnit.WORKING_DAYS), clause_point="Avtalet 7.2"
    )
    clause = ClauseTriaged(clause=Clause.DIALOGUE, time_limits=(limit,))
    by_clause = given(REGISTERED, clause, *AWAITING_SIGNATURE[len(IN_AWARD) :]).when(SIGN_CONTRACT)
    assert due(INVITE, by_clause) == date(2026, 3, 5)
    after = moved(by_clause, with_limit(closed(date(2026, 3, 5)), 20))
    (_, anew) = after.happened
    assert isinstance(anew, DeadlineSet)
    assert anew.due == FRIDAY
    assert [(line.number, line.basis) for line in anew.derivation.lines if line.sign == "+"] == [
        (4, "Avtalet 7.2")
    ]


def with_limit(policy: Policy, working_days: int) -> Policy:
    limit = TimeLimit(number=working_days, unit=TimeUnit.WORKING_DAYS)
    rule = policy.steps[INVITE].model_copy(update={"limit": limit})
    return policy.model_copy(update={"version": "karlstad 0000000f", "steps": {**policy.steps, INVITE: rule}})


def test_another_limit_of_the_routine_holds_for_last_days_set_from_then_on() -> None:
    policy = with_limit(POLICY, 20)
    assert moved(UNDER_WAY, policy).happened == ()
    was = TimeLimit(number=5, unit=TimeUnit.WORKING_DAYS)
    assert list(changed_limits(POLICY, policy)) == [(INVITE, was, was.model_copy(update={"number": 20}))]
    assert list(changed_limits(POLICY, closed(FRIDAY))) == []


def test_a_newer_calendar_of_red_days_moves_too_and_says_by_which_days() -> None:
    red = {**POLICY.calendar.red_days, FRIDAY: "Ny helgdag"}
    del red[date(2026, 4, 3)]
    newer = replace(POLICY.calendar, version="holidays 9.9", red_days=red)
    policy = POLICY.model_copy(update={"calendar": newer})
    plan = UNDER_WAY.state.deadlines[INVITE].plan
    move = move_of(plan, policy, TODAY, missed=False)
    assert move
    assert move.due == date(2026, 3, 9)
    behind = list(days_behind(plan.derivation, move.derivation, POLICY, policy))
    assert behind == [(FRIDAY, "Ny helgdag", True)]
    back = move_of(plan.model_copy(update=move._asdict()), POLICY, TODAY, missed=False)
    assert back
    assert list(days_behind(move.derivation, back.derivation, policy, POLICY)) == [
        (FRIDAY, "Ny helgdag", False)
    ]


@pytest.mark.parametrize(
    ("missed", "adopted_on", "stays"), [(True, TODAY, MISSED), (False, date(2026, 3, 7), MISSED)]
)
def test_what_stays_says_why(missed: bool, adopted_on: date, stays: str) -> None:
    move = move_of(UNDER_WAY.state.deadlines[INVITE].plan, closed(FRIDAY), adopted_on, missed=missed)
    assert move
    assert move.stays == stays


def test_what_would_have_passed_says_so_too() -> None:
    plan = moved(UNDER_WAY, closed(FRIDAY)).state.deadlines[INVITE].plan
    move = move_of(plan, POLICY, date(2026, 3, 9), missed=False)
    assert move
    assert (move.due, move.stays) == (FRIDAY, WOULD_HAVE_PASSED)
    on_friday = move_of(plan, POLICY, FRIDAY, missed=False)
    assert on_friday
    assert on_friday.stays == ""


def test_a_day_that_somebody_decided_on_moves_only_when_nobody_works_on_it() -> None:
    plan = UNDER_WAY.state.deadlines[INVITE].plan
    decided = plan.model_copy(update={"due": date(2026, 3, 17)})  # its sum still ends on the sixth
    assert move_of(decided, closed(FRIDAY), TODAY, missed=False) is None
    move = move_of(decided, closed(date(2026, 3, 17)), TODAY, missed=False)
    assert move
    assert move.due == date(2026, 3, 18)
    again = move_of(
        DeadlinePlan(step=INVITE, due=move.due, derivation=move.derivation), POLICY, TODAY, missed=False
    )
    assert again
    assert again.due == decided.due


def test_while_a_contract_is_suspended_nothing_of_it_moves_and_what_was_left_is_kept() -> None:
    rests = UNDER_WAY.when(SuspendContract(suspended_on=TODAY, reason="Paus."))
    assert moved(rests, closed(FRIDAY)).happened == ()


def test_what_was_carried_over_a_rest_stays_told() -> None:
    later = datetime(2026, 5, 4, 9, tzinfo=UTC)
    rested = UNDER_WAY.when(SuspendContract(suspended_on=TODAY, reason="Paus.")).at(later)
    resumed = rested.when(ResumeContract(resumed_on=later.date()))
    before = resumed.state.deadlines[INVITE].plan.derivation
    after = moved(resumed, closed(due(INVITE, resumed)))
    assert after.state.deadlines[INVITE].plan.derivation.rests == before.rests != ()
    assert due(INVITE, after) > due(INVITE, resumed)


def test_a_persons_word_about_a_last_day_stays_told_when_a_policy_moves_it() -> None:
    later = date(2026, 4, 20)
    extended = UNDER_WAY.when(ExtendLastDay(step=HOLD, last_day=later, reason="Sjukdom."))
    before = extended.state.deadlines[HOLD].plan.derivation
    after = moved(extended, closed(later))
    assert due(HOLD, after) == date(2026, 4, 21)
    assert after.state.deadlines[HOLD].plan.derivation.overrides == before.overrides != ()


def test_the_words_of_the_clause_stay_told_when_a_policy_moves_its_last_day() -> None:
    limit = StepLimit(
        step=INVITE, limit=TimeLimit(number=4, unit=TimeUnit.WORKING_DAYS), clause_text="Inom fyra dagar."
    )
    clause = ClauseTriaged(clause=Clause.DIALOGUE, time_limits=(limit,))
    by_clause = given(REGISTERED, clause, *AWAITING_SIGNATURE[len(IN_AWARD) :]).when(SIGN_CONTRACT)
    after = moved(by_clause, closed(due(INVITE, by_clause)))
    assert due(INVITE, after) == FRIDAY
    assert after.state.deadlines[INVITE].plan.derivation.clause == "Inom fyra dagar."


def test_a_day_that_somebody_decided_on_has_neither_clause_nor_law_as_its_basis_when_it_moves() -> None:
    plan = UNDER_WAY.state.deadlines[INVITE].plan
    decided = plan.model_copy(update={"due": date(2026, 3, 17)})  # its sum still ends on the sixth
    move = move_of(decided, closed(date(2026, 3, 17)), TODAY, missed=False)
    assert move
    assert move.derivation.lines[0] == DerivationLine(
        sign="", what="That day was decided on", on=date(2026, 3, 17), basis=""
    )


def test_a_day_that_passed_unnoticed_before_a_suspension_does_not_move_while_that_lasts() -> None:
    monday = datetime(2026, 3, 9, 9, tzinfo=UTC)
    rests = UNDER_WAY.at(monday).when(SuspendContract(suspended_on=monday.date(), reason="Paus."))
    assert due(INVITE, rests) == FRIDAY
    assert moved(rests, closed(FRIDAY), adopted_on=FRIDAY).happened == ()


def test_by_a_policy_that_is_not_in_force_any_more_nothing_moves() -> None:
    context = Context(UNDER_WAY.now, TODAY, closed(FRIDAY, TODAY))
    assert decide(UNDER_WAY.state, moving(closed(FRIDAY)), context) == ()
    same_file = moving(closed(FRIDAY, TODAY)).model_copy(update={"calendar": "holidays 9.9"})
    assert decide(UNDER_WAY.state, same_file, context) == ()


def test_no_contract_no_last_days() -> None:
    with pytest.raises(Refusal, match="no such contract"):
        decide(given().state, moving(POLICY), Context(UNDER_WAY.now, TODAY, POLICY))


@st.composite
def a_calendar(draw: st.DrawFn, dues: list[date]) -> Policy:
    days = draw(st.sets(st.dates(TODAY, date(2027, 3, 1)), max_size=40))
    days |= draw(st.sets(st.sampled_from(dues or [TODAY])))
    no_more = draw(st.sets(st.sampled_from(sorted(d for d in POLICY.calendar.red_days if d.year == 2026))))
    red = {day: name for day, name in POLICY.calendar.red_days.items() if day not in no_more}
    calendar = Calendar(version="another", red_days=red, closing_days=dict.fromkeys(days, "Stängt"))
    return POLICY.model_copy(update={"version": "another", "calendar": calendar})


@drawn(st.data())
def test_whatever_the_contract_what_is_planned_is_what_moves(data: st.DataObject) -> None:
    """The plan reads the read model, which holds due, derivation and outcome: no more is looked at here."""
    scenario = UNDER_WAY
    for _ in range(data.draw(st.integers(0, 8))):
        scenario = scenario.when(data.draw(likely_command(scenario.state, scenario.now.date())))
        scenario = scenario.at(scenario.now + data.draw(st.timedeltas(timedelta(0), timedelta(days=20))))
    dues = [running.plan.due for running in scenario.state.deadlines.values()]
    policy = data.draw(a_calendar(dues))
    today = Context(scenario.now, TODAY, policy).today
    planned = {}
    for step, running in scenario.state.deadlines.items():
        as_stored = Derivation.model_validate_json(running.plan.derivation.model_dump_json())
        plan = DeadlinePlan(step=step, due=running.plan.due, derivation=as_stored)
        move = move_of(plan, policy, today, missed=running.missed)
        if move and not move.stays:
            planned[step] = (plan.due, move.due)
    after = moved(scenario, policy, adopted_on=today)
    was = {e.step: e.was for e in after.happened if isinstance(e, DeadlineMoved)}
    now = {e.step: e.due for e in after.happened if isinstance(e, DeadlineSet)}
    assert {step: (was[step], now[step]) for step in was} == planned
    assert all(policy.calendar.is_working_day(day) for day in now.values())
    assert moved(after, policy, adopted_on=today).happened == ()


def test_a_rung_that_a_new_day_off_holds_back_comes_the_working_day_after_and_nothing_was_late() -> None:
    missed = UNDER_WAY.at(datetime(2026, 3, 31, 9, tzinfo=UTC)).when(LetTimePass())
    second = missed.state.deadlines[HOLD].plan.rungs[1].at
    day_off = closed(second.date())
    after = moved(missed, day_off).under(day_off)
    assert not [x for x in after.at(second).when(LetTimePass()).happened if isinstance(x, StepEscalated)]
    next_at = next_instant(after.state, second, day_off)
    assert next_at == second + timedelta(days=1)
    climbed = after.at(next_at).when(LetTimePass())
    [rung] = [x for x in climbed.happened if isinstance(x, StepEscalated) and x.step == HOLD]
    assert (rung.rung, rung.planned_at, rung.late_by) == (2, next_at, timedelta())
    assert climbed.state.deadlines[HOLD].last_rung_at == next_at
