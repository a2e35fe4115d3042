"""Who is away from when to when, and who stands in: one stream for the whole installation, beside the contracts'.

No reason is asked for or kept: why somebody is away is nobody's matter here. Who gets a notice is worked out when it is
sent (docs/decisions/0018-who-stands-in.md).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command
from domain.context import Context
from domain.contract import Contract
from domain.facts import Fact, Word
from domain.happened import Happened
from domain.needs import Need
from domain.process.responsibility import must_be_here
from domain.refusal import Refusal
from domain.words import N_

MOST_IN_A_ROW = 5  # deputies, one standing in for another


class Delegation(Fact):
    """Both days included; both people by opaque id."""

    person: Word
    deputy: Word
    first_day: date
    last_day: date

    def holds(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True)
class Delegations:
    """Those that stand, by number; `given`: also those withdrawn since, a number is not given twice."""

    by_number: Mapping[int, Delegation] = field(default_factory=dict)
    given: int = 0


class DelegationGiven(Delegation, Happened):
    says: ClassVar[str] = N_("{person} is away from {first_day} to {last_day}; {deputy} stands in.")
    type: Literal["DelegationGiven"] = "DelegationGiven"
    delegation: int

    def evolve(self, state: Contract) -> Contract:
        now = state.of(Delegations)
        return state.having(
            Delegations({**now.by_number, self.delegation: self}, max(now.given, self.delegation))
        )


class DelegationWithdrawn(Happened):
    says: ClassVar[str] = N_("Nobody stands in any more under number {delegation}.")
    type: Literal["DelegationWithdrawn"] = "DelegationWithdrawn"
    delegation: int

    def evolve(self, state: Contract) -> Contract:
        now = state.of(Delegations)
        left = {number: each for number, each in now.by_number.items() if number != self.delegation}
        return state.having(replace(now, by_number=left))


def stands_in(person: str, day: date, delegations: Iterable[Delegation]) -> str | None:
    """Who gets what is sent to a person that day: themselves when they are here; None where it leads nowhere, in a
    circle or past too many."""
    away = {each.person: each.deputy for each in delegations if each.holds(day)}
    for _ in range(MOST_IN_A_ROW + 1):
        if person not in away:
            return person
        person = away[person]
    return None


class Delegate(Command):
    """Say that a person is away, and who stands in."""

    type: Literal["delegate"] = "delegate"
    person: Word
    deputy: Word
    first_day: date
    last_day: date

    @staticmethod
    def may(state: Contract) -> None:
        must_be_about_people(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        now = state.of(Delegations)
        told = Delegation.model_validate(self.model_dump(exclude={"type"}))
        if told in map(_plain, now.by_number.values()):
            return
        _must_make_sense(told, context)
        _must_be_here_meanwhile(told, now.by_number)
        _must_lead_to_somebody(told, now.by_number.values())
        yield DelegationGiven(delegation=now.given + 1, **dict(told))


class WithdrawDelegation(Command):
    """The person is back, or was never away."""

    type: Literal["withdraw_delegation"] = "withdraw_delegation"
    delegation: Annotated[int, Field(ge=1)]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_about_people(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        now = state.of(Delegations)
        if self.delegation > now.given:
            raise Refusal("unknown_delegation", N_("Nobody is away under that number."))
        if self.delegation in now.by_number:
            yield DelegationWithdrawn(delegation=self.delegation)


def must_be_about_people(state: Contract) -> None:
    if state.facts or state.of(Need).facts:
        raise Refusal("not_delegations", N_("This is no list of who is away."))


def _plain(given: Delegation) -> Delegation:
    return Delegation(**{name: getattr(given, name) for name in Delegation.model_fields})


def _must_make_sense(told: Delegation, context: Context) -> None:
    must_be_here(told.person, context.policy)
    must_be_here(told.deputy, context.policy)
    if told.person == told.deputy:
        raise Refusal("deputy_of_oneself", N_("Nobody stands in for themselves. Choose somebody else."))
    if told.last_day < told.first_day:
        raise Refusal("away_backwards", N_("The last day away comes before the first."))
    if told.last_day < context.today:
        raise Refusal("passed_already", N_("{day} has passed already."), day=told.last_day)


def _must_be_here_meanwhile(told: Delegation, standing: Mapping[int, Delegation]) -> None:
    for number, other in standing.items():
        if other.person == told.person and _meet(other, told):
            raise Refusal(
                "away_already",
                N_(
                    "That person is away from {first_day} to {last_day} already (number {number}). Withdraw it first."
                ),
                first_day=other.first_day,
                last_day=other.last_day,
                number=number,
            )


def _meet(one: Delegation, other: Delegation) -> bool:
    return one.first_day <= other.last_day and other.first_day <= one.last_day


def _must_lead_to_somebody(told: Delegation, standing: Iterable[Delegation]) -> None:
    """On every day of it, however others are away then; and for those who already count on the person."""
    delegations = [*standing, told]
    touched = [each for each in delegations if _meet(each, told)]
    days = {day for each in touched for day in (each.first_day, told.first_day) if told.holds(day)}
    for day in sorted(days):
        for person in dict.fromkeys((told.person, *(each.person for each in touched))):
            if stands_in(person, day, touched) is None:
                _refuse(told, day, touched)


def _refuse(told: Delegation, day: date, delegations: Iterable[Delegation]) -> None:
    away = {each.person: each.deputy for each in delegations if each.holds(day)}
    seen, person = {told.person}, told.deputy
    while person in away and person not in seen:
        seen.add(person)
        person = away[person]
    if person in seen:
        raise Refusal(
            "deputies_in_a_circle",
            N_(
                "On {day} they would stand in for each other, and nobody would be here. Choose another deputy."
            ),
            day=day,
        )
    raise Refusal(
        "too_many_deputies",
        N_("On {day} more than {most} would stand in for one another in a row. Choose another deputy."),
        day=day,
        most=MOST_IN_A_ROW,
    )


EVENTS: tuple[type[Happened], ...] = (DelegationGiven, DelegationWithdrawn)
