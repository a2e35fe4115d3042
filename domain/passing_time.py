"""What time itself does: ends a standstill, reminds, records a miss, climbs the ladder."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from domain import step_events as e
from domain.calendar import end_of
from domain.command import Command
from domain.context import Context
from domain.contract import Contract, RunningDeadline
from domain.guards import must_be_registered
from domain.happened import Happened
from domain.ladder import next_rung, office_time
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
    for deadline in running_of(state):
        yield from _due(deadline, context)


def next_instant(state: Contract, now: datetime, policy: Policy) -> datetime | None:
    """When time has something to do next; None when only people have."""
    instants = [at for deadline in running_of(state) for at in _instants(deadline, now, policy)]
    instants += [ends for name in open_steps(state) if (ends := _ends_at(name, state, policy))]
    return min(instants, default=None)


def _ends_at(step: str, state: Contract, policy: Policy) -> datetime | None:
    """Of a step that time itself takes."""
    own = STEPS[step].by_time
    return own.ends_at(state, policy) if own else None


def running_of(state: Contract) -> Iterator[RunningDeadline]:
    """Of the steps that are open now."""
    return (state.deadlines[step] for step in open_steps(state) if step in state.deadlines)


def _due(deadline: RunningDeadline, context: Context) -> Iterator[Happened]:
    plan, now = deadline.plan, context.now
    over = end_of(plan.due)
    in_office = office_time(context.policy, now, plan.step) == now
    if now >= over and not deadline.missed:
        yield e.DeadlineMissed(step=plan.step, due=plan.due, noticed_late_by=now - over)
    passed = sum(1 for at in plan.reminders if at <= now)
    if now < over and in_office and passed > deadline.reminders_sent:
        planned = plan.reminders[passed - 1]
        yield e.StepReminded(step=plan.step, number=passed, planned_at=planned)
    rung = next_rung(deadline, context.policy)
    if now >= over and in_office and rung and rung.at <= now:
        held_back = rung if deadline.rests_until else plan.rungs[deadline.rungs_climbed]
        yield _escalation(deadline, held_back, context)


def _escalation(deadline: RunningDeadline, rung: Rung, context: Context) -> e.StepEscalated:
    """What a rest or a new day off held back was planned for when that lets it come: it is not the engine that is
    late."""
    planned_at = office_time(context.policy, rung.at, deadline.plan.step)
    return e.StepEscalated(
        step=deadline.plan.step,
        rung=deadline.rungs_climbed + 1,
        recipients=rung.recipients,
        planned_at=planned_at,
        late_by=context.now - planned_at,
    )


def _instants(deadline: RunningDeadline, now: datetime, policy: Policy) -> Iterator[datetime]:
    if not deadline.missed:
        yield end_of(deadline.plan.due)
        for at in deadline.plan.reminders[deadline.reminders_sent :][:1]:
            yield office_time(policy, max(at, now), deadline.plan.step)
    elif rung := next_rung(deadline, policy):
        yield office_time(policy, max(rung.at, now), deadline.plan.step)
