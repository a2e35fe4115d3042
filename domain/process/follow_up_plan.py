"""The joint plan of when the supplier reports: drawn up after the dialogue, and again at every prolongation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.calendar import months_after
from domain.command import Command, Shown, Wording
from domain.context import Context
from domain.contract import Contract, changed
from domain.free_text import FreeText
from domain.guards import must_be_in
from domain.happened import Happened
from domain.notice import THE_SUPPLIER, Letter, Notice
from domain.policy import Policy
from domain.process.taken_over import TakenOver
from domain.refusal import Refusal
from domain.step import THAT_DAY, Heading, Start, Step, when_opened
from domain.vocabulary import Phase, Role
from domain.words import N_

PLAN, FOLLOW_UP = "plan", "follow_up"

FOLLOW_UP_PLANNED = Letter(
    "follow_up_planned",
    N_("The follow-up plan"),
    N_("{contract}: the follow-up plan"),
    N_("The days on which to report are settled. The first is {due}."),
)
LETTERS = (FOLLOW_UP_PLANNED,)


@dataclass(frozen=True)
class FollowUpPlan:
    """`reports_on`: the days agreed, from the report numbered `first` on. `is_current`: not since prolonged."""

    reports_on: tuple[date, ...] = ()
    first: int = 0
    is_current: bool = False


class FollowUpPlanned(Happened):
    says: ClassVar[str] = N_("The follow-up plan was drawn up: report on {reports_on}.")
    moves: ClassVar[tuple[str, ...]] = (FOLLOW_UP,)
    type: Literal["FollowUpPlanned"] = "FollowUpPlanned"
    reports_on: tuple[date, ...]
    note: FreeText | None = None

    def evolve(self, state: Contract) -> Contract:
        first = state.reports_approved
        planned = changed(state, reports_planned=first + len(self.reports_on))
        return planned.having(FollowUpPlan(self.reports_on, first, is_current=True))

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        for recipient in (THE_SUPPLIER, Role.COORDINATOR):
            yield Notice(
                FOLLOW_UP_PLANNED.kind, recipient, step=FOLLOW_UP, due=min(self.reports_on, default=None)
            )


class PlanFollowUp(Command):
    """The days on which the supplier reports, settled with the supplier."""

    wording: ClassVar[Wording] = Wording(
        N_("Draw up the follow-up plan"), N_("Save the plan"), N_("The follow-up plan is saved.")
    )
    type: Literal["plan_follow_up"] = "plan_follow_up"
    reports_on: Annotated[
        tuple[date, ...],
        Field(
            min_length=1,
            max_length=40,
            title=N_("Days on which to report"),
            description=N_("One day a line, as 2026-03-30. The days that are still to come."),
        ),
        Shown("dates"),
    ]
    note: Annotated[FreeText | None, Field(title=N_("How it is followed up"))] = None

    @staticmethod
    def may(state: Contract) -> None:
        must_be_in(state, Phase.DELIVERY)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        days = tuple(sorted(set(self.reports_on)))
        if state.signed_on and days[0] < state.signed_on:
            raise Refusal(
                "report_before_signing",
                N_("The contract was signed on {signed_on}; nothing is reported before that."),
                signed_on=state.signed_on,
            )
        yield FollowUpPlanned(reports_on=days, note=self.note)


def suggested_days(state: Contract, today: date, policy: Policy) -> tuple[date, ...]:
    """In the clause's rhythm, else the policy's, from today to the end of the last promise; at least one."""
    rhythm = state.reports_every or policy.reports_every
    until = max((promise.ends_on for promise in state.commitments.values()), default=today)
    days = (months_after(today, rhythm * n) for n in range(1, 41))
    return tuple(day for day in days if day <= until) or (max(until, today),)


def next_report(state: Contract, context: Context) -> Start:
    plan = state.of(FollowUpPlan)
    number = state.reports_approved - plan.first
    if 0 <= number < len(plan.reports_on):
        return Start(plan.reports_on[number], N_("The follow-up plan's day for the report"), THAT_DAY)
    if state.of(TakenOver).on:  # they were concluded before Insats
        return when_opened(state, context)
    return Start(context.occurred_on, N_("The commitments were concluded"))


STEPS = (
    Step(
        PLAN,
        N_("Draw up the follow-up plan"),
        (Phase.DELIVERY,),
        Heading(N_("Draw up the follow-up plan by {day}"), N_("Draw up the follow-up plan")),
        asks=lambda _: "plan_follow_up",
        is_open=lambda state: bool(state.commitments) and not state.of(FollowUpPlan).is_current,
        is_moot=lambda state: not state.of(FollowUpPlan).is_current,
    ),
)
