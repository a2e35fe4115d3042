"""Follow-up: did what was promised come true? Reported, approved, or asked for again."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Wording
from domain.context import Context
from domain.contract import Contract, changed
from domain.free_text import FreeText
from domain.guards import must_be_in
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.phase import is_followed_up
from domain.policy import THE_DEPARTMENT, Policy
from domain.process.common import Why
from domain.process.follow_up_plan import FOLLOW_UP, next_report
from domain.refusal import Refusal
from domain.step import Heading, Step
from domain.vocabulary import Phase
from domain.words import N_

FOLLOW_UP_REPORTED = Letter(
    "follow_up_reported",
    N_("Follow-up report"),
    N_("{contract}: a follow-up report has come"),
    N_("Read the report and approve it."),
)
FOLLOW_UP_REJECTED = Letter(
    "follow_up_rejected",
    N_("The report is asked for again"),
    N_("{contract}: the follow-up report is asked for again"),
    N_("The report was not approved. Hand in a new one. {last_day}"),
)
LETTERS = (FOLLOW_UP_REPORTED, FOLLOW_UP_REJECTED)


def _told(letter: Letter, state: Contract, policy: Policy) -> Iterator[Notice]:
    deadline = state.deadlines.get(FOLLOW_UP)
    due = deadline.plan.due if deadline else None
    departments = (policy.steps[FOLLOW_UP].department,)
    yield Notice(letter.kind, THE_DEPARTMENT, departments, step=FOLLOW_UP, due=due)


class FollowUpReported(Happened):
    says: ClassVar[str] = N_("A follow-up report was handed in.")
    type: Literal["FollowUpReported"] = "FollowUpReported"
    report: FreeText

    def evolve(self, state: Contract) -> Contract:
        return changed(state, report_waits=True)

    def tells(self, state: Contract, policy: Policy) -> Iterator[Notice]:
        return _told(FOLLOW_UP_REPORTED, state, policy)


class NothingToReport(Happened):
    """A report too: silence is told from nothing."""

    says: ClassVar[str] = N_("There was nothing to report.")
    type: Literal["NothingToReport"] = "NothingToReport"

    def evolve(self, state: Contract) -> Contract:
        return changed(state, report_waits=True)

    def tells(self, state: Contract, policy: Policy) -> Iterator[Notice]:
        return _told(FOLLOW_UP_REPORTED, state, policy)


class FollowUpApproved(Happened):
    says: ClassVar[str] = N_("The follow-up was approved.")
    type: Literal["FollowUpApproved"] = "FollowUpApproved"

    def evolve(self, state: Contract) -> Contract:
        return changed(state, report_waits=False, reports_approved=state.reports_approved + 1)


class FollowUpRejected(Happened):
    """The report is asked for again, with the reason."""

    says: ClassVar[str] = N_("The follow-up report was not approved; a new one is asked for.")
    type: Literal["FollowUpRejected"] = "FollowUpRejected"
    reason: FreeText

    def evolve(self, state: Contract) -> Contract:
        return changed(state, report_waits=False)

    def tells(self, state: Contract, policy: Policy) -> Iterator[Notice]:
        return _told(FOLLOW_UP_REJECTED, state, policy)


def may_report(state: Contract) -> None:
    must_be_in(state, Phase.DELIVERY)
    if is_followed_up(state):
        raise Refusal("follow_up_approved", N_("The follow-up is already approved."))


def may_judge(state: Contract) -> None:
    may_report(state)
    if not state.report_waits:
        raise Refusal("nothing_reported", N_("There is no report to approve yet."))


class ReportFollowUp(Command):
    wording: ClassVar[Wording] = Wording(
        N_("Report the follow-up"), N_("Hand in the report"), N_("The report is handed in.")
    )
    type: Literal["report_follow_up"] = "report_follow_up"
    report: Annotated[
        FreeText,
        Field(
            title=N_("What came of it?"), description=N_("Write nothing about people who may get a place.")
        ),
    ]

    @staticmethod
    def may(state: Contract) -> None:
        may_report(state)

    def decide(self, _state: Contract, _: Context) -> Iterator[Happened]:
        yield FollowUpReported(report=self.report)


class ReportNothing(Command):
    """Said with one press of a button, so that nobody has to chase it."""

    wording: ClassVar[Wording] = Wording(
        N_("Nothing to report"),
        N_("There is nothing to report"),
        N_("It is saved that there is nothing to report."),
    )
    type: Literal["report_nothing"] = "report_nothing"

    @staticmethod
    def may(state: Contract) -> None:
        may_report(state)
        if state.report_waits:
            raise Refusal("report_waits", N_("A report has been handed in and waits for approval."))

    def decide(self, _state: Contract, _: Context) -> Iterator[Happened]:
        yield NothingToReport()


class ApproveFollowUp(Command):
    wording: ClassVar[Wording] = Wording(
        N_("Approve the follow-up"), N_("Approve"), N_("The follow-up is approved.")
    )
    type: Literal["approve_follow_up"] = "approve_follow_up"

    @staticmethod
    def may(state: Contract) -> None:
        may_judge(state)

    def decide(self, _state: Contract, _: Context) -> Iterator[Happened]:
        yield FollowUpApproved()


class RejectFollowUp(Command):
    """Ask for the report again, and say why."""

    wording: ClassVar[Wording] = Wording(
        N_("Reject the report and ask for a new one"),
        N_("Reject and ask again"),
        N_("A new report is asked for."),
    )
    type: Literal["reject_follow_up"] = "reject_follow_up"
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        may_judge(state)

    def decide(self, _state: Contract, _: Context) -> Iterator[Happened]:
        yield FollowUpRejected(reason=self.reason)


STEPS = (
    Step(
        FOLLOW_UP,
        N_("Follow-up"),
        (Phase.DELIVERY,),
        Heading(N_("Follow up by {day}"), N_("Follow up the commitments")),
        asks=lambda state: "approve_follow_up" if state.report_waits else "report_follow_up",
        is_open=lambda state: not is_followed_up(state),
        starts=next_report,
        is_moot=lambda state: not state.commitments or state.terminated,
        round=lambda state: state.reports_approved,
        with_supplier=True,
    ),
)
