"""How much of a promise has been kept: places, weeks, or months of full time, by the policy's counting rules."""

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from domain.calendar import DAY
from domain.facts import Commitment
from domain.policy import Counting
from domain.vocabulary import Unit

WHOLE = 100  # per cent


class Service(NamedTuple):
    """One placement as it is counted. `ended_on`: its last day, None while it runs; `freed`: it ended too early
    to count, and its place is free again; `percent` of full time."""

    started_on: date
    ended_on: date | None
    freed: bool
    percent: int = WHOLE


class Progress(NamedTuple):
    """`done` and `promised` in `unit`."""

    done: Fraction
    promised: int
    unit: Unit

    @property
    def fulfilled(self) -> bool:
        return self.done >= self.promised


def calendar_months(first: date, last: date) -> Fraction:
    """Both days included: each month by the share of its days, so that parts of a period add up to the whole."""
    months = Fraction(0)
    while first <= last:
        until = _last_of_month(first)
        months += Fraction((min(last, until) - first).days + 1, until.day)
        first = until + DAY
    return months


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - DAY


def served(first: date, last: date, percent: int, unit: Unit) -> Fraction:
    """Months are of full time (UHM's clause); weeks are weeks at the workplace, however many hours each."""
    if unit is Unit.FULL_TIME_MONTHS:
        return calendar_months(first, last) * percent / WHOLE
    return Fraction(max((last - first).days + 1, 0), 7)


def agreed_share(commitment: Commitment, started_on: date) -> Fraction:
    """What one placement was to serve: its share of the quantity; of mere places, the rest of the period."""
    if commitment.unit is Unit.PLACES or not commitment.quantity:
        return served(started_on, commitment.ends_on, WHOLE, Unit.WEEKS)
    return Fraction(commitment.quantity, commitment.places)


def counts(commitment: Commitment, service: Service, rule: Counting) -> bool:
    """Whether a placement that has ended, early perhaps, counts in full."""
    share = agreed_share(commitment, service.started_on)
    if service.ended_on is None or share <= 0:  # begun after the promised period: nothing to measure it by
        return False
    done = served(service.started_on, service.ended_on, service.percent, commitment.unit)
    return done * WHOLE >= share * rule.counts_as_fulfilled


def progress(commitment: Commitment, services: Iterable[Service], today: date, rule: Counting) -> Progress:
    """A place counts when its placement has ended and was not freed; time counts as it is served."""
    if commitment.unit is Unit.PLACES or not commitment.quantity:
        kept = [each for each in services if each.ended_on and not each.freed]
        return Progress(Fraction(len(kept)), commitment.places, Unit.PLACES)
    done = sum((_credited(commitment, each, today, rule) for each in services), Fraction(0))
    return Progress(done, commitment.quantity, commitment.unit)


def _credited(commitment: Commitment, service: Service, today: date, rule: Counting) -> Fraction:
    until = service.ended_on or today
    done = served(service.started_on, until, service.percent, commitment.unit)
    if counts(commitment, service, rule):
        return max(done, agreed_share(commitment, service.started_on))
    return done


def hours_a_week(percent: int, rule: Counting) -> Fraction:
    return Fraction(rule.full_time_hours_week * percent, WHOLE)
