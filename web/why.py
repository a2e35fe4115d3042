"""Why this date? The derivation line by line, and its days side by side as a ribbon."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.why import decided_by
from domain.calendar import DAY, Calendar
from domain.derivation import Derivation
from domain.policy import Policy
from domain.words import N_
from event_store.codec import Recorded
from language.why import notes
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
    """`notes`: what the sum does not tell, in sentences."""

    lines: Sequence[SumLine]
    ribbon: Sequence[RibbonDay]
    passed: str
    notes: Sequence[str]


def why(
    derivation: Derivation, policy: Policy, recorded: Sequence[Recorded], dates: Dates, *, runs: bool = True
) -> Why:
    """`recorded`: the contract's whole stream, in which the derivation's overrides name entries. `runs`: else no days
    are left of it, and none are drawn."""
    start, due = derivation.lines[0].on, derivation.lines[-1].on
    return Why(
        lines=[
            SumLine(line.sign, dates.words(line.what, number=line.number), line.on, line.basis)
            for line in derivation.lines
        ],
        ribbon=_ribbon(start, due, policy.calendar, dates.today) if runs else [],
        passed=_passed(start, due, dates) if runs else "",
        notes=notes(derivation, dates.words, decided_by(recorded, derivation, policy, dates.words)),
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
