"""When the next rung of a ladder comes: on a working day, in working time, and not too soon after the one before."""

from datetime import date, datetime

from domain.calendar import DAY, STOCKHOLM, date_in_stockholm, local
from domain.contract import RunningDeadline
from domain.plan import Rung
from domain.policy import Policy


def office_time(policy: Policy, instant: datetime, step: str) -> datetime:
    """The instant itself within working time (the step's own, where it has one), else its next beginning."""
    window, day = policy.working_time(step), date_in_stockholm(instant)
    if instant >= local(day, window.closes):
        day += DAY
    return max(instant, local(policy.calendar.on_or_after(day), window.opens))


def next_rung(deadline: RunningDeadline, policy: Policy) -> Rung | None:
    """Not before what was planned, nor before a rest is over; None above the last rung."""
    if deadline.rungs_climbed >= len(deadline.plan.rungs):
        return None
    rung = deadline.plan.rungs[deadline.rungs_climbed]
    opens = policy.working_time(deadline.plan.step).opens
    at = max([rung.at, *_after_the_one_before(rung, deadline, policy)])
    if deadline.rests_until:
        at = max(at, local(deadline.rests_until, opens))
    return rung.model_copy(update={"at": at})


def _after_the_one_before(rung: Rung, deadline: RunningDeadline, policy: Policy) -> list[datetime]:
    """After an outage too people get a working day between two rungs, and all of a repeat's days before it."""
    if deadline.last_rung_at is None:
        return []
    last = deadline.last_rung_at.astimezone(STOCKHOLM)
    day = policy.calendar.working_days_after(last.date(), rung.gap)
    opens = policy.working_time(deadline.plan.step).opens
    return [local(day, last.time() if rung.gap == 1 else opens)]


def rests_until(deadline: RunningDeadline, acknowledged_on: date, policy: Policy) -> date | None:
    """The first day on which a rung may come again; None where that holds nothing back."""
    rung = next_rung(deadline, policy)
    if rung is None or not policy.acknowledging_rests:
        return None
    until = policy.calendar.working_days_after(acknowledged_on, policy.acknowledging_rests)
    holds = local(until, policy.working_time(deadline.plan.step).opens) > rung.at
    return until if holds else None
