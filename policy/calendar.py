"""The Swedish calendar, and a municipality's own days off in it."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.metadata import version

import holidays

from domain.calendar import DAY, FIRST_DAY, LAST_DAY, Calendar
from domain.policy import Decisions

YEARS = range(FIRST_DAY.year, LAST_DAY.year + 2)  # a time limit may end in the year after

OwnDays = tuple[tuple[date, str], ...]


def calendar_of(decided: Decisions) -> Calendar:
    return swedish_calendar(tuple(_own_days(decided)))


def _own_days(decided: Decisions) -> Iterator[tuple[date, str]]:
    """A period comes back every year; a closing day within one keeps its own name."""
    for period in decided.closed_every_year:
        for year in YEARS:
            first, last = (date.fromisoformat(f"{year}-{day}") for day in (period.first_day, period.last_day))
            yield from ((first + DAY * n, period.name) for n in range((last - first).days + 1))
    yield from ((day.on, day.name) for day in decided.closing_days)


@cache
def swedish_calendar(own: OwnDays = ()) -> Calendar:
    """Public holidays (lag 1989:253) and midsommarafton, julafton, nyårsafton (lag 1930:173, 2 §)."""
    red_days = holidays.country_holidays(
        "SE",
        years=YEARS,
        language="sv",
        categories=("public", "de_facto"),
    )
    name = f"holidays {version('holidays')}" + (f" + {_fingerprint(dict(own))}" if own else "")
    return Calendar(version=name, red_days=dict(red_days.items()), closing_days=dict(own))


def _fingerprint(own: Mapping[date, str]) -> str:
    """Two calendars of the same name have the same days."""
    told = "\n".join(f"{day} {name}" for day, name in sorted(own.items()))
    return hashlib.sha256(told.encode()).hexdigest()[:8]
