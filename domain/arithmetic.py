"""From a start and a time limit to a last day, with every line of the sum kept. Day 0 is the start itself."""

from datetime import date

from domain import calendar as time
from domain.derivation import Derivation, DerivationLine, SkippedDay
from domain.facts import TimeLimit
from domain.plan import DeadlinePlan
from domain.policy import Policy
from domain.step import Start
from domain.vocabulary import TimeUnit
from domain.words import N_

UNITS = {
    TimeUnit.DAYS: N_("{number} days"),
    TimeUnit.WORKING_DAYS: N_("{number} working days"),
    TimeUnit.MONTHS: N_("{number} months"),
}
ONE = {
    TimeUnit.DAYS: N_("1 day"),
    TimeUnit.WORKING_DAYS: N_("1 working day"),
    TimeUnit.MONTHS: N_("1 month"),
}
UNIT_OF = {words: unit for said in (UNITS, ONE) for unit, words in said.items()}
NO_TIME = TimeLimit(number=0, unit=TimeUnit.DAYS)
THE_LAW = "lag (1930:173) 2 §"


def in_words(limit: TimeLimit) -> str:
    """A sentence for the catalogues, with {number}."""
    return (ONE if limit.number == 1 else UNITS)[limit.unit]


def derive(start: Start, limit: TimeLimit, basis: str, policy: Policy) -> tuple[date, Derivation]:
    """Contractual time; a last day off moves to the next working day: by lag (1930:173) 2 §, and past the
    municipality's own days off by its policy."""
    calendar = policy.calendar
    counted = time.add(calendar, start.on, limit.number, limit.unit)
    due = calendar.on_or_after(counted)
    each_counts = limit.unit is TimeUnit.WORKING_DAYS and limit.number
    skipped = calendar.not_working_between(start.on if each_counts else counted - time.DAY, due)
    moved_by = THE_LAW if calendar.lawful_on_or_after(counted) == due else policy.version
    shift = (THE_NEXT_WORKING_DAY, moved_by)
    lines = (*_counted(start, limit, counted, basis), *_ending(counted, due, calendar, shift))
    return due, Derivation(lines=lines, skipped=skipped, policy=policy.version, calendar=calendar.version)


def derived_anew(plan: DeadlinePlan, policy: Policy) -> tuple[date, Derivation]:
    """From the same start by the same rule, in another policy's calendar. What no sum led to stays the day it is."""
    kept = plan.derivation
    start, limit, basis = _rule_of(plan)
    due, derivation = derive(start, limit, basis, policy)
    return due, derivation.model_copy(
        update={"rests": kept.rests, "overrides": kept.overrides, "clause": kept.clause}
    )


def _rule_of(plan: DeadlinePlan) -> tuple[Start, TimeLimit, str]:
    begun, *more = plan.derivation.lines
    if (more or [begun])[-1].on != plan.due:  # somebody's word goes before the sum
        return Start(plan.due, N_("That day was decided on")), NO_TIME, ""
    start = Start(begun.on, begun.what)
    for line in more:
        if line.number:
            return start, TimeLimit(number=line.number, unit=UNIT_OF[line.what]), line.basis
    return start, NO_TIME, begun.basis


def derive_statutory(start: Start, counted: date, basis: str, policy: Policy) -> tuple[date, Derivation]:
    """The law's time: the last day moves from a day off in law only, and only the last day matters."""
    calendar = policy.calendar
    due = calendar.lawful_on_or_after(counted)
    limit = TimeLimit(number=(counted - start.on).days, unit=TimeUnit.DAYS)
    return due, Derivation(
        lines=(
            *_counted(start, limit, counted, basis),
            *_ending(counted, due, calendar, (THE_NEXT_WEEKDAY, THE_LAW)),
        ),
        skipped=_moved_past(counted, due, calendar),
        statutory=True,
        policy=policy.version,
        calendar=calendar.version,
    )


def _counted(start: Start, limit: TimeLimit, counted: date, basis: str) -> tuple[DerivationLine, ...]:
    """Of no time at all the start is the day, and the basis is the start's."""
    begun = DerivationLine(sign="", what=start.what, on=start.on, basis="" if limit.number else basis)
    if not limit.number:
        return (begun,)
    rule = DerivationLine(sign="+", what=in_words(limit), number=limit.number, on=counted, basis=basis)
    return begun, rule


THE_NEXT_WORKING_DAY = N_("A day off moves to the next working day")
THE_NEXT_WEEKDAY = N_("A day off in law moves to the next weekday")


def _ending(
    counted: date, due: date, calendar: time.Calendar, shift: tuple[str, str]
) -> tuple[DerivationLine, ...]:
    last = DerivationLine(sign="=", what=N_("Last day"), on=due, basis=calendar.version)
    if due == counted:
        return (last,)
    what, basis = shift
    return DerivationLine(sign="→", what=what, on=due, basis=basis), last


def _moved_past(counted: date, due: date, calendar: time.Calendar) -> tuple[SkippedDay, ...]:
    days = (counted + time.DAY * n for n in range((due - counted).days))
    return tuple(calendar.why_not_lawful(day) for day in days)
