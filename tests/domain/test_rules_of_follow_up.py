"""Follow-up beside the placements, and the evaluation that closes the contract."""

import pytest

from domain.command import Command
from domain.open_steps import open_steps
from domain.process.delivery import DeliveryConcluded
from domain.process.evaluation import EVALUATE, ContractClosed, ContractEvaluated, EvaluateContract
from domain.process.follow_up import ApproveFollowUp, ReportFollowUp
from domain.process.follow_up_plan import FOLLOW_UP, PLAN
from domain.process.placement import PLACE
from tests.builders import APPROVED, CLOSED, IN_COMMITMENT, IN_DELIVERY, IN_EVALUATION, REPORTED
from tests.scenario import given

REPORT = ReportFollowUp(report=REPORTED.report)
EVALUATE_CONTRACT = EvaluateContract(assessment="Väl genomfört.")
NO_MORE_PLACES = DeliveryConcluded(reason="Inget mer behov.")


def test_a_follow_up_is_reported_as_often_as_there_is_something_to_report() -> None:
    given(*IN_DELIVERY).when(REPORT).then(REPORTED).when(REPORT).then(REPORTED)


def test_a_report_does_not_end_the_follow_up() -> None:
    assert FOLLOW_UP in open_steps(given(*IN_DELIVERY).when(REPORT).state)


def test_a_reported_follow_up_is_approved() -> None:
    approved = given(*IN_DELIVERY, REPORTED).when(ApproveFollowUp()).then(APPROVED)
    assert open_steps(approved.state) == (PLAN, PLACE)


def test_there_is_nothing_to_approve_before_a_report() -> None:
    given(*IN_DELIVERY).when(ApproveFollowUp()).refused("nothing_reported")


@pytest.mark.parametrize("command", [REPORT, ApproveFollowUp()])
def test_an_approved_follow_up_is_over(command: Command) -> None:
    given(*IN_DELIVERY, REPORTED, APPROVED).when(command).refused("follow_up_approved")


def test_the_evaluation_comes_when_both_placing_and_follow_up_are_over() -> None:
    given(*IN_DELIVERY, REPORTED, APPROVED).when(EVALUATE_CONTRACT).refused("wrong_phase")
    both = given(*IN_DELIVERY, REPORTED, NO_MORE_PLACES).when(ApproveFollowUp())
    assert open_steps(both.state) == (EVALUATE,)


def test_the_evaluation_closes_the_contract() -> None:
    closed = given(*IN_EVALUATION).when(EVALUATE_CONTRACT)
    closed.then(ContractEvaluated(assessment="Väl genomfört."), ContractClosed())
    assert open_steps(closed.state) == ()


@pytest.mark.parametrize("command", [REPORT, ApproveFollowUp(), EVALUATE_CONTRACT])
def test_follow_up_and_evaluation_belong_to_their_phases(command: Command) -> None:
    given(*IN_COMMITMENT).when(command).refused("wrong_phase")
    given(*CLOSED).when(command).refused("contract_closed")
