"""Working days and statutory time. The red days come in with the policy; nothing is read from a clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.derivation import SkippedDay
from domain.vocabulary import TimeUnit

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAY = timedelta(days=1)
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)  # of what people and notices may tell


@dataclass(frozen=True)
class Calendar:
    """`red_days`: the holidays of lag (1989:253) and the three eves of lag (1930:173) 2 §, by name.

    `closing_days`: the municipality's own days off, by name. They move contractual time, never statutory time.
    """

    version: str
    red_days: Mapping[date, str]
    closing_days: Mapping[date, str] = field(default_factory=dict)

    def is_lawful_day(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.red_days

    def is_working_day(self, day: date) -> bool:
        return self.is_lawful_day(day) and day not in self.closing_days

    def why_not_working(self, day: date) -> SkippedDay:
        own = day not in self.red_days and day in self.closing_days
        return SkippedDay(day=day, why=self.red_days.get(day) or self.closing_days.get(day, ""), own=own)

    def why_not_lawful(self, day: date) -> SkippedDay:
        return SkippedDay(day=day, why=self.red_days.get(day, ""))

    def on_or_after(self, day: date) -> date:
        """The day itself when it is a working day, else the next one."""
        while not self.is_working_day(day):
            day += DAY
        return day

    def lawful_on_or_after(self, day: date) -> date:
        """Of statutory time that ends on a day off, the next weekday (lag 1930:173, 2 §)."""
        while not self.is_lawful_day(day):
            day += DAY
        return day

    def working_days_after(self, day: date, number: int) -> date:
        """`number` working days later; negative goes back, 0 stays."""
        step = DAY if number > 0 else -DAY
        for _ in range(abs(number)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day

    def not_working_between(self, after: date, until: date) -> tuple[SkippedDay, ...]:
        """Every day off in (after, until]."""
        days = (after + DAY * n for n in range(1, (until - after).days + 1))
        return tuple(self.why_not_working(day) for day in days if not self.is_working_day(day))


def add(calendar: Calendar, start: date, number: int, unit: TimeUnit) -> date:
    match unit:
        case TimeUnit.DAYS:
            return start + DAY * number
        case TimeUnit.WORKING_DAYS:
            return calendar.working_days_after(start, number)
        case TimeUnit.MONTHS:
            return months_after(start, number)


def months_after(day: date, months: int) -> date:
    """Same number in the month, else the month's last day (lag 1930:173, 1 §)."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    length = (date(first.year + first.month // 12, first.month % 12 + 1, 1) - first).days
    return first.replace(day=min(day.day, length))


def local(day: date, at: time) -> datetime:
    """The instant of a Stockholm wall-clock time, in UTC."""
    return datetime.combine(day, at, STOCKHOLM).astimezone(ZoneInfo("UTC"))


def end_of(day: date) -> datetime:
    """The instant at which the day is over in Stockholm."""
    return local(day + DAY, time.min)


def date_in_stockholm(instant: datetime) -> date:
    return instant.astimezone(STOCKHOLM).date()
