"""Rules of follow-up and of the final evaluation."""

from collections.abc import Iterator

from domain import commands as c, events as e
from domain.context import Context
from domain.contract import Contract
from domain.guards import must_be_in
from domain.process import is_followed_up
from domain.refusal import Refusal
from domain.vocabulary import Phase
from domain.words import N_


def may_report(state: Contract) -> None:
    must_be_in(state, Phase.DELIVERY)
    if is_followed_up(state):
        raise Refusal("follow_up_approved", N_("The follow-up is already approved."))


def report(_state: Contract, command: c.ReportFollowUp, _: Context) -> Iterator[e.Event]:
    yield e.FollowUpReported(report=command.report)


def may_approve(state: Contract) -> None:
    may_report(state)
    if not state.follow_up_reported:
        raise Refusal("nothing_reported", N_("There is no report to approve yet."))


def approve(_state: Contract, _command: c.ApproveFollowUp, _: Context) -> Iterator[e.Event]:
    yield e.FollowUpApproved()


def reject(_state: Contract, command: c.RejectFollowUp, _: Context) -> Iterator[e.Event]:
    yield e.FollowUpRejected(reason=command.reason)


def may_evaluate(state: Contract) -> None:
    must_be_in(state, Phase.EVALUATION)


def evaluate(_state: Contract, command: c.EvaluateContract, _: Context) -> Iterator[e.Event]:
    yield e.ContractEvaluated(assessment=command.assessment)
    yield e.ContractClosed()
