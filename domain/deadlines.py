"""When a step is due, and why: one rule a step, computed once, with its derivation."""

from datetime import date, datetime
from typing import NamedTuple

from domain import calendar as time
from domain.calendar import Calendar
from domain.context import Context
from domain.contract import Contract
from domain.derivation import Derivation, DerivationLine
from domain.events import DeadlineSet, Rung
from domain.facts import TimeLimit
from domain.policy import Policy, StepRule
from domain.vocabulary import Step, TimeUnit
from domain.words import N_

UNITS = {
    TimeUnit.DAYS: N_("{number} days"),
    TimeUnit.WORKING_DAYS: N_("{number} working days"),
    TimeUnit.MONTHS: N_("{number} months"),
}


class Start(NamedTuple):
    on: date
    what: str


def start_of(step: Step, state: Contract, context: Context) -> Start:  # noqa: C901 - a case a step
    """The day a step's time limit counts from (day 0)."""
    match step:
        case Step.SIGN if last := standstill_last_day(state, context.policy.calendar):
            return Start(last, N_("The standstill ran out"))
        case Step.INVITE | Step.HOLD if state.count_from and state.count_from > (state.signed_on or date.min):
            return Start(state.count_from, N_("Time limits count from this day, as decided at triage"))
        case Step.INVITE | Step.HOLD if state.signed_on:
            return Start(state.signed_on, N_("The contract was signed"))
        case Step.CONFIRM if state.held:
            return Start(state.held.held_on, N_("The dialogue was held"))
        case Step.AGREE if state.confirmed_on:
            return Start(max(state.confirmed_on.values()), N_("Both parties confirmed the record"))
        case Step.PLACE if state.commitments:
            return Start(max(c.ends_on for c in state.commitments.values()), N_("The promised period ends"))
        case Step.FOLLOW_UP:
            return Start(context.occurred_on, N_("The commitments were concluded"))
        case Step.EVALUATE if (
            state.facts and state.facts.ends_on and state.facts.ends_on > context.occurred_on
        ):
            return Start(state.facts.ends_on, N_("The contract ends"))
        case _:
            return Start(context.occurred_on, N_("The step was opened"))


def deadline_for(step: Step, state: Contract, context: Context) -> DeadlineSet | None:
    """None where neither the clause nor the policy sets a time limit."""
    rule, clause = context.policy.steps[step], state.time_limits.get(step)
    limit = clause.limit if clause else rule.limit
    if limit is None:
        return None
    basis = clause.clause_point if clause and clause.clause_point else rule.basis
    due, derivation = derive(start_of(step, state, context), limit, basis, context.policy)
    return DeadlineSet(
        step=step,
        due=due,
        derivation=derivation,
        reminders=_reminders(rule, due, context),
        rungs=_rungs(rule, due, context.policy),
    )


def derive(start: Start, limit: TimeLimit, basis: str, policy: Policy) -> tuple[date, Derivation]:
    """Contractual time; a last day off moves to the next working day (lag 1930:173, 2 §, as the policy says)."""
    calendar = policy.calendar
    counted = time.add(calendar, start.on, limit.number, limit.unit)
    due = calendar.on_or_after(counted)
    lines = [
        DerivationLine(sign="", what=start.what, on=start.on, basis=""),
        DerivationLine(sign="+", what=UNITS[limit.unit], number=limit.number, on=counted, basis=basis),
    ]
    if due != counted:
        lines.append(
            DerivationLine(
                sign="→",
                what=N_("A day off moves to the next working day"),
                on=due,
                basis="lag (1930:173) 2 §",
            )
        )
    lines.append(DerivationLine(sign="=", what=N_("Last day"), on=due, basis=calendar.version))
    by_working_days = limit.unit is TimeUnit.WORKING_DAYS
    skipped = calendar.not_working_between(start.on if by_working_days else counted - time.DAY, due)
    return due, Derivation(
        lines=tuple(lines), skipped=skipped, policy=policy.version, calendar=calendar.version
    )


def standstill_last_day(state: Contract, calendar: Calendar) -> date | None:
    """None where none is needed, while nobody has said when the award was sent, and while a court
    examines it (LOU 20:8).

    After the court's decision ten days remain (LOU 20:10).
    """
    if state.appealed or state.standstill_waived:
        return None
    if state.court_decided_on:
        return calendar.lawful_on_or_after(state.court_decided_on + time.DAY * 10)
    if sent := state.award_notified:
        return standstill_ends(sent.sent_on, electronically=sent.electronically, calendar=calendar)
    return None


def standstill_ends(sent_on: date, *, electronically: bool, calendar: Calendar) -> date:
    """Last day of the standstill: 10 days when sent electronically, else 15 (LOU 20:1; lag 1930:173, 2 §)."""
    return calendar.lawful_on_or_after(sent_on + time.DAY * (10 if electronically else 15))


def _reminders(rule: StepRule, due: date, context: Context) -> tuple[datetime, ...]:
    """Those whose time has already passed when the deadline is set are left out."""
    policy = context.policy
    days = (policy.calendar.working_days_after(due, -n) for n in sorted(rule.reminders, reverse=True))
    planned = (time.local(day, policy.office_opens) for day in days)
    return tuple(at for at in planned if at > context.now)


def _rungs(rule: StepRule, due: date, policy: Policy) -> tuple[Rung, ...]:
    return tuple(
        Rung(
            at=time.local(
                policy.calendar.working_days_after(due, rung.working_days_after), policy.office_opens
            ),
            recipients=rung.to,
        )
        for rung in rule.ladder
    )
