"""What time itself does: ends a standstill, reminds, records a miss, climbs the ladder."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain import events as e
from domain.calendar import DAY, STOCKHOLM, date_in_stockholm, end_of, local
from domain.context import Context
from domain.contract import Contract, RunningDeadline
from domain.deadlines import standstill_last_day
from domain.policy import Policy
from domain.process import open_steps
from domain.vocabulary import Step


def what_is_due(state: Contract, context: Context) -> Iterator[e.Event]:
    if ended := standstill_over(state, context):
        yield ended
    for deadline in _running(state):
        yield from _due(deadline, context)


def standstill_over(state: Contract, context: Context) -> e.StandstillEnded | None:
    ends = _standstill_end(state, context.policy)
    if ends is None or context.now < ends:
        return None
    return e.StandstillEnded(last_day=date_in_stockholm(ends) - DAY)


def next_instant(state: Contract, now: datetime, policy: Policy) -> datetime | None:
    """When time has something to do next; None when only people have."""
    instants = [at for deadline in _running(state) for at in _instants(deadline, now, policy)]
    if ends := _standstill_end(state, policy):
        instants.append(ends)
    return min(instants, default=None)


def office_time(policy: Policy, instant: datetime) -> datetime:
    """The instant itself when the office is open on a working day, else the next opening."""
    day = date_in_stockholm(instant)
    if instant >= local(day, policy.office_closes):
        day += DAY
    return max(instant, local(policy.calendar.on_or_after(day), policy.office_opens))


def _standstill_end(state: Contract, policy: Policy) -> datetime | None:
    if Step.STANDSTILL not in open_steps(state):
        return None
    last = standstill_last_day(state, policy.calendar)
    return end_of(last) if last else None


def _running(state: Contract) -> Iterator[RunningDeadline]:
    return (state.deadlines[step] for step in open_steps(state) if step in state.deadlines)


def _due(deadline: RunningDeadline, context: Context) -> Iterator[e.Event]:
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


def _next_rung(deadline: RunningDeadline, policy: Policy) -> e.Rung | None:
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
