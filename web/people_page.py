"""Who is here, in which role, and who stands in for whom: as tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from access.rights import Right
from api.delegations import DelegationOut
from api.identity import Identity
from domain.policy import Policy
from language.words import Words
from web.people import department_name, told_whom


@dataclass(frozen=True)
class PersonRow:
    """`away_until`, `deputy`: of today."""

    id: str
    name: str
    roles: Sequence[str]
    away_until: date | None
    deputy: str


@dataclass(frozen=True)
class DepartmentPeople:
    name: str
    people: Sequence[PersonRow]


@dataclass(frozen=True)
class AbsenceRow:
    """`may_withdraw`: it is their own, or they tell of others too."""

    number: int
    person: str
    deputy: str
    first: date
    last: date
    is_now: bool
    may_withdraw: bool


def departments(
    policy: Policy, away: Sequence[DelegationOut], today: date, words: Words
) -> Iterator[DepartmentPeople]:
    now = {each.person: each for each in away if each.first_day <= today <= each.last_day}
    for department in policy.departments:
        people = [
            PersonRow(
                id=person.id,
                name=person.name,
                roles=[words.name(role) for role in person.roles],
                away_until=now[person.id].last_day if person.id in now else None,
                deputy=told_whom(now[person.id].deputy, policy, words) if person.id in now else "",
            )
            for person in policy.people
            if person.department == department.id
        ]
        yield DepartmentPeople(department_name(department.id, policy, words), people)


def absences(
    away: Sequence[DelegationOut], policy: Policy, today: date, who: Identity, words: Words
) -> list[AbsenceRow]:
    others = who.may(Right.ABSENCE_OF_OTHERS)
    return [
        AbsenceRow(
            number=each.number,
            person=told_whom(each.person, policy, words),
            deputy=told_whom(each.deputy, policy, words),
            first=each.first_day,
            last=each.last_day,
            is_now=each.first_day <= today <= each.last_day,
            may_withdraw=who.may(Right.ABSENCE) and (others or each.person == who.person.id),
        )
        for each in away
    ]
