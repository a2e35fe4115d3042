"""Faults of a municipality's own days off: each closing day once, each period within a year and not all of it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from domain.calendar import FIRST_DAY, LAST_DAY
from domain.words import N_
from policy.fault import Fault
from policy.places import EACH, at, words_at

MOST = 92  # days a year: in what is left, work has to be done
ANY_YEAR = 2001  # no leap year
AS_A_DAY = N_("Write month and day, as 07-01; 02-29 does not come every year.")


def faults_of_own_days(table: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _closing_days(table)
    yield from _periods(table)


def _closing_days(table: Mapping[str, Any]) -> Iterator[Fault]:
    seen = set()
    for place, told in at(table, "closing_days", EACH):
        day = told.get("on") if isinstance(told, dict) else told
        if type(day) is not date:  # nor a day with a time of day
            continue
        if not FIRST_DAY <= day <= LAST_DAY:
            yield Fault(place, N_("{day} cannot be right."), N_("Look at the year."), {"day": day})
        if day in seen:
            yield Fault(place, N_("{day} stands here twice."), N_("Take one of them out."), {"day": day})
        seen.add(day)


def _periods(table: Mapping[str, Any]) -> Iterator[Fault]:
    closed = 0
    for place, period in at(table, "closed_every_year", EACH):
        days = {at_place[-1]: _day_of_a_year(word) for at_place, word in words_at(period, EACH)}
        first, last = days.get("first_day"), days.get("last_day")
        for name in ("first_day", "last_day"):
            if name in days and days[name] is None:
                what = N_("{word} is no day of every year.")
                yield Fault((*place, name), what, AS_A_DAY, {"word": period[name]})
        if first and last and last < first:
            remedy = N_("A period over New Year is written as two: one to 12-31, one from 01-01.")
            yield Fault((*place, "last_day"), N_("the period ends before it begins."), remedy)
        elif first and last:
            closed += (last - first).days + 1
    if closed > MOST:
        what = N_("{days} days a year are closed.")
        yield Fault(("closed_every_year",), what, N_("The most is {most}."), {"days": closed, "most": MOST})


def _day_of_a_year(word: str) -> date | None:
    try:
        return date.fromisoformat(f"{ANY_YEAR}-{word}") if len(word) == len("07-01") else None
    except ValueError:
        return None
