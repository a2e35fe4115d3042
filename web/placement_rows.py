"""Places on their way to be filled, the placements that came of them, and the support that was promised."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.contract import Contract
from domain.counting import hours_a_week
from domain.policy import Policy
from domain.process.hosting import Hosts
from domain.process.placement import Terms
from domain.process.places import Candidate, Place, Places
from domain.process.support import Promised, Support
from domain.vocabulary import Form
from domain.words import N_
from web.dates import Dates
from web.people import department_names
from web.urgency import Urgency, urgency


@dataclass(frozen=True)
class PlacementRow:
    """`more`: where, and how much of full time; `interrupted_on` also where it counts as completed."""

    number: int
    form: Form
    more: str
    started_on: date
    completed_on: date | None
    interrupted_on: date | None
    counts: bool


@dataclass(frozen=True)
class PlaceRow:
    number: int
    place: Place
    candidates: list[tuple[str, Urgency]]


@dataclass(frozen=True)
class SupportRow:
    promised: Promised
    departments: str
    urgency: Urgency


def placement_rows(state: Contract, policy: Policy, dates: Dates) -> list[PlacementRow]:
    ended = state.of(Terms).interrupted_on
    return [
        PlacementRow(
            number=number,
            form=each.form,
            more=", ".join(_terms(number, state, policy, dates)),
            started_on=each.started_on,
            completed_on=each.completed_on,
            interrupted_on=ended.get(number),
            counts=not each.interrupted,
        )
        for number, each in state.placements.items()
    ]


def _terms(number: int, state: Contract, policy: Policy, dates: Dates) -> Iterator[str]:
    if host := state.of(Hosts).named.get(number):
        yield host.name
    if (percent := state.of(Terms).percents.get(number, 100)) < 100:
        hours = round(hours_a_week(percent, policy.counting))
        yield dates.words(N_("{percent} %, about {hours} hours a week"), percent=percent, hours=hours)


def place_rows(state: Contract, dates: Dates) -> list[PlaceRow]:
    """Those that are not yet filled."""
    kept = state.of(Places)
    return [
        PlaceRow(
            number,
            kept.places[number],
            [(c.reference, _answer(c, dates)) for c in kept.candidates.values() if c.place == number],
        )
        for number in kept.open
    ]


def _answer(candidate: Candidate, dates: Dates) -> Urgency:
    if candidate.accepted is None:
        return Urgency("waiting", dates.words(N_("Waiting for the supplier")))
    if candidate.accepted:
        return Urgency("done", dates.words(N_("Accepted")))
    return Urgency("nothing", dates.words(N_("Declined")))


def support_rows(state: Contract, policy: Policy, dates: Dates) -> list[SupportRow]:
    return [
        SupportRow(each, department_names(each.departments, policy, dates.words), _given(each, dates))
        for each in state.of(Support).promised.values()
    ]


def _given(promised: Promised, dates: Dates) -> Urgency:
    if promised.given_on:
        return Urgency("done", dates.words(N_("Given {day}"), day=dates.short(promised.given_on)))
    return urgency(promised.by, dates)
