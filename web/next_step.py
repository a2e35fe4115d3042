"""The one thing to do next on a contract: who, what, by when, and what time does meanwhile."""

from dataclasses import dataclass
from datetime import date

from domain.calendar import date_in_stockholm
from domain.contract import Contract, RunningDeadline
from domain.deadlines import standstill_last_day
from domain.policy import Policy
from domain.process import open_steps
from domain.steps import departments_of
from domain.vocabulary import Party, Step
from domain.words import N_
from web.dates import Dates
from web.people import department_names, recipient_names
from web.urgency import Urgency, urgency
from web.why import Why, why

# step → (with its last day, without one)
HEADINGS: dict[Step, tuple[str, str]] = {
    Step.TRIAGE: (N_("Decide about the clause by {day}"), N_("Which social clause does the contract carry?")),
    Step.STANDSTILL: (
        N_("The standstill runs to and including {day}"),
        N_("When was the award decision sent?"),
    ),
    Step.SIGN: (N_("Sign the contract by {day}"), N_("When was the contract signed?")),
    Step.INVITE: (N_("Invite to the dialogue by {day}"), N_("Invite to the dialogue")),
    Step.HOLD: (N_("Hold the dialogue by {day}"), N_("Hold the dialogue")),
    Step.CONFIRM: (N_("Confirm the record by {day}"), N_("Confirm the record")),
    Step.AGREE: (N_("Agree the commitments by {day}"), N_("Agree the commitments")),
    Step.PLACE: (N_("Start and complete the placements by {day}"), N_("Start and complete the placements")),
    Step.FOLLOW_UP: (N_("Follow up by {day}"), N_("Follow up the commitments")),
    Step.EVALUATE: (N_("Evaluate the contract by {day}"), N_("Evaluate the contract")),
}


IN_COURT = (N_("What has the court decided?"), N_("What has the court decided?"))
TO_APPROVE = (N_("Approve the follow-up by {day}"), N_("Approve the follow-up"))


@dataclass(frozen=True)
class NextStep:
    """`urgency` and `why` are None where no last day runs; `meanwhile`: the next reminder or rung."""

    step: Step
    whose: str
    heading: str
    urgency: Urgency | None
    meanwhile: str
    why: Why | None


def next_step(state: Contract, policy: Policy, dates: Dates) -> NextStep | None:
    """The open step whose last day comes first; None when nothing is open."""
    steps = sorted(open_steps(state), key=lambda step: due_of(state, step) or date.max)
    if not steps:
        return None
    step = steps[0]
    deadline, day = state.deadlines.get(step), due_of(state, step)
    if step is Step.STANDSTILL:
        day = standstill_last_day(state, policy.calendar)
    with_day, without = _headings(step, state)
    words = dates.words
    return NextStep(
        step=step,
        whose=_whose(step, state, policy, dates),
        heading=words(with_day, day=dates.long(day)) if day else words(without),
        urgency=urgency(day, dates) if day else None,
        meanwhile=_meanwhile(deadline, policy, dates) if deadline else _no_deadline(step, state, dates),
        why=why(deadline.plan.derivation, policy.calendar, dates) if deadline else None,
    )


def due_of(state: Contract, step: Step) -> date | None:
    deadline = state.deadlines.get(step)
    return deadline.plan.due if deadline else None


def _headings(step: Step, state: Contract) -> tuple[str, str]:
    if step is Step.FOLLOW_UP and state.follow_up_reported:
        return TO_APPROVE
    return IN_COURT if step is Step.STANDSTILL and state.appealed else HEADINGS[step]


def _whose(step: Step, state: Contract, policy: Policy, dates: Dates) -> str:
    words = dates.words
    if step is Step.CONFIRM and state.confirmed_by == {Party.MUNICIPALITY}:
        return words(N_("Waiting for the supplier"))
    if step is Step.STANDSTILL and state.appealed:
        return words(N_("Waiting for the court"))
    if step is Step.STANDSTILL and state.award_notified:
        return words(N_("Nothing to do before then"))
    names = department_names(departments_of(step, state, policy), policy, words)
    return words(N_("Next: {who}"), who=names)


def _no_deadline(step: Step, state: Contract, dates: Dates) -> str:
    match step:
        case Step.TRIAGE:
            return dates.words(N_("No time limit runs before that is decided."))
        case Step.STANDSTILL if state.award_notified is None:
            return dates.words(N_("Date missing. We do not guess."))
        case Step.SIGN:
            return dates.words(N_("Give the day and we work out the rest. We do not guess dates."))
        case _:
            return ""


def _meanwhile(deadline: RunningDeadline, policy: Policy, dates: Dates) -> str:
    plan, words = deadline.plan, dates.words
    if not deadline.missed:
        ahead = plan.reminders[deadline.reminders_sent :][:1]
        day = dates.short(date_in_stockholm(ahead[0])) if ahead else ""
        return (
            words(N_("We remind on {day}."), day=day)
            if ahead
            else words(N_("No more reminders are planned."))
        )
    if deadline.rungs_climbed >= len(plan.rungs):
        return words(N_("Everyone who is to be told has been told."))
    rung = plan.rungs[deadline.rungs_climbed]
    who = recipient_names(rung.recipients, words)
    return words(
        N_("If it is not done, we tell {who} on {day}."), who=who, day=dates.short(date_in_stockholm(rung.at))
    )
