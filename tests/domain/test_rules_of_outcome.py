"""How it went afterwards, at 3, 6 and 12 months: counts of those who completed a placement, never who."""

from datetime import UTC, date, datetime

import pytest

from domain.open_steps import open_steps
from domain.process.ending import TerminateContract
from domain.process.evaluation import EVALUATE, EvaluateContract
from domain.process.outcome import (
    OUTCOME,
    ConcludeOutcomes,
    OutcomeRecorded,
    OutcomesConcluded,
    RecordOutcome,
)
from domain.process.placement import CompletePlacement, PlacementCompleted, PlacementStarted
from domain.step_events import DeadlineMet, DeadlineWaived
from domain.vocabulary import Form
from tests.builders import APPROVED, IN_DELIVERY, IN_EVALUATION, REPORTED, TODAY, completed, started
from tests.scenario import Scenario, given

COMPLETED_ON = date(2026, 3, 2)
BOTH = (started(1, TODAY), started(2, TODAY), completed(1, TODAY))
ALL_IN = given(*IN_DELIVERY, REPORTED, APPROVED, *BOTH)
BY_MONTHS = {3: date(2026, 6, 2), 6: date(2026, 9, 2), 12: date(2027, 3, 2)}


def evaluating() -> Scenario:
    return ALL_IN.when(CompletePlacement(placement=2, completed_on=COMPLETED_ON))


def outcome(months: int, working: int = 1) -> RecordOutcome:
    return RecordOutcome(months=months, working=working, studying=1, placed=0, other=0, unknown=0)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def test_after_the_placements_the_outcome_is_asked_for_before_the_evaluation() -> None:
    after = evaluating()
    assert open_steps(after.state) == (OUTCOME,)
    assert after.state.deadlines[OUTCOME].plan.due == date(2026, 7, 2)  # 3 months, then 30 days
    after.when(EvaluateContract(assessment="Bra.")).refused("outcomes_missing")


def test_one_outcome_told_the_next_is_asked_for_with_its_own_last_day() -> None:
    first = evaluating().at(at(BY_MONTHS[3])).when(outcome(3))
    event = OutcomeRecorded(months=3, working=1, studying=1, placed=0, other=0, unknown=0)
    assert event in first.happened
    assert DeadlineMet(step=OUTCOME, done_on=BY_MONTHS[3]) in first.happened
    assert first.state.deadlines[OUTCOME].plan.due == date(2026, 10, 2)


def test_with_the_last_outcome_in_the_contract_is_evaluated() -> None:
    after = evaluating()
    for months, day in BY_MONTHS.items():
        after = after.at(at(day)).when(outcome(months))
    assert open_steps(after.state) == (EVALUATE,)


def test_where_no_more_can_be_told_the_evaluation_comes_at_once() -> None:
    after = evaluating().when(ConcludeOutcomes(reason="Verksamheten är nedlagd."))
    assert OutcomesConcluded(reason="Verksamheten är nedlagd.") in after.happened
    assert DeadlineWaived(step=OUTCOME) in after.happened
    assert open_steps(after.state) == (EVALUATE,)


def test_an_outcome_is_told_when_the_months_have_passed() -> None:
    evaluating().at(at(date(2026, 6, 1))).when(outcome(3)).refused("outcome_too_early")


def test_everyone_is_counted_once() -> None:
    evaluating().at(at(BY_MONTHS[3])).when(outcome(3, working=2)).refused("outcome_of_others")
    evaluating().at(at(BY_MONTHS[3])).when(outcome(3, working=0)).refused("outcome_of_others")


@pytest.mark.parametrize("months", [4, 5])
def test_only_three_six_and_twelve_months_are_asked_for(months: int) -> None:
    evaluating().at(at(BY_MONTHS[12])).when(outcome(months)).refused("outcome_not_asked")


def test_the_same_outcome_is_told_once() -> None:
    first = evaluating().at(at(BY_MONTHS[3])).when(outcome(3))
    first.when(outcome(3)).refused("outcome_not_asked")


def test_where_nobody_had_a_place_nothing_is_asked() -> None:
    given(*IN_EVALUATION).when(outcome(3)).refused("no_outcome_asked")
    given(*IN_EVALUATION).when(ConcludeOutcomes(reason="Inget.")).refused("no_outcome_asked")
    assert open_steps(given(*IN_EVALUATION).state) == (EVALUATE,)


def test_a_study_visit_leads_to_nothing_that_can_be_counted() -> None:
    visits = [
        PlacementStarted(placement=n, commitment=1, form=Form.STUDY_VISIT, started_on=TODAY) for n in (1, 2)
    ]
    over = [PlacementCompleted(placement=n, completed_on=TODAY) for n in (1, 2)]
    assert open_steps(given(*IN_DELIVERY, REPORTED, APPROVED, *visits, *over).state) == (EVALUATE,)


def test_a_terminated_contract_is_not_asked() -> None:
    ended = ALL_IN.when(TerminateContract(terminated_on=TODAY, reason="Konkurs."))
    assert open_steps(ended.state) == (EVALUATE,)


def test_outcomes_belong_to_the_evaluation() -> None:
    ALL_IN.when(outcome(3)).refused("wrong_phase")
