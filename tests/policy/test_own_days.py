"""A municipality's own days off: closing days with their names, and a period that comes back every year."""

from datetime import date
from pathlib import Path

import pytest

from domain.derivation import SkippedDay
from policy.load import load_policy
from policy.own_days import MOST
from tests.builders import EXEMPELKOPING, POLICY
from tests.policy.test_faults import assert_told, faults

CLOSED = "closing_days = []"
SUMMER = '[[closed_every_year]]\nname = "Sommar"\nfirst_day = "{}"\nlast_day = "{}"\n\n[[departments]]'
OFFICE = '[[departments]]\nid = "klk"'


def summer(first: str, last: str) -> str:
    return SUMMER.format(first, last) + '\nid = "klk"'


def test_a_closing_day_has_a_name_and_a_bare_date_the_usual_one() -> None:
    named, bare = EXEMPELKOPING.closing_days[0], EXEMPELKOPING.closing_days[2]
    assert named.name == "Klämdag efter Kristi himmelsfärdsdag"
    assert bare.name == "Kommunens stängningsdag"
    why = EXEMPELKOPING.calendar.why_not_working(named.on)
    assert why == SkippedDay(day=named.on, why=named.name, own=True)


def test_a_period_comes_back_every_year_with_both_its_days() -> None:
    calendar = EXEMPELKOPING.calendar
    for year in (1990, 2026, 2027, 2099):
        first, last = date(year, 7, 6), date(year, 7, 31)
        assert calendar.closing_days[first] == calendar.closing_days[last] == "Semesterperioden"
        assert date(year, 7, 5) not in calendar.closing_days
        assert date(year, 8, 1) not in calendar.closing_days


def test_within_the_period_no_working_day_is_counted_and_no_last_day_stays() -> None:
    calendar = EXEMPELKOPING.calendar
    assert calendar.working_days_after(date(2026, 7, 3), 1) == date(2026, 8, 3)  # Friday to Monday
    assert calendar.on_or_after(date(2026, 7, 15)) == date(2026, 8, 3)
    assert POLICY.calendar.on_or_after(date(2026, 7, 15)) == date(2026, 7, 15)


def test_the_laws_own_time_takes_no_heed_of_it() -> None:
    assert EXEMPELKOPING.calendar.lawful_on_or_after(date(2026, 7, 15)) == date(2026, 7, 15)


def test_a_closing_day_within_the_period_keeps_its_own_name(tmp_path: Path) -> None:
    text = Path("policy/exempelkoping.toml").read_text(encoding="utf-8")
    (tmp_path / "x.toml").write_text(text.replace("on = 2026-05-15", "on = 2026-07-10"), encoding="utf-8")
    calendar = load_policy(tmp_path / "x.toml").calendar
    assert calendar.closing_days[date(2026, 7, 10)] == "Klämdag efter Kristi himmelsfärdsdag"


def test_the_calendars_version_tells_one_set_of_days_from_another(tmp_path: Path) -> None:
    versions = {POLICY.calendar.version, EXEMPELKOPING.calendar.version}
    text = Path("policy/exempelkoping.toml").read_text(encoding="utf-8")
    for old, new in (
        ("2027-05-07", "2027-05-06"),
        ("2027-11-05", "2028-11-03"),
        ('last_day = "07-31"', 'last_day = "07-30"'),
        ("Semesterperioden", "Sommaren"),
    ):
        (tmp_path / "x.toml").write_text(text.replace(old, new), encoding="utf-8")
        versions.add(load_policy(tmp_path / "x.toml").calendar.version)
    assert len(versions) == 6


@pytest.mark.parametrize(
    ("old", "new", "at", "told"),
    [
        (
            CLOSED,
            "closing_days = [2026-05-15, { on = 2026-05-15 }]",
            "",
            "closing_days: 2026-05-15 stands here twice. Take one of them out.",
        ),
        (CLOSED, "closing_days = [2206-05-15]", "", "closing_days: 2206-05-15 cannot be right. Look at the"),
        (CLOSED, "closing_days = [1989-12-31]", "", "closing_days: 1989-12-31 cannot be right. Look at the"),
        (
            CLOSED,
            "closing_days = [{ on = 2026-05-15, nam = 'x' }]",
            "",
            "closing_days.nam: nam is not known here. Did you mean name?",
        ),
        (
            CLOSED,
            "closing_days = [2026-05-15T08:00:00]",
            "",
            "closing_days.on: 2026-05-15 08:00:00 is of the wrong kind. Write a date as 2026-05-15",
        ),
        (
            OFFICE,
            summer("02-29", "03-15"),
            'first_day = "02-29"',
            "closed_every_year.first_day: 02-29 is no day of every year. Write month and day, as 07-01",
        ),
        (
            OFFICE,
            summer("07-01", "7-31"),
            'last_day = "7-31"',
            "closed_every_year.last_day: 7-31 is no day of every year. Write month and day, as 07-01",
        ),
        (
            OFFICE,
            summer("12-20", "01-06"),
            'last_day = "01-06"',
            "closed_every_year.last_day: the period ends before it begins. A period over New Year is written",
        ),
        (
            OFFICE,
            summer("06-01", "09-01"),
            "[[closed_every_year]]",
            "closed_every_year: 93 days a year are closed. The most is 92.",
        ),
    ],
)
def test_a_fault_in_them_is_told_with_its_line_and_the_remedy(
    tmp_path: Path, old: str, new: str, at: str, told: str
) -> None:
    assert_told(tmp_path, old, new, at, told)


def test_a_period_of_a_single_day_and_one_of_the_most_days_are_good(tmp_path: Path) -> None:
    assert faults(tmp_path, (OFFICE, summer("12-23", "12-23"))) == []
    assert faults(tmp_path, (OFFICE, summer("06-01", "08-31"))) == []
    assert (date(2026, 8, 31) - date(2026, 6, 1)).days + 1 == MOST
