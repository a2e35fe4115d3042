"""What one municipality has decided: who does what, within which time, and who hears of it when it is late."""

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from domain.calendar import Calendar
from domain.facts import Fact, Line, TimeLimit, Word
from domain.retention_rule import RetentionRule
from domain.triage_rule import TriageRule
from domain.vocabulary import DocumentKind, Form, Role

Address = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)]
Language = Literal["sv", "en"]
TimeOfDay = Annotated[time, Field(strict=True)]  # a bare number would be taken for seconds since midnight

# As recipients: the case workers of the departments that own the step; who stands in for such a department; and who
# answers for the contract as a whole (the coordinator, where nobody is named).
THE_DEPARTMENT, ITS_DEPUTY, THE_OWNER = "department", "deputy", "contract_owner"

ONE_PERSON = "person:"


def the_person(person_id: str) -> str:
    """As a recipient: one person of the installation."""
    return f"{ONE_PERSON}{person_id}"


CASE_ROLES = frozenset({Role.CASE_WORKER, Role.COORDINATOR, Role.PROCUREMENT_OFFICER})  # whom that means


class Department(Fact):
    """`deputy`: the id of the person who is called where a ladder names the department's deputy."""

    id: Word
    name: Line
    name_en: Line
    deputy: Word | None = None


class Person(Fact):
    """Somebody of this installation. `id` is opaque: it stands in events, the name does not."""

    id: Word
    name: Line
    address: Address
    department: Word
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    language: Language = "sv"
    digest: Annotated[bool, Field(strict=True)] = False  # one mail a working day instead of one each


class Repeat(Fact):
    """Every so many working days, the first time included at most so many times."""

    every: Annotated[int, Field(ge=1, le=60)]
    at_most: Annotated[int, Field(ge=2, le=20)]


class PlannedRung(Fact):
    """`text`: one of the policy's own texts, by its name; None: that of the kind of notice."""

    working_days_after: Annotated[int, Field(ge=1, le=250)]
    to: Annotated[tuple[Word, ...], Field(min_length=1)]
    repeat: Repeat | None = None
    text: Word | None = None


class WorkingTime(Fact):
    opens: TimeOfDay
    closes: TimeOfDay


class StepRule(Fact):
    """`window`: when people are reminded and called, narrower than the office's hours."""

    department: Word
    limit: TimeLimit | None = None
    basis: Line = ""
    reminders: tuple[Annotated[int, Field(ge=1, le=60)], ...] = ()  # working days before the last day
    ladder: tuple[PlannedRung, ...] = ()
    window: WorkingTime | None = None


class OwnText(Fact):
    """The municipality's own words for a mail's subject and first line; None: ours."""

    subject: Word | None = None
    line: Annotated[Line, Field(min_length=1)] | None = None


class Counting(Fact):
    """How a promise is counted (Upphandlingsmyndigheten's employment clause). `counts_as_fulfilled`: per cent of
    the agreed time after which a placement that ended early counts in full."""

    full_time_hours_week: Annotated[int, Field(ge=1, le=48)] = 40
    counts_as_fulfilled: Annotated[int, Field(ge=1, le=100)] = 75


Named = Annotated[Line, Field(min_length=1)]


def _on_a_day(told: object) -> object:
    """A bare date is a closing day without a name of its own."""
    return told if isinstance(told, dict | BaseModel) else {"on": told}


class OwnDayOff(Fact):
    on: Annotated[date, Field(strict=True)]
    name: Named = "Kommunens stängningsdag"


ClosingDay = Annotated[OwnDayOff, BeforeValidator(_on_a_day)]


class ClosedPeriod(Fact):
    """Comes back every year, both days included, each written as 07-01: no day of it is a working day."""

    name: Named
    first_day: Word
    last_day: Word


class Decisions(Fact):
    """All that a policy file says. Whether it can be worked with is told by policy/faults.py, fault by fault."""

    municipality: Line
    office_opens: TimeOfDay
    office_closes: TimeOfDay
    closing_days: tuple[ClosingDay, ...] = ()
    closed_every_year: tuple[ClosedPeriod, ...] = ()  # such as a summer window
    digest_at: TimeOfDay = time(7, 30)
    departments: tuple[Department, ...]
    people: tuple[Person, ...]
    forms: Mapping[Form, Word]
    steps: Mapping[str, StepRule]
    acknowledging_rests: Annotated[int, Field(ge=0, le=60)] = 5  # working days without a rung
    reports_every: Annotated[int, Field(ge=1, le=60)] = 6  # months, where a clause says nothing else
    counting: Counting = Counting()
    triage: tuple[TriageRule, ...] = ()  # of contracts that are read in; the first that answers
    retention: Mapping[DocumentKind, RetentionRule] = {}  # a kind that is not named is kept for ever
    texts: Mapping[
        str, Mapping[Language, OwnText]
    ] = {}  # by the kind of notice, or by a name that rungs give

    def people_for(self, recipient: str, departments: tuple[str, ...]) -> tuple[Person, ...]:
        """The people behind a recipient: `department`, `deputy`, a role, or `person:` and an id."""
        if recipient.startswith(ONE_PERSON):
            person = self.person(recipient.removeprefix(ONE_PERSON))
            return (person,) if person else ()
        if recipient == THE_DEPARTMENT:
            return tuple(p for p in self.people if p.department in departments and CASE_ROLES & set(p.roles))
        if recipient == ITS_DEPUTY:
            deputies = {each.deputy for each in self.departments if each.id in departments}
            return tuple(p for p in self.people if p.id in deputies)
        return tuple(p for p in self.people if recipient in p.roles)

    def working_time(self, step: str) -> WorkingTime:
        """The step's own window, else the office's hours."""
        rule = self.steps.get(step)
        if rule and rule.window:
            return rule.window
        return WorkingTime(opens=self.office_opens, closes=self.office_closes)

    def own_text(self, kind: str, language: str) -> OwnText:
        return next((text for of, text in self.texts.get(kind, {}).items() if of == language), OwnText())

    def person(self, person_id: str) -> Person | None:
        return next((p for p in self.people if p.id == person_id), None)


class Policy(Decisions):
    """A file without faults, named by its content, and the calendar that goes with it."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    version: str
    calendar: Calendar
