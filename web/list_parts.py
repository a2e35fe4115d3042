"""Round the list: the views that are one press away, the filters that are set, and how many there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.policy import Policy
from domain.words import N_
from projections.finding import COUNTED
from projections.reading import Row
from web.dates import Dates
from web.list_query import FILTERS, ListAsked
from web.people import department_name


@dataclass(frozen=True)
class Names:
    """How this reader is told of days, departments and words."""

    dates: Dates
    policy: Policy

    def department(self, each: str) -> str:
        return department_name(each, self.policy, self.dates.words)


@dataclass(frozen=True)
class Chip:
    """A filter that is set; `without`: the address of the list without it."""

    name: str
    value: str
    without: str


@dataclass(frozen=True)
class View:
    """A tab: one of ours, or `kept` by whoever looks."""

    name: str
    address: str
    here: bool
    kept: bool = False


def chips(asked: ListAsked, names: Names) -> Iterator[Chip]:
    words = names.dates.words
    for told, (_, title) in FILTERS.items():
        if value := getattr(asked, told):
            yield Chip(words(title), _value(told, value, names), asked.address(**{told: None}))


def _value(told: str, value: Any, names: Names) -> str:
    """Empty where the filter's name says it all."""
    match value:
        case True:
            return ""
        case date():
            return names.dates.short(value)
        case _ if told == "avdelning":
            return names.department(value)
        case _ if told in ("fas", "klausul", "steg"):
            return names.dates.words.name(value)
        case _:
            return str(value)


def views(asked: ListAsked, kept: Sequence[Row], dates: Dates) -> Iterator[View]:
    ours = (
        (N_("All"), ListAsked()),
        (N_("My contracts"), ListAsked(mina=True)),
        (N_("Late"), ListAsked(forsenade=True)),
    )
    here = asked.query()
    for name, view in ours:
        yield View(dates.words(name), view.address(), here=here == view.query())
    for row in kept:
        yield View(row["name"], f"/avtal?{row['query']}", here=here == row["query"], kept=True)


def in_words(number: int, dates: Dates) -> str:
    if number > COUNTED:
        return dates.words(
            N_("More than {number} contracts"), number=f"{COUNTED:,}".replace(",", "\N{NO-BREAK SPACE}")
        )
    return (
        dates.words(N_("1 contract")) if number == 1 else dates.words(N_("{number} contracts"), number=number)
    )
