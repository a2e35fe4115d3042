"""What one municipality has decided: who does what, within which time, and who hears of it when it is late."""

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from domain.calendar import Calendar
from domain.facts import Fact, Line, TimeLimit, Word
from domain.vocabulary import Form, Role

Address = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)]

THE_DEPARTMENT = "department"  # as a recipient: the case workers of the departments that own the step
ONE_PERSON = "person:"


def the_person(person_id: str) -> str:
    """As a recipient: one person of the installation."""
    return f"{ONE_PERSON}{person_id}"


class Department(Fact):
    id: Word
    name: Line
    name_en: Line


class Person(Fact):
    """Somebody of this installation. `id` is opaque: it stands in events, the name does not."""

    id: Word
    name: Line
    address: Address
    department: Word
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    language: Annotated[str, StringConstraints(pattern="^(sv|en)$")] = "sv"


class PlannedRung(Fact):
    working_days_after: Annotated[int, Field(ge=1, le=250)]
    to: Annotated[tuple[Word, ...], Field(min_length=1)]


class StepRule(Fact):
    department: Word
    limit: TimeLimit | None = None
    basis: Line = ""
    reminders: tuple[Annotated[int, Field(ge=1, le=60)], ...] = ()  # working days before the last day
    ladder: tuple[PlannedRung, ...] = ()

    @model_validator(mode="after")
    def rungs_lie_at_least_a_working_day_apart(self) -> Self:
        days = [rung.working_days_after for rung in self.ladder]
        if days != sorted(set(days)):
            raise ValueError("the rungs of a ladder must be at least one working day apart, in order")
        return self


class Counting(Fact):
    """How a promise is counted (Upphandlingsmyndigheten's employment clause). `counts_as_fulfilled`: per cent of
    the agreed time after which a placement that ended early counts in full."""

    full_time_hours_week: Annotated[int, Field(ge=1, le=48)] = 40
    counts_as_fulfilled: Annotated[int, Field(ge=1, le=100)] = 75


class Policy(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    version: str
    municipality: Line
    office_opens: time
    office_closes: time
    departments: tuple[Department, ...]
    people: tuple[Person, ...]
    forms: Mapping[Form, Word]
    steps: Mapping[str, StepRule]
    calendar: Calendar
    counting: Counting = Counting()

    @model_validator(mode="after")
    def every_department_is_known(self) -> Self:
        known = {department.id for department in self.departments}
        used = {p.department for p in self.people} | set(self.forms.values())
        used |= {rule.department for rule in self.steps.values()}
        if unknown := sorted(used - known):
            raise ValueError(f"unknown department: {', '.join(unknown)}; known: {', '.join(sorted(known))}")
        return self

    @model_validator(mode="after")
    def every_form_has_a_route(self) -> Self:
        if missing := [str(form) for form in Form if form not in self.forms]:
            raise ValueError(f"no department answers for: {', '.join(missing)}")
        return self

    @model_validator(mode="after")
    def the_office_opens_before_it_closes(self) -> Self:
        if self.office_opens >= self.office_closes:
            raise ValueError("the office must open before it closes, or nobody is ever reminded")
        return self

    @model_validator(mode="after")
    def every_id_is_one_persons(self) -> Self:
        ids = [person.id for person in self.people]
        if shared := sorted({i for i in ids if ids.count(i) > 1}):
            raise ValueError(f"two people share the id: {', '.join(shared)}")
        return self

    @model_validator(mode="after")
    def somebody_hears_of_every_step_and_rung(self) -> Self:
        """A misspelt recipient would be a silence, found out when something is late."""
        owners = {rule.department for rule in self.steps.values()} | set(self.forms.values())
        deaf = [owner for owner in sorted(owners) if not self.people_for(THE_DEPARTMENT, (owner,))]
        told = {word for rule in self.steps.values() for rung in rule.ladder for word in rung.to}
        deaf += [word for word in sorted(told - {THE_DEPARTMENT}) if not self.people_for(word, ())]
        if deaf:
            raise ValueError(f"nobody would be told: {', '.join(deaf)}")
        return self

    def people_for(self, recipient: str, departments: tuple[str, ...]) -> tuple[Person, ...]:
        """The people behind a recipient: `department`, a role, or `person:` and an id."""
        if recipient.startswith(ONE_PERSON):
            person = self.person(recipient.removeprefix(ONE_PERSON))
            return (person,) if person else ()
        if recipient == THE_DEPARTMENT:
            return tuple(p for p in self.people if p.department in departments and _works_cases(p))
        return tuple(p for p in self.people if recipient in p.roles)

    def person(self, person_id: str) -> Person | None:
        return next((p for p in self.people if p.id == person_id), None)


def _works_cases(person: Person) -> bool:
    return bool({Role.CASE_WORKER, Role.COORDINATOR, Role.PROCUREMENT_OFFICER} & set(person.roles))
