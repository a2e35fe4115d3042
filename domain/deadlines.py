"""When a step is due, and why: one rule a step, computed once, with its derivation."""

from datetime import date, datetime

from domain import calendar as time
from domain.context import Context
from domain.contract import Contract
from domain.derivation import Derivation, DerivationLine
from domain.facts import TimeLimit
from domain.plan import Rung
from domain.policy import Policy, StepRule
from domain.process import STEPS
from domain.step import Start
from domain.step_events import DeadlineSet
from domain.vocabulary import TimeUnit
from domain.words import N_

MOST = 3650  # days that a time limit may have

UNITS = {
    TimeUnit.DAYS: N_("{number} days"),
    TimeUnit.WORKING_DAYS: N_("{number} working days"),
    TimeUnit.MONTHS: N_("{number} months"),
}


def deadline_for(step: str, state: Contract, context: Context) -> DeadlineSet | None:
    """None where neither the clause nor the policy sets a time limit."""
    rule, clause = context.policy.steps[step], state.time_limits.get(step)
    start = STEPS[step].starts(state, context)
    limit = start.limit or limit_of(step, state, context.policy)
    if limit is None:
        return None
    basis = clause.clause_point if clause and clause.clause_point else rule.basis
    return _planned(step, start, limit, basis, context)


def limit_of(step: str, state: Contract, policy: Policy) -> TimeLimit | None:
    clause = state.time_limits.get(step)
    return clause.limit if clause else policy.steps[step].limit


def unused_time(step: str, state: Contract, context: Context) -> TimeLimit:
    """What is left on the day of a suspension: working days of a limit in working days, else days."""
    limit, since, due = (
        limit_of(step, state, context.policy),
        context.occurred_on,
        state.deadlines[step].plan.due,
    )
    unit = limit.unit if limit and limit.unit is TimeUnit.WORKING_DAYS else TimeUnit.DAYS
    left = (due - since).days
    if unit is TimeUnit.WORKING_DAYS:
        left -= len(context.policy.calendar.not_working_between(since, due))
    return TimeLimit(number=min(left, MOST), unit=unit)


def resumed_deadline(step: str, unused: TimeLimit, state: Contract, context: Context) -> DeadlineSet:
    start = Start(context.occurred_on, N_("The contract was resumed, with the time that was left"))
    return _planned(step, start, unused, context.policy.steps[step].basis, context)


def _planned(step: str, start: Start, limit: TimeLimit, basis: str, context: Context) -> DeadlineSet:
    rule = context.policy.steps[step]
    due, derivation = derive(start, limit, basis, context.policy)
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
    lines = [DerivationLine(sign="", what=start.what, on=start.on, basis="" if limit.number else basis)]
    if limit.number:
        lines.append(
            DerivationLine(sign="+", what=UNITS[limit.unit], number=limit.number, on=counted, basis=basis)
        )
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
