"""When a step is due, and why: one rule a step, computed once, with its derivation."""

from collections.abc import Iterable
from datetime import date, datetime, time as clock

from domain import calendar as time
from domain.arithmetic import derive
from domain.context import Context
from domain.contract import Contract
from domain.derivation import Derivation, Override, Rest
from domain.facts import TimeLimit
from domain.plan import DeadlinePlan, Rung
from domain.policy import PlannedRung, Policy, StepRule
from domain.process import STEPS
from domain.process.suspension import Suspension
from domain.step import THAT_DAY, Start
from domain.step_events import DeadlineSet
from domain.takeover import start_after_takeover
from domain.vocabulary import TimeUnit
from domain.words import N_

MOST = 3650  # days that a time limit may have


def deadline_for(step: str, state: Contract, context: Context) -> DeadlineSet | None:
    """None where neither the clause nor the policy sets a time limit, or it would count from before Insats."""
    start = start_after_takeover(STEPS[step].starts(state, context), state)
    if start is None:
        return None
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
    if plan is None or before.suspended_on is None:
        return _planned(step, start, unused, state, context)
    if plan.derivation.overrides:  # of a person's day: neither the clause nor the policy sets that time
        resumed = _around(step, *derive(start, unused, "", context.policy), context)
    else:
        resumed = _planned(step, start, unused, state, context)
    rest = Rest(since=before.suspended_on, until=context.occurred_on, was=plan.due, left=unused)
    earlier = plan.derivation
    resumed = because(resumed, (*earlier.rests, rest), earlier.overrides)
    return resumed.model_copy(update={"missed_before": plan.missed_before})


def extended_deadline(running: DeadlinePlan, last_day: date, entry: int, context: Context) -> DeadlineSet:
    """By a person's word, which stands in that entry of the contract's stream."""
    start = Start(last_day, N_("The last day that a person has set"))
    due, derivation = derive(start, THAT_DAY, "", context.policy)
    overrides = (*running.derivation.overrides, Override(entry=entry, was=running.due))
    return because(_around(running.step, due, derivation, context), running.derivation.rests, overrides)


def because(
    planned: DeadlineSet, rests: tuple[Rest, ...] = (), overrides: tuple[Override, ...] = ()
) -> DeadlineSet:
    """The same day, with what the rule alone does not tell."""
    derivation = planned.derivation.model_copy(update={"rests": rests, "overrides": overrides})
    return planned.model_copy(update={"derivation": derivation})


def _planned(step: str, start: Start, limit: TimeLimit, state: Contract, context: Context) -> DeadlineSet:
    policy = context.policy
    due, derivation = derive(start, limit, basis_of(step, state, policy), policy)
    if (clause := state.time_limits.get(step)) and clause.clause_text:
        derivation = derivation.model_copy(update={"clause": clause.clause_text})
    return _around(step, due, derivation, context)


def _around(step: str, due: date, derivation: Derivation, context: Context) -> DeadlineSet:
    rule, opens = context.policy.steps[step], context.policy.working_time(step).opens
    return DeadlineSet(
        step=step,
        due=due,
        derivation=derivation,
        reminders=_reminders(rule, due, opens, context),
        rungs=_rungs(rule, due, opens, context.policy),
    )


def on_another_day(plan: DeadlinePlan, due: date, derivation: Derivation, context: Context) -> DeadlineSet:
    """The same in all else; its reminders and its ladder are planned afresh."""
    anew = dict(_around(plan.step, due, derivation, context))
    planned_afresh = {name: anew[name] for name in ("due", "derivation", "reminders", "rungs")}
    return DeadlineSet.model_validate(dict(plan) | planned_afresh)


def _reminders(rule: StepRule, due: date, opens: clock, context: Context) -> tuple[datetime, ...]:
    """Those whose time has already passed when the deadline is set are left out."""
    calendar = context.policy.calendar
    days = (calendar.working_days_after(due, -n) for n in sorted(rule.reminders, reverse=True))
    planned = (time.local(day, opens) for day in days)
    return tuple(at for at in planned if at > context.now)


def _rungs(rule: StepRule, due: date, opens: clock, policy: Policy) -> tuple[Rung, ...]:
    """A repeat is a rung like any other, with a number of its own."""
    return tuple(
        Rung(
            at=time.local(policy.calendar.working_days_after(due, days), opens),
            recipients=rung.to,
            repeat=number,
            gap=rung.repeat.every if rung.repeat and number else 1,
            text=rung.text or "",
        )
        for rung in rule.ladder
        for number, days in enumerate(_days_of(rung))
    )


def _days_of(rung: PlannedRung) -> Iterable[int]:
    if rung.repeat is None:
        return (rung.working_days_after,)
    return (rung.working_days_after + rung.repeat.every * number for number in range(rung.repeat.at_most))
