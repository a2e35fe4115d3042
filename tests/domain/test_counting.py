"""How a promise is counted: places, weeks at the workplace, months of full time."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from domain.counting import (
    Progress,
    Service,
    agreed_share,
    calendar_months,
    counts,
    hours_a_week,
    progress,
    served,
)
from domain.facts import Commitment
from domain.policy import Counting
from domain.vocabulary import Form, Unit

RULE = Counting()
DAY = timedelta(days=1)
DAYS = st.dates(date(2000, 1, 1), date(2080, 1, 1))
LENGTHS = st.integers(0, 1000)
PERCENTS = st.integers(1, 100)


def promised(unit: Unit = Unit.PLACES, quantity: int | None = None, places: int = 2) -> Commitment:
    return Commitment(
        commitment=1,
        form=Form.EMPLOYMENT,
        places=places,
        quantity=quantity,
        unit=unit,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        departments=("jobbcenter",),
    )


SIX_MONTHS = promised(Unit.FULL_TIME_MONTHS, 6)


def service(first: date, last: date | None, *, percent: int = 100, freed: bool = False) -> Service:
    return Service(first, last, freed, percent)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 1, 1), date(2026, 1, 31), 1),
        (date(2026, 2, 1), date(2026, 2, 28), 1),
        (date(2024, 2, 1), date(2024, 2, 28), Fraction(28, 29)),
        (date(2026, 1, 1), date(2026, 12, 31), 12),
        (date(2026, 3, 17), date(2026, 4, 15), Fraction(15, 31) + Fraction(15, 30)),
        (date(2026, 3, 17), date(2026, 3, 16), 0),
    ],
)
def test_a_month_counts_by_the_share_of_its_days(first: date, last: date, months: Fraction) -> None:
    assert calendar_months(first, last) == months


@given(DAYS, LENGTHS, LENGTHS)
def test_the_parts_of_a_period_add_up_to_the_whole(first: date, one: int, other: int) -> None:
    middle, last = first + DAY * one, first + DAY * (one + other)
    parts = calendar_months(first, middle) + calendar_months(middle + DAY, last)
    assert parts == calendar_months(first, last)


@given(DAYS, LENGTHS, PERCENTS)
def test_part_time_never_counts_for_more_than_full_time(first: date, length: int, percent: int) -> None:
    last, months = first + DAY * length, Unit.FULL_TIME_MONTHS
    assert 0 < served(first, last, percent, months) <= served(first, last, 100, months)
    assert served(first, last, percent, months) == served(first, last, 100, months) * percent / 100


def test_half_time_for_two_months_is_one_month_of_full_time() -> None:
    assert served(date(2026, 1, 1), date(2026, 2, 28), 50, Unit.FULL_TIME_MONTHS) == 1


def test_weeks_are_weeks_at_the_workplace_however_many_hours_each() -> None:
    assert served(date(2026, 1, 5), date(2026, 1, 18), 50, Unit.WEEKS) == 2


@pytest.mark.parametrize(("days", "in_full"), [(75, True), (74, False)])
def test_three_quarters_of_the_agreed_time_count_in_full(days: int, in_full: bool) -> None:
    """Given a place promised for the hundred days that are left of its period."""
    first = date(2026, 12, 31) - DAY * 99
    assert counts(promised(), service(first, first + DAY * (days - 1)), RULE) is in_full


def test_the_share_is_the_policys_to_set() -> None:
    first = date(2026, 12, 31) - DAY * 99
    ended = service(first, first + DAY * 59)
    assert counts(promised(), ended, Counting(counts_as_fulfilled=60))
    assert not counts(promised(), ended, Counting(counts_as_fulfilled=61))


def test_each_place_of_a_promise_in_months_is_to_serve_its_share() -> None:
    assert agreed_share(SIX_MONTHS, date(2026, 5, 1)) == 3


def test_a_place_begun_after_its_period_has_no_agreed_time_to_be_measured_by() -> None:
    late = date(2027, 1, 1)
    assert not counts(promised(), service(late, late + DAY * 300), RULE)


def test_what_still_runs_is_not_counted_in_full() -> None:
    assert not counts(promised(), service(date(2026, 1, 1), None), RULE)


def test_places_are_fulfilled_when_so_many_have_ended_and_were_not_freed() -> None:
    first, last = date(2026, 1, 1), date(2026, 6, 30)
    one = [service(first, last), service(first, None), service(first, first, freed=True)]
    assert progress(promised(), one, last, RULE) == Progress(Fraction(1), 2, Unit.PLACES)
    assert not progress(promised(), one, last, RULE).fulfilled
    assert progress(promised(), [*one, service(first, last)], last, RULE).fulfilled


def test_months_are_counted_as_they_are_served_until_today() -> None:
    running = [service(date(2026, 1, 1), None), service(date(2026, 2, 1), None, percent=50)]
    assert progress(SIX_MONTHS, running, date(2026, 2, 28), RULE) == (
        Fraction(5, 2),
        6,
        Unit.FULL_TIME_MONTHS,
    )


def test_a_place_that_ended_early_after_three_quarters_is_credited_its_whole_share() -> None:
    enough = service(date(2026, 1, 1), date(2026, 3, 15))
    too_little = service(date(2026, 1, 1), date(2026, 2, 28), freed=True)
    assert served(date(2026, 1, 1), date(2026, 3, 15), 100, Unit.FULL_TIME_MONTHS) < 3
    assert progress(SIX_MONTHS, [enough, too_little], date(2026, 6, 1), RULE).done == 3 + 2


def test_served_longer_than_its_share_counts_as_long_as_it_was() -> None:
    long = service(date(2026, 1, 1), date(2026, 6, 30))
    assert progress(SIX_MONTHS, [long], date(2026, 6, 30), RULE).fulfilled


@given(st.lists(st.tuples(DAYS, LENGTHS, PERCENTS, st.booleans()), max_size=4), st.sampled_from(Unit), DAYS)
def test_another_placement_never_makes_a_promise_less_kept(
    told: list[tuple[date, int, int, bool]], unit: Unit, today: date
) -> None:
    services = [Service(first, first + DAY * n, freed, percent) for first, n, percent, freed in told]
    amounts = [progress(promised(unit, 6), services[:n], today, RULE).done for n in range(len(services) + 1)]
    assert amounts == sorted(amounts)


def test_percent_of_full_time_is_so_many_hours_a_week() -> None:
    assert hours_a_week(50, RULE) == 20
    assert hours_a_week(100, Counting(full_time_hours_week=38)) == 38
