"""The domain's last days against a second reckoning of them, written apart: seeded random cases, and every holiday."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from random import Random
from typing import NamedTuple

import pytest

from domain.arithmetic import derive, derive_statutory
from domain.calendar import DAY, end_of, local
from domain.context import Context
from domain.deadlines import unused_time
from domain.facts import StepLimit, TimeLimit
from domain.policy import ClosedPeriod, OwnDayOff, Policy
from domain.process.dialogue import HOLD
from domain.process.triage import ClauseTriaged
from domain.step import Start
from domain.step_events import DeadlineSet
from domain.vocabulary import Clause, TimeUnit
from policy.calendar import calendar_of, swedish_calendar
from tests.builders import POLICY, REGISTERED
from tests.domain import second_reckoning as second
from tests.scenario import given

CASES = int(os.environ.get("INSATS_DATES", "20000"))
SEED = int(os.environ.get("INSATS_SEED", "1930173"))
MUNICIPALITIES = 8
FIRST, LAST = second.leaf_of(1990, 6, 1), second.leaf_of(2085, 12, 31)  # ten years before the almanac ends
HOLIDAYS = [number for number in second.HOLIDAYS if FIRST <= number <= LAST]


class Municipality(NamedTuple):
    policy: Policy
    own: second.Own


class Case(NamedTuple):
    of: Municipality
    leaf: int
    number: int

    @property
    def day(self) -> date:
        return as_date(self.leaf)


Both = tuple[object, object]  # the domain's answer, and the second reckoning's


def as_date(leaf: int) -> date:
    return date.fromisoformat(second.ALMANAC[leaf].iso)


def municipalities(chance: Random) -> Iterator[Municipality]:
    """The law alone; closing days beside holidays; a window as well."""
    yield Municipality(POLICY, second.NONE)
    for n in range(1, MUNICIPALITIES):
        closing = {chance.choice(HOLIDAYS) + chance.choice((-2, -1, 1, 2)) for _ in range(500)}
        first = (chance.choice((6, 7)), chance.randint(1, 30))
        last = (8, chance.randint(1, 31)) if first[0] == 7 else (7, chance.randint(1, 31))
        own = second.Own(frozenset(closing), (first, last) if n % 2 else None)
        yield Municipality(_with_days_off(own), own)


def _with_days_off(own: second.Own) -> Policy:
    periods = [
        ClosedPeriod(name="Sommar", first_day=_written(own.window[0]), last_day=_written(own.window[1]))
        for _ in range(1)
        if own.window
    ]
    days = [OwnDayOff(on=as_date(leaf)) for leaf in sorted(own.closing)]
    decided = POLICY.model_copy(update={"closing_days": tuple(days), "closed_every_year": tuple(periods)})
    return decided.model_copy(update={"calendar": calendar_of(decided)})


def _written(day: tuple[int, int]) -> str:
    return f"{day[0]:02}-{day[1]:02}"


def contractual(unit: TimeUnit) -> Callable[[Case], Both]:
    ways = {
        TimeUnit.DAYS: second.days,
        TimeUnit.WORKING_DAYS: second.working_days,
        TimeUnit.MONTHS: second.months,
    }

    def both(case: Case) -> Both:
        number = case.number % 120 if unit is TimeUnit.MONTHS else case.number
        start, limit = Start(case.day, "The contract was signed"), TimeLimit(number=number, unit=unit)
        due, why = derive(start, limit, "", case.of.policy)
        last, passed = ways[unit](case.leaf, number, case.of.own)
        ours = (due, why.lines[-1].on, [skipped.day for skipped in why.skipped])
        return ours, (as_date(last), as_date(last), [as_date(leaf) for leaf in passed])

    return both


def statutory(case: Case) -> Both:
    """Ten days, fifteen, or as many as the decision states; no municipality's days off are heeded."""
    many = (10, 15, case.number)[case.number % 3]
    due, why = derive_statutory(Start(case.day, ""), case.day + DAY * many, "", case.of.policy)
    last = second.by_law(case.leaf, many)
    passed = [skipped.day for skipped in why.skipped]
    return (due, passed), (as_date(last), [as_date(leaf) for leaf in range(case.leaf + many, last)])


def before(case: Case) -> Both:
    number = case.number % 60 + 1
    ours = case.of.policy.calendar.working_days_after(case.day, -number)
    return ours, as_date(second.before(case.leaf, number, case.of.own))


def instants(case: Case) -> Both:
    ours = tuple(
        f"{at.astimezone(UTC):%Y-%m-%dT%H:%M}" for at in (end_of(case.day), local(case.day, time(8)))
    )
    return ours, (second.midnight_after(case.leaf), second.eight_in_the_morning(case.leaf))


def left_over(case: Case) -> Both:
    """What is left of a limit on a day of suspension somewhere before its last day."""
    unit = (TimeUnit.WORKING_DAYS, TimeUnit.DAYS)[case.number % 2]
    limit = TimeLimit(number=case.number, unit=unit)
    due, why = derive(Start(case.day, ""), limit, "", case.of.policy)
    clause = ClauseTriaged(clause=Clause.DIALOGUE, time_limits=(StepLimit(step=HOLD, limit=limit),))
    running = given(REGISTERED, clause, DeadlineSet(step=HOLD, due=due, derivation=why)).state
    last = second.leaf_of(due.year, due.month, due.day)
    since = case.leaf + (last - case.leaf) * (case.number % 7) // 7
    context = Context(datetime(2100, 1, 1, tzinfo=UTC), as_date(since), case.of.policy)
    ours = unused_time(HOLD, running, context)
    if unit is TimeUnit.WORKING_DAYS:
        return (ours.number, ours.unit), (second.left_in_working_days(since, last, case.of.own), unit)
    return (ours.number, ours.unit), (second.left_in_days(since, last), unit)


WAYS: Mapping[str, tuple[int, Callable[[Case], Both]]] = {  # how often of a hundred
    "working_days": (30, contractual(TimeUnit.WORKING_DAYS)),
    "days": (20, contractual(TimeUnit.DAYS)),
    "months": (18, contractual(TimeUnit.MONTHS)),
    "statutory": (16, statutory),
    "before": (8, before),
    "instants": (4, instants),
    "left_over": (4, left_over),
}


def drawn(chance: Random, among: list[Municipality]) -> Case:
    """Half of them near a holiday; most limits short, some of ten years."""
    near = chance.choice(HOLIDAYS) + chance.randint(-12, 3)
    leaf = max(FIRST, near) if chance.random() < 0.5 else chance.randint(FIRST, LAST)
    number = chance.randint(0, 2500) if chance.random() < 0.01 else chance.randint(0, 90)
    return Case(chance.choice(among), leaf, number)


@pytest.mark.timeout(600)
def test_a_second_reckoning_of_random_cases_finds_the_same_days(
    record_property: Callable[[str, object], None],
) -> None:
    chance, differences, drawn_of = Random(SEED), [], Counter[str]()  # noqa: S311
    among = list(municipalities(chance))
    names, weights = list(WAYS), [often for often, _ in WAYS.values()]
    for way in chance.choices(names, weights, k=CASES):
        case = drawn(chance, among)
        ours, theirs = WAYS[way][1](case)
        drawn_of[way] += 1
        if ours != theirs:
            differences.append((way, case.day, case.number, case.of.own, ours, theirs))
    record_property("random_cases", drawn_of.total())
    record_property("random_differences", len(differences))
    record_property("of_each", dict(drawn_of))
    assert differences[:3] == []


def test_every_holiday_from_1990_to_2100_is_the_same_day_by_the_same_name(
    record_property: Callable[[str, object], None],
) -> None:
    """Where two fall on one day, either name will do."""
    ours = swedish_calendar().red_days
    theirs = {
        as_date(leaf): name for leaf, name in second.HOLIDAYS.items() if 1990 <= as_date(leaf).year <= 2100
    }
    others = [day for day in theirs if theirs[day] not in ours.get(day, "")]
    record_property("holidays", len(theirs))
    record_property("holiday_differences", len(others) + len(ours.keys() ^ theirs.keys()))
    assert ours.keys() == theirs.keys()
    assert others == []
