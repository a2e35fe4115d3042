"""Days counted one by one in an almanac, and the clock on the wall in Stockholm."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.policy import Policy
from domain.vocabulary import TimeUnit

HERE = ZoneInfo("Europe/Stockholm")
ONE = timedelta(days=1)


def at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, HERE)


def day_is_over(day: date) -> datetime:
    return at(day + ONE, time(0))


def off(policy: Policy, day: date) -> bool:
    return day.weekday() > 4 or day in policy.calendar.red_days or day in policy.calendar.closing_days


def next_working_day(policy: Policy, day: date) -> date:
    while off(policy, day):
        day += ONE
    return day


def working_days_from(policy: Policy, day: date, number: int) -> date:
    """So many working days later, or earlier when the number is negative."""
    one = ONE if number > 0 else -ONE
    while number:
        day += one
        if not off(policy, day):
            number -= 1 if number > 0 else -1
    return day


def working_days_between(policy: Policy, after: date, until: date) -> int:
    days = ((after + ONE * n) for n in range(1, (until - after).days + 1))
    return sum(1 for day in days if not off(policy, day))


def months_later(day: date, months: int) -> date:
    """The same day of the month, or the month's last one."""
    years, month = divmod(day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, number)
        except ValueError:
            continue
    raise AssertionError(day)


def count(policy: Policy, day: date, number: int, unit: str) -> date:
    """The last day: moved from a day off to the next working day."""
    match unit:
        case TimeUnit.WORKING_DAYS:
            day = working_days_from(policy, day, number)
        case TimeUnit.MONTHS:
            day = months_later(day, number)
        case _:
            day += ONE * number
    return next_working_day(policy, day)


def opening_hours(policy: Policy, step: str) -> tuple[time, time]:
    own = policy.steps[step].window
    return (own.opens, own.closes) if own else (policy.office_opens, policy.office_closes)


def in_office(policy: Policy, now: datetime, step: str) -> bool:
    wall, (opens, closes) = now.astimezone(HERE), opening_hours(policy, step)
    return not off(policy, wall.date()) and opens <= wall.time() < closes


def standstill(policy: Policy, sent_on: date, days: int) -> date:
    """Ten days or fifteen by law, to the end of the next lawful weekday; own closing days move nothing."""
    day = sent_on + ONE * days
    while day.weekday() > 4 or day in policy.calendar.red_days:
        day += ONE
    return day
