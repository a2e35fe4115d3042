"""Each date worked out twice: by the domain, and by tests/domain/second_calendar.py, which shares nothing with it."""

import os
import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest

from domain.arithmetic import derive, derive_statutory
from domain.facts import TimeLimit
from domain.policy import Policy
from domain.step import Start
from domain.vocabulary import TimeUnit
from policy.calendar import swedish_calendar
from tests.builders import POLICY
from tests.domain import second_calendar as second

CASES = int(os.environ.get("INSATS_DATES", "20000"))
SEED = 19300173  # lag (1930:173)
FIRST, LAST = date(1991, 1, 1), date(2095, 12, 31)

UNITS: Mapping[TimeUnit, tuple[int, Callable[[date, int, frozenset[date]], date]]] = {
    TimeUnit.DAYS: (400, second.in_days),
    TimeUnit.WORKING_DAYS: (120, second.in_working_days),
    TimeUnit.MONTHS: (48, second.in_months),
}


def municipality(chance: random.Random) -> tuple[frozenset[date], Policy]:
    """With closing days of its own: some alone, some in a row."""
    own: set[date] = set()
    for _ in range(60):
        first = some_day(chance)
        own |= {first + timedelta(n) for n in range(chance.choice((1, 1, 2, 31)))}
    calendar = swedish_calendar(tuple((day, "Stängt") for day in sorted(own)))
    return frozenset(own), POLICY.model_copy(update={"calendar": calendar})


def some_day(chance: random.Random) -> date:
    return FIRST + timedelta(chance.randrange((LAST - FIRST).days))


def test_random_dates_are_the_same_twice(record_property: Callable[[str, object], None]) -> None:
    chance = random.Random(SEED)  # noqa: S311 - for drawing cases
    municipalities = [municipality(chance) for _ in range(20)]
    differ = [wrong for _ in range(CASES) if (wrong := difference(chance, *chance.choice(municipalities)))]
    record_property("random", CASES)
    record_property("differences", len(differ))
    assert differ == []


def difference(chance: random.Random, own: frozenset[date], policy: Policy) -> tuple[object, ...]:
    """Empty when both say the same day."""
    unit, day = chance.choice([*UNITS, None]), some_day(chance)
    start = Start(day, "Start")
    if unit is None:
        number = chance.choice((10, 15))
        ours = derive_statutory(start, day + timedelta(number), "LOU 20:1", policy)[0]
        theirs = second.statutory(day, number)
    else:
        most, count = UNITS[unit]
        number = chance.randint(0, most)
        ours = derive(start, TimeLimit(number=number, unit=unit), "", policy)[0]
        theirs = count(day, number, own)
    return () if ours == theirs else (unit, day, number, ours, theirs)


@pytest.mark.parametrize("year", range(1990, 2101))
def test_the_holidays_of_the_package_are_those_of_the_law(year: int) -> None:
    days = (
        date.fromordinal(n) for n in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
    )
    told = swedish_calendar()
    off = [day for day in days if day.weekday() < second.SATURDAY and second.is_day_off(day)]
    assert off == sorted(day for day in told.red_days if day.year == year and day.weekday() < second.SATURDAY)


def test_the_second_calendar_counts_back_as_well() -> None:
    chance = random.Random(SEED)  # noqa: S311
    own, policy = municipality(chance)
    for _ in range(1000):
        day, number = some_day(chance), chance.randint(1, 60)
        assert policy.calendar.working_days_after(day, -number) == second.in_working_days(day, -number, own)
