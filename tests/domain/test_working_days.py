"""Working days, months, and days that are 23 or 25 hours long. Holidays: lag (1989:253); eves: lag (1930:173) 2 §."""

from datetime import UTC, date, datetime, time, timedelta
from time import tzset

import pytest
from hypothesis import given, strategies as st

from domain.calendar import Calendar, add, date_in_stockholm, end_of, local, months_after
from domain.derivation import SkippedDay
from domain.ladder import office_time
from domain.process.dialogue import HOLD
from domain.vocabulary import TimeUnit
from tests.builders import CALENDAR, POLICY

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # when the clock is moved
DAYS = st.dates(date(2016, 1, 1), date(2049, 12, 31))


def test_the_days_off_of_a_year_are_those_of_the_law() -> None:
    weekdays_off = {day for day in CALENDAR.red_days if day.year == 2026 and day.weekday() < 5}
    assert weekdays_off == {
        date(2026, 1, 1),
        date(2026, 1, 6),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),
        date(2026, 6, 19),  # midsommarafton
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 12, 31),
    }


def test_an_ordinary_wednesday_is_a_working_day_and_saturdays_and_sundays_are_not() -> None:
    assert CALENDAR.is_working_day(date(2026, 3, 4))
    assert not CALENDAR.is_working_day(date(2026, 3, 7))
    assert not CALENDAR.is_working_day(date(2026, 3, 8))


def test_a_red_day_says_its_name() -> None:
    assert CALENDAR.why_not_working(date(2026, 4, 3)) == SkippedDay(day=date(2026, 4, 3), why="Långfredagen")
    assert CALENDAR.why_not_working(date(2026, 3, 7)).why == ""


@pytest.mark.parametrize(
    ("number", "day"),
    [
        (0, date(2026, 4, 1)),
        (1, date(2026, 4, 2)),
        (2, date(2026, 4, 7)),
        (-1, date(2026, 3, 31)),
        (-3, date(2026, 3, 27)),
    ],
)
def test_working_days_leap_over_easter_and_weekends_both_ways(number: int, day: date) -> None:
    assert CALENDAR.working_days_after(date(2026, 4, 1), number) == day


def test_a_day_off_gives_way_to_the_next_working_day_and_a_working_day_stays() -> None:
    assert CALENDAR.on_or_after(date(2026, 12, 24)) == date(2026, 12, 28)
    assert CALENDAR.on_or_after(date(2026, 12, 28)) == date(2026, 12, 28)


def test_days_off_are_named_after_the_first_day_until_the_last() -> None:
    off = CALENDAR.not_working_between(date(2026, 4, 3), date(2026, 4, 6))
    assert [skipped.day.day for skipped in off] == [4, 5, 6]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_months_end_on_the_same_number_or_on_the_last_day(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


def test_time_is_counted_in_the_unit_that_is_told() -> None:
    start = date(2026, 3, 31)
    assert add(CALENDAR, start, 3, TimeUnit.DAYS) == date(2026, 4, 3)
    assert add(CALENDAR, start, 3, TimeUnit.WORKING_DAYS) == date(2026, 4, 7)
    assert add(CALENDAR, start, 3, TimeUnit.MONTHS) == date(2026, 6, 30)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 3, 4), 24)])
def test_a_day_is_over_at_midnight_in_stockholm_however_long_it_was(day: date, hours: int) -> None:
    assert end_of(day) - end_of(day - timedelta(days=1)) == timedelta(hours=hours)


def test_the_office_opens_at_eight_by_the_clock_on_the_wall() -> None:
    assert local(date(2026, 3, 27), time(8)) == datetime(2026, 3, 27, 7, tzinfo=UTC)
    assert local(date(2026, 3, 30), time(8)) == datetime(2026, 3, 30, 6, tzinfo=UTC)


def test_an_instant_is_written_alike_whatever_zone_the_machine_is_in(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "America/New_York")
        tzset()
        told = local(date(2026, 3, 27), time(8)).isoformat()
    tzset()
    assert told == "2026-03-27T07:00:00+00:00"


def test_late_in_the_evening_it_is_already_tomorrow_in_stockholm() -> None:
    assert date_in_stockholm(datetime(2026, 3, 30, 21, 59, tzinfo=UTC)) == date(2026, 3, 30)
    assert date_in_stockholm(datetime(2026, 3, 30, 22, tzinfo=UTC)) == date(2026, 3, 31)


def test_a_municipalitys_own_day_off_is_not_a_working_day() -> None:
    own = Calendar("own", {date(2026, 5, 15): "Kommunens stängningsdag"})
    assert own.on_or_after(date(2026, 5, 15)) == date(2026, 5, 18)


@given(DAYS, st.integers(1, 60))
def test_counting_back_as_many_working_days_leads_home(day: date, number: int) -> None:
    start = CALENDAR.on_or_after(day)
    assert CALENDAR.working_days_after(CALENDAR.working_days_after(start, number), -number) == start


@given(DAYS, st.integers(0, 120))
def test_months_never_leave_their_month(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


@given(st.datetimes(datetime(2016, 1, 1), datetime(2049, 12, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_office_time_is_the_first_instant_at_which_the_office_is_open(instant: datetime) -> None:
    opened = office_time(POLICY, instant, HOLD)
    day = date_in_stockholm(opened)
    assert opened >= instant
    assert office_time(POLICY, opened, HOLD) == opened
    assert CALENDAR.is_working_day(day)
    assert local(day, POLICY.office_opens) <= opened < local(day, POLICY.office_closes)
