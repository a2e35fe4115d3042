"""Who gets a notice today: whom it is for, who stands in while they are away, and one mail where both are meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.delegations import Delegation, stands_in
from domain.policy import Person, Policy
from domain.vocabulary import Role
from domain.words import N_
from language.words import Words
from projections.delegations import delegations_today, of_the_same_event

if TYPE_CHECKING:
    import asyncpg

INSTEAD_OF = N_("You get this because you stand in for {names}, who is away.")
FOR_WANT_OF = N_("You get this because {names} is away and nobody stands in.")


@dataclass(frozen=True)
class Receiver:
    """`instead_of`: names of those who are away; `for_want`: nobody stood in, so a coordinator gets it; `covered`: the
    same person gets it in one mail with another notice of the same event."""

    person: Person
    instead_of: tuple[str, ...] = ()
    for_want: bool = False
    covered: bool = False

    def behalf(self, words: Words) -> str:
        if not self.instead_of:
            return ""
        return words(FOR_WANT_OF if self.for_want else INSTEAD_OF, names=", ".join(self.instead_of))


@dataclass(frozen=True)
class Today:
    """Who is away that day. `day` means nothing where nobody is."""

    day: date
    delegations: Sequence[Delegation]
    policy: Policy

    def receiver(self, recipient: str) -> Person | None:
        """None: no such person any more. Never nobody because somebody is away."""
        if self.policy.person(recipient) is None:
            return None
        found = stands_in(recipient, self.day, self.delegations)
        return (self.policy.person(found) if found else None) or self._a_coordinator()

    def nobody_stands_in(self, recipient: str) -> bool:
        found = stands_in(recipient, self.day, self.delegations)
        return found is None or self.policy.person(found) is None

    def _a_coordinator(self) -> Person | None:
        """One who is here, else the first."""
        coordinators = self.policy.people_for(Role.COORDINATOR, ())
        away = {each.person for each in self.delegations if each.holds(self.day)}
        return next((each for each in coordinators if each.id not in away), next(iter(coordinators), None))


async def today(pool: "asyncpg.Pool[Any]", policy: Policy) -> Today:
    day, delegations = await delegations_today(pool)
    return Today(day or date.min, delegations, policy)


async def receiver_of(pool: "asyncpg.Pool[Any]", now: Today, notice: UUID, recipient: str) -> Receiver | None:
    person = now.receiver(recipient)
    if person is None or not now.delegations:
        return Receiver(person) if person else None
    others = await of_the_same_event(pool, notice)
    if person.id != recipient and any(_covers(other, person, now) for other in others):
        return Receiver(person, covered=True)
    meant = [recipient, *(other["recipient"] for other in others if _gets(other, now) == person.id)]
    names = tuple(found.name for each in meant if each != person.id and (found := now.policy.person(each)))
    return Receiver(person, names, for_want=now.nobody_stands_in(recipient))


def _gets(other: Any, now: Today) -> str:
    """Who got it, or would get it now."""
    if other["sent_at"]:
        return str(other["sent_to"] or other["recipient"])
    person = now.receiver(other["recipient"])
    return person.id if person else ""


def _covers(other: Any, person: Person, now: Today) -> bool:
    """It is the person's own, or has gone to them already: what only may go to them covers nothing yet."""
    return bool(_gets(other, now) == person.id and (other["sent_at"] or other["recipient"] == person.id))
