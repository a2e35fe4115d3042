"""Follow-up beside the placements, and the evaluation that closes the contract."""

import pytest

from domain import commands as c, events as e
from domain.process import open_steps
from domain.vocabulary import Step
from tests.builders import APPROVED, CLOSED, IN_COMMITMENT, IN_DELIVERY, IN_EVALUATION, REPORTED
from tests.scenario import given

REPORT = c.ReportFollowUp(report=REPORTED.report)
EVALUATE = c.EvaluateContract(assessment="Väl genomfört.")
NO_MORE_PLACES = e.DeliveryConcluded(reason="Inget mer behov.")


def test_a_follow_up_is_reported_as_often_as_there_is_something_to_report() -> None:
    given(*IN_DELIVERY).when(REPORT).then(REPORTED).when(REPORT).then(REPORTED)


def test_a_report_does_not_end_the_follow_up() -> None:
    assert Step.FOLLOW_UP in open_steps(given(*IN_DELIVERY).when(REPORT).state)


def test_a_reported_follow_up_is_approved() -> None:
    approved = given(*IN_DELIVERY, REPORTED).when(c.ApproveFollowUp()).then(APPROVED)
    assert open_steps(approved.state) == (Step.PLACE,)


def test_there_is_nothing_to_approve_before_a_report() -> None:
    given(*IN_DELIVERY).when(c.ApproveFollowUp()).refused("nothing_reported")


@pytest.mark.parametrize("command", [REPORT, c.ApproveFollowUp()])
def test_an_approved_follow_up_is_over(command: c.Command) -> None:
    given(*IN_DELIVERY, REPORTED, APPROVED).when(command).refused("follow_up_approved")


def test_the_evaluation_comes_when_both_placing_and_follow_up_are_over() -> None:
    given(*IN_DELIVERY, REPORTED, APPROVED).when(EVALUATE).refused("wrong_phase")
    both = given(*IN_DELIVERY, REPORTED, NO_MORE_PLACES).when(c.ApproveFollowUp())
    assert open_steps(both.state) == (Step.EVALUATE,)


def test_the_evaluation_closes_the_contract() -> None:
    closed = given(*IN_EVALUATION).when(EVALUATE)
    closed.then(e.ContractEvaluated(assessment="Väl genomfört."), e.ContractClosed())
    assert open_steps(closed.state) == ()


@pytest.mark.parametrize("command", [REPORT, c.ApproveFollowUp(), EVALUATE])
def test_follow_up_and_evaluation_belong_to_their_phases(command: c.Command) -> None:
    given(*IN_COMMITMENT).when(command).refused("wrong_phase")
    given(*CLOSED).when(command).refused("contract_closed")
