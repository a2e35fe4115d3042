"""When a step is due, and why: one rule a step, computed once, with its derivation."""

from datetime import date, datetime

from domain import calendar as time
from domain.arithmetic import derive
from domain.context import Context
from domain.contract import Contract
from domain.derivation import Derivation, Override, Rest
from domain.facts import TimeLimit
from domain.plan import DeadlinePlan, Rung
from domain.policy import Policy, StepRule
from domain.process import STEPS
from domain.process.suspension import Suspension
from domain.step import Start
from domain.step_events import DeadlineSet
from domain.vocabulary import TimeUnit
from domain.words import N_

MOST = 3650  # days that a time limit may have


def deadline_for(step: str, state: Contract, context: Context) -> DeadlineSet | None:
    """None where neither the clause nor the policy sets a time limit."""
    start = STEPS[step].starts(state, context)
    limit = start.limit or limit_of(step, state, context.policy)
    if limit is None:
        return None
    return _planned(step, start, limit, state, context)


def limit_of(step: str, state: Contract, policy: Policy) -> TimeLimit | None:
    clause = state.time_limits.get(step)
    return clause.limit if clause else policy.steps[step].limit


def basis_of(step: str, state: Contract, policy: Policy) -> str:
    clause = state.time_limits.get(step)
    return clause.clause_point if clause and clause.clause_point else policy.steps[step].basis


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


def resumed_deadline(step: str, before: Contract, state: Contract, context: Context) -> DeadlineSet:
    """With the time that was left when the contract, as it stood `before`, was suspended."""
    rested = before.of(Suspension)
    unused, plan = rested.unused[step], rested.plans.get(step)
    start = Start(context.occurred_on, N_("The contract was resumed, with the time that was left"))
    resumed = _planned(step, start, unused, state, context)
    if plan is None or before.suspended_on is None:
        return resumed
    rest = Rest(since=before.suspended_on, until=context.occurred_on, was=plan.due, left=unused)
    earlier = plan.derivation
    return because(resumed, (*earlier.rests, rest), earlier.overrides)


def because(
    planned: DeadlineSet, rests: tuple[Rest, ...] = (), overrides: tuple[Override, ...] = ()
) -> DeadlineSet:
    """The same day, with what the rule alone does not tell."""
    derivation = planned.derivation.model_copy(update={"rests": rests, "overrides": overrides})
    return planned.model_copy(update={"derivation": derivation})


def _planned(step: str, start: Start, limit: TimeLimit, state: Contract, context: Context) -> DeadlineSet:
    rule, policy = context.policy.steps[step], context.policy
    due, derivation = derive(start, limit, basis_of(step, state, policy), policy)
    return DeadlineSet(
        step=step,
        due=due,
        derivation=derivation,
        reminders=_reminders(rule, due, context),
        rungs=_rungs(rule, due, policy),
    )


def on_another_day(plan: DeadlinePlan, due: date, derivation: Derivation, context: Context) -> DeadlineSet:
    """The same in all else; its reminders and its ladder are planned afresh."""
    rule = context.policy.steps[plan.step]
    anew = {
        "due": due,
        "derivation": derivation,
        "reminders": _reminders(rule, due, context),
        "rungs": _rungs(rule, due, context.policy),
    }
    return DeadlineSet.model_validate(dict(plan) | anew)


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
