"""Why this date? The derivation line by line, and its days side by side as a ribbon."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.calendar import DAY, Calendar
from domain.derivation import Derivation, SkippedDay
from domain.words import N_
from web.dates import Dates

LONGEST_RIBBON = 200  # days; beyond that a day would be thinner than a line


@dataclass(frozen=True)
class SumLine:
    sign: str
    what: str
    on: date
    basis: str


@dataclass(frozen=True)
class RibbonDay:
    """`kind`: work, off, red or due; `gone` lies before today."""

    day: date
    kind: str
    gone: bool
    today: bool


@dataclass(frozen=True)
class Why:
    lines: Sequence[SumLine]
    red_days: Sequence[SkippedDay]
    weekend_days: int
    ribbon: Sequence[RibbonDay]
    passed: str
    policy: str
    calendar: str


def why(derivation: Derivation, calendar: Calendar, dates: Dates) -> Why:
    start, due = derivation.lines[0].on, derivation.lines[-1].on
    red = [skipped for skipped in derivation.skipped if skipped.why]
    return Why(
        lines=[
            SumLine(line.sign, dates.words(line.what, number=line.number), line.on, line.basis)
            for line in derivation.lines
        ],
        red_days=red,
        weekend_days=len(derivation.skipped) - len(red),
        ribbon=_ribbon(start, due, calendar, dates.today),
        passed=_passed(start, due, dates),
        policy=derivation.policy,
        calendar=derivation.calendar,
    )


def _ribbon(start: date, due: date, calendar: Calendar, today: date) -> list[RibbonDay]:
    length = (due - start).days + 1
    if not 2 < length <= LONGEST_RIBBON:
        return []
    days = (start + DAY * n for n in range(length))
    return [RibbonDay(day, _kind(day, due, calendar), day < today, day == today) for day in days]


def _kind(day: date, due: date, calendar: Calendar) -> str:
    if day == due:
        return "due"
    if calendar.is_working_day(day):
        return "work"
    return "red" if day in calendar.red_days else "off"


def _passed(start: date, due: date, dates: Dates) -> str:
    gone, left = dates.days((dates.today - start).days), (due - dates.today).days
    if dates.today < start:
        return dates.words(N_("{days} left"), days=dates.days(left))
    if left < 0:
        return dates.words(
            N_("{gone} have passed; the last day was {late} ago"), gone=gone, late=dates.days(-left)
        )
    return dates.words(N_("{gone} have passed, {left} left"), gone=gone, left=dates.days(left))
