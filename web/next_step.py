"""The one thing to do next on a contract: who, what, by when, and what time does meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.contract import Contract
from domain.last_rung import proposes_rectification
from domain.open_steps import departments_of, open_steps, responsible_for
from domain.policy import Policy
from domain.process import STEPS
from domain.process.award import SIGN, STANDSTILL
from domain.process.confirming import CONFIRM
from domain.process.follow_up_plan import FOLLOW_UP
from domain.process.standstill import standstill_is_counted, standstill_last_day, standstill_why
from domain.process.triage import TRIAGE
from domain.step import Heading
from domain.vocabulary import Party
from domain.words import N_
from event_store.codec import Recorded
from web.dates import Dates
from web.meanwhile import meanwhile
from web.people import department_names, told_whom
from web.urgency import Urgency, urgency
from web.why import Why, why

IN_COURT = Heading(N_("What has the court decided?"), N_("What has the court decided?"))
TO_APPROVE = Heading(N_("Approve the follow-up by {day}"), N_("Approve the follow-up"))


@dataclass(frozen=True)
class NextStep:
    """`urgency` and `why` are None where no last day runs; `meanwhile`: the next reminder or rung; `proposes`: the
    ladder has come to its last rung, which proposes to record a deficiency."""

    step: str
    whose: str
    heading: str
    urgency: Urgency | None
    meanwhile: str
    why: Why | None
    proposes: bool = False


def next_step(state: Contract, policy: Policy, dates: Dates, recorded: Sequence[Recorded]) -> NextStep | None:
    """The open step whose last day comes first; None when nothing is open."""
    steps = sorted(open_steps(state), key=lambda step: due_of(state, step) or date.max)
    if not steps:
        return None
    step = steps[0]
    deadline, day = state.deadlines.get(step), due_of(state, step)
    if step == STANDSTILL:
        day = standstill_last_day(state, policy.calendar)
    with_day, without = _heading(step, state)
    words = dates.words
    return NextStep(
        step=step,
        whose=_whose(step, state, policy, dates),
        heading=words(with_day, day=dates.long(day)) if day else words(without),
        urgency=urgency(day, dates) if day else None,
        meanwhile=meanwhile(deadline, policy, dates) if deadline else _no_deadline(step, state, dates),
        proposes=bool(deadline) and proposes_rectification(step, state.deadlines[step].rungs_climbed, state),
        why=_why(step, state, policy, dates, recorded),
    )


def _why(
    step: str, state: Contract, policy: Policy, dates: Dates, recorded: Sequence[Recorded]
) -> Why | None:
    if deadline := state.deadlines.get(step):
        return why(deadline.plan.derivation, policy, recorded, dates)
    if step == STANDSTILL and (counted := standstill_why(state, policy)):
        return why(counted[1], policy, recorded, dates)
    return None


def due_of(state: Contract, step: str) -> date | None:
    deadline = state.deadlines.get(step)
    return deadline.plan.due if deadline else None


def _heading(step: str, state: Contract) -> Heading:
    if step == FOLLOW_UP and state.report_waits:
        return TO_APPROVE
    return IN_COURT if step == STANDSTILL and state.appealed else STEPS[step].heading


def _whose(step: str, state: Contract, policy: Policy, dates: Dates) -> str:
    words = dates.words
    if step == CONFIRM and state.confirmed_by == {Party.MUNICIPALITY}:
        return words(N_("Waiting for the supplier"))
    if step == STANDSTILL and state.appealed:
        return words(N_("Waiting for the court"))
    if step == STANDSTILL and standstill_is_counted(state):
        return words(N_("Nothing to do before then"))
    names = department_names(departments_of(step, state, policy), policy, words)
    now = responsible_for(step, state)
    if not now.person:
        return words(N_("Next: {who}"), who=names)
    who = told_whom(now.person, policy, words)
    if now.deputy:
        deputy = told_whom(now.deputy, policy, words)
        return words(
            N_("Next: {who}, deputy {deputy} ({department})"), who=who, deputy=deputy, department=names
        )
    return words(N_("Next: {who} ({department})"), who=who, department=names)


def _no_deadline(step: str, state: Contract, dates: Dates) -> str:
    if step == TRIAGE:
        return dates.words(N_("No time limit runs before that is decided."))
    if step == STANDSTILL and not standstill_is_counted(state):
        return dates.words(N_("Date missing. We do not guess."))
    if step == SIGN:
        return dates.words(N_("Give the day and we work out the rest. We do not guess dates."))
    return ""
