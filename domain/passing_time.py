"""What time itself does: ends a standstill, reminds, records a miss, climbs the ladder."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

from domain import step_events as e
from domain.calendar import DAY, STOCKHOLM, date_in_stockholm, end_of, local
from domain.command import Command
from domain.context import Context
from domain.contract import Contract, RunningDeadline
from domain.guards import must_be_registered
from domain.happened import Happened
from domain.open_steps import open_steps
from domain.plan import Rung
from domain.policy import Policy
from domain.process import STEPS


class LetTimePass(Command):
    """Time's own command: do what is due by now."""

    type: Literal["let_time_pass"] = "let_time_pass"

    @staticmethod
    def may(state: Contract) -> None:
        must_be_registered(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        return what_is_due(state, context)


def what_is_due(state: Contract, context: Context) -> Iterator[Happened]:
    for name in open_steps(state):
        ends = _ends_at(name, state, context.policy)
        if ends and context.now >= ends and (own := STEPS[name].by_time):
            yield own.event(state, context)
    for deadline in _running(state):
        yield from _due(deadline, context)


def next_instant(state: Contract, now: datetime, policy: Policy) -> datetime | None:
    """When time has something to do next; None when only people have."""
    instants = [at for deadline in _running(state) for at in _instants(deadline, now, policy)]
    instants += [ends for name in open_steps(state) if (ends := _ends_at(name, state, policy))]
    return min(instants, default=None)


def office_time(policy: Policy, instant: datetime) -> datetime:
    """The instant itself when the office is open on a working day, else the next opening."""
    day = date_in_stockholm(instant)
    if instant >= local(day, policy.office_closes):
        day += DAY
    return max(instant, local(policy.calendar.on_or_after(day), policy.office_opens))


def _ends_at(step: str, state: Contract, policy: Policy) -> datetime | None:
    """Of a step that time itself takes."""
    own = STEPS[step].by_time
    return own.ends_at(state, policy) if own else None


def _running(state: Contract) -> Iterator[RunningDeadline]:
    return (state.deadlines[step] for step in open_steps(state) if step in state.deadlines)


def _due(deadline: RunningDeadline, context: Context) -> Iterator[Happened]:
    plan, now = deadline.plan, context.now
    over = end_of(plan.due)
    in_office = office_time(context.policy, now) == now
    if now >= over and not deadline.missed:
        yield e.DeadlineMissed(step=plan.step, due=plan.due, noticed_late_by=now - over)
    passed = sum(1 for at in plan.reminders if at <= now)
    if now < over and in_office and passed > deadline.reminders_sent:
        planned = plan.reminders[passed - 1]
        yield e.StepReminded(step=plan.step, number=passed, planned_at=planned)
    rung = _next_rung(deadline, context.policy)
    if now >= over and in_office and rung and rung.at <= now:
        yield _escalation(deadline, now)


def _escalation(deadline: RunningDeadline, now: datetime) -> e.StepEscalated:
    rung = deadline.plan.rungs[deadline.rungs_climbed]
    return e.StepEscalated(
        step=deadline.plan.step,
        rung=deadline.rungs_climbed + 1,
        recipients=rung.recipients,
        planned_at=rung.at,
        late_by=max(now - rung.at, timedelta()),
    )


def _next_rung(deadline: RunningDeadline, policy: Policy) -> Rung | None:
    """After an outage the rungs still lie a working day apart: people get time to act between them."""
    if deadline.rungs_climbed >= len(deadline.plan.rungs):
        return None
    rung = deadline.plan.rungs[deadline.rungs_climbed]
    if deadline.last_rung_at is None:
        return rung
    last = deadline.last_rung_at.astimezone(STOCKHOLM)
    day_after = policy.calendar.working_days_after(last.date(), 1)
    return rung.model_copy(update={"at": max(rung.at, local(day_after, last.time()))})


def _instants(deadline: RunningDeadline, now: datetime, policy: Policy) -> Iterator[datetime]:
    if not deadline.missed:
        yield end_of(deadline.plan.due)
        for at in deadline.plan.reminders[deadline.reminders_sent :][:1]:
            yield office_time(policy, max(at, now))
    elif rung := _next_rung(deadline, policy):
        yield office_time(policy, max(rung.at, now))
