"""The joint plan of when the supplier reports, and the reports that follow it."""

from dataclasses import replace
from datetime import date

import pytest

from domain.open_steps import open_steps
from domain.process.commitment import CommitmentWithdrawn, ConcludeCommitments
from domain.process.delivery import ConcludeDelivery
from domain.process.follow_up import ApproveFollowUp, NothingToReport, ReportFollowUp, ReportNothing
from domain.process.follow_up_plan import FOLLOW_UP, PLAN, FollowUpPlanned, PlanFollowUp, suggested_days
from domain.process.triage import TriageClause
from domain.step_events import DeadlineMet, DeadlineMoved, DeadlineWaived
from domain.vocabulary import Clause
from tests.builders import (
    AGREE_COMMITMENT,
    IN_COMMITMENT,
    IN_DELIVERY,
    IN_DIALOGUE,
    POLICY,
    REGISTERED,
    SIGNED_ON,
    TODAY,
)
from tests.scenario import given

SEPTEMBER, MARCH = date(2026, 9, 1), date(2027, 3, 1)
DELIVERY = given(*IN_COMMITMENT).when(AGREE_COMMITMENT).when(ConcludeCommitments())
PLAN_TWO = PlanFollowUp(reports_on=(MARCH, SEPTEMBER))
REPORT = ReportFollowUp(report="Två praktikanter.")


def test_a_plan_is_asked_for_when_something_is_promised() -> None:
    assert PLAN in open_steps(DELIVERY.state)
    assert DELIVERY.state.deadlines[PLAN].plan.due == date(2026, 3, 16)  # ten working days


def test_the_plan_is_kept_in_the_order_of_its_days_and_the_first_report_is_due_on_the_first() -> None:
    planned = DELIVERY.when(PLAN_TWO)
    assert FollowUpPlanned(reports_on=(SEPTEMBER, MARCH)) in planned.happened
    assert DeadlineMet(step=PLAN, done_on=TODAY) in planned.happened
    assert DeadlineMoved(step=FOLLOW_UP, was=date(2026, 6, 2)) in planned.happened
    assert planned.state.deadlines[FOLLOW_UP].plan.due == SEPTEMBER


def test_one_report_approved_the_next_is_due_on_the_next_day_of_the_plan() -> None:
    first = DELIVERY.when(PLAN_TWO).when(REPORT).when(ApproveFollowUp())
    assert FOLLOW_UP in open_steps(first.state)
    assert first.state.deadlines[FOLLOW_UP].plan.due == MARCH
    second = first.when(REPORT).when(ApproveFollowUp())
    assert FOLLOW_UP not in open_steps(second.state)


def test_a_new_plan_counts_from_the_reports_that_are_approved() -> None:
    first = DELIVERY.when(PLAN_TWO).when(REPORT).when(ApproveFollowUp())
    later = date(2027, 6, 1)
    again = first.when(PlanFollowUp(reports_on=(later,)))
    assert again.state.deadlines[FOLLOW_UP].plan.due == later
    done = again.when(REPORT).when(ApproveFollowUp())
    assert FOLLOW_UP not in open_steps(done.state)


def test_that_there_is_nothing_to_report_is_a_report_too() -> None:
    told = DELIVERY.when(ReportNothing()).then(NothingToReport())
    told.when(ReportNothing()).refused("report_waits")
    assert FOLLOW_UP not in open_steps(told.when(ApproveFollowUp()).state)


def test_without_promises_there_is_nothing_to_plan() -> None:
    withdrawn = CommitmentWithdrawn(commitment=1, reason="Mindre uppdrag.")
    given(*IN_DELIVERY, withdrawn).when(PLAN_TWO).refused("wrong_phase")
    given(*IN_DIALOGUE).when(PLAN_TWO).refused("wrong_phase")


def test_nothing_is_reported_before_the_signing() -> None:
    early = PlanFollowUp(reports_on=(date(2026, 1, 7), MARCH))
    assert early.reports_on[0] < SIGNED_ON
    DELIVERY.when(early).refused("report_before_signing")


def test_a_plan_that_was_never_drawn_up_is_no_miss_when_the_delivery_is_over() -> None:
    last = DELIVERY.when(ReportNothing()).when(ApproveFollowUp())
    over = last.when(ConcludeDelivery(reason="Inget mer behov."))
    assert DeadlineWaived(step=PLAN) in over.happened


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2026, 3, 2), (date(2026, 9, 2),)),
        (date(2026, 9, 29), (date(2026, 9, 30),)),
        (date(2027, 1, 1), (date(2027, 1, 1),)),
    ],
)
def test_every_half_year_until_the_promise_ends_is_suggested_and_once_at_least(
    today: date, days: tuple[date, ...]
) -> None:
    assert suggested_days(DELIVERY.state, today, POLICY) == days


def test_a_clause_with_a_rhythm_of_its_own_goes_before_the_municipalitys() -> None:
    quarterly = replace(DELIVERY.state, reports_every=3)
    assert suggested_days(quarterly, date(2026, 3, 2), POLICY) == (date(2026, 6, 2), date(2026, 9, 2))
    told = given(REGISTERED).when(TriageClause(clause=Clause.EMPLOYMENT, reports_every=3))
    assert told.state.reports_every == 3
