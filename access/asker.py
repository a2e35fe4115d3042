"""Who asks: a person in all their roles, and in the stead of those who are away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from access.rights import GRANTS, WITH_THE_WORK, Commands, Grant, Reach, Right, Texts
from domain.delegations import Delegation, stands_in
from domain.policy import Person, Policy


@dataclass(frozen=True)
class Asker:
    """`contracts`: those that somebody at a supplier was invited to, each with their number as its contact; `only`:
    what a token is narrowed to, None: all that their roles give."""

    person: Person
    instead_of: tuple[Person, ...] = ()
    contracts: Mapping[UUID, int] = field(default_factory=dict)
    only: frozenset[Right] | None = None

    def may(self, right: Right) -> bool:
        if self.only is not None and right not in self.only:
            return False
        own = any(right in grant.rights for grant in _grants(self.person))
        return own or (right in WITH_THE_WORK and any(right in g.rights for g in self._lent))

    @property
    def reach(self) -> Reach:
        return max((grant.reach for grant in self._work), default=Reach.NONE)

    @property
    def texts(self) -> Texts:
        return max((grant.texts for grant in self._work), default=Texts.NONE)

    @property
    def commands(self) -> Commands:
        if self.only is not None and Right.WORK not in self.only:
            return Commands.NONE
        return max((grant.commands for grant in self._work), default=Commands.NONE)

    @property
    def taking_part(self) -> tuple[Person, ...]:
        """Those whose part in a contract is the asker's: themselves, if their role has any, and who is away."""
        return tuple(p for p in (self.person, *self.instead_of) if any(g.takes_part for g in _grants(p)))

    @property
    def departments(self) -> frozenset[str]:
        return frozenset(person.department for person in self.taking_part)

    @property
    def people(self) -> frozenset[str]:
        return frozenset(person.id for person in self.taking_part)

    def has_part(self, departments: Iterable[str], people: Iterable[str]) -> bool:
        return bool(self.departments & set(departments) or self.people & set(people))

    @property
    def _work(self) -> Sequence[Grant]:
        return [*_grants(self.person), *self._lent]

    @property
    def _lent(self) -> Sequence[Grant]:
        return [grant for person in self.instead_of for grant in _grants(person) if grant.takes_part]


def _grants(person: Person) -> list[Grant]:
    return [GRANTS[role] for role in person.roles if role in GRANTS]


def asker(person: Person, day: date, delegations: Sequence[Delegation], policy: Policy) -> Asker:
    away = {each.person for each in delegations if each.holds(day)} - {person.id}
    theirs = (policy.person(each) for each in sorted(away) if stands_in(each, day, delegations) == person.id)
    return Asker(person, tuple(each for each in theirs if each))
