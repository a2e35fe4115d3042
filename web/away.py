"""Who is away in some days, as a strip: one bar a person, beside who stands in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.delegations import Delegation
from domain.policy import Policy
from language.words import Words
from projections.week import Whose
from web.people import told_whom


@dataclass(frozen=True)
class Away:
    """`x` and `width`: per cent of the days that are shown."""

    person: str
    deputy: str
    first: date
    last: date
    x: float
    width: float


@dataclass(frozen=True)
class Strip:
    """`first` and `last`: the days that it is drawn over; `today`: per cent, none where today is not among them."""

    first: date
    last: date
    rows: Sequence[Away]
    today: float | None


def strip(
    told: Sequence[Delegation],
    span: tuple[date, date],
    whose: Whose,
    today: date,
    policy: Policy,
    words: Words,
) -> Strip:
    first, last = span
    share = 100 / ((last - first).days + 1)

    def row(each: Delegation) -> Away:
        begins, ends = max(each.first_day, first), min(each.last_day, last)
        return Away(
            person=told_whom(each.person, policy, words),
            deputy=told_whom(each.deputy, policy, words),
            first=each.first_day,
            last=each.last_day,
            x=round((begins - first).days * share, 2),
            width=round(((ends - begins).days + 1) * share, 2),
        )

    within = first <= today <= last
    return Strip(
        first,
        last,
        [row(each) for each in told if _concerns(each, whose, policy)],
        round(((today - first) / timedelta(days=1) + 0.5) * share, 2) if within else None,
    )


def _concerns(each: Delegation, whose: Whose, policy: Policy) -> bool:
    """Of the departments that are looked at; all, where nobody is named."""
    if not (whose.people or whose.departments):
        return True
    people = (policy.person(each.person), policy.person(each.deputy))
    return any(one and (one.id in whose.people or one.department in whose.departments) for one in people)
