"""A policy as tables that people can read, and what another one would change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from api.policy import MoveOut
from domain.arithmetic import in_words
from domain.facts import TimeLimit
from domain.policy import ITS_DEPUTY, ONE_PERSON, THE_DEPARTMENT, Person, PlannedRung, Policy
from domain.words import N_
from language.words import Words
from web.dates import Dates
from web.people import department_name

LATE = N_("{number} working days late: {to}")
RECIPIENTS = {
    THE_DEPARTMENT: N_("the department"),
    ITS_DEPUTY: N_("the department's deputy"),
    "contract_owner": N_("whoever answers for the contract"),
}


@dataclass(frozen=True)
class StepRow:
    """`reminders` and `ladder`: sentences, in the order in which they come."""

    name: str
    department: str
    limit: str
    basis: str
    reminders: str
    ladder: Sequence[str]


@dataclass(frozen=True)
class DepartmentRow:
    id: str
    name: str
    deputy: str
    forms: Sequence[str]
    people: Sequence[Person]


def step_rows(policy: Policy, words: Words) -> Iterator[StepRow]:
    for step, rule in policy.steps.items():
        yield StepRow(
            name=words.name(step),
            department=department_name(rule.department, policy, words),
            limit=said(rule.limit, words),
            basis=rule.basis,
            reminders=_reminders(rule.reminders, words),
            ladder=[_rung(rung, policy, words) for rung in rule.ladder],
        )


def said(limit: TimeLimit | None, words: Words) -> str:
    return words(in_words(limit), number=limit.number) if limit else ""


def _reminders(days: Sequence[int], words: Words) -> str:
    if not days:
        return ""
    if tuple(days) == (1,):
        return words(N_("1 working day before"))
    return words(N_("{days} working days before"), days=", ".join(map(str, sorted(days, reverse=True))))


def _rung(rung: PlannedRung, policy: Policy, words: Words) -> str:
    to = ", ".join(_recipient(each, policy, words) for each in rung.to)
    late = N_("1 working day late: {to}") if rung.working_days_after == 1 else LATE
    told = words(late, number=rung.working_days_after, to=to)
    if rung.repeat is None:
        return told
    again = N_("{told}; again every {every} working days, {at_most} times at most")
    return words(again, told=told, every=rung.repeat.every, at_most=rung.repeat.at_most)


def _recipient(told: str, policy: Policy, words: Words) -> str:
    if told in RECIPIENTS:
        return words(RECIPIENTS[told])
    person = policy.person(told.removeprefix(ONE_PERSON)) if told.startswith(ONE_PERSON) else None
    return person.name if person else words.name(told).lower()


def department_rows(policy: Policy, words: Words) -> Iterator[DepartmentRow]:
    for each in policy.departments:
        deputy = policy.person(each.deputy) if each.deputy else None
        yield DepartmentRow(
            id=each.id,
            name=department_name(each.id, policy, words),
            deputy=deputy.name if deputy else "",
            forms=[words.name(form) for form, whose in policy.forms.items() if whose == each.id],
            people=[person for person in policy.people if person.department == each.id],
        )


def closing_days(policy: Policy, dates: Dates) -> list[tuple[str, str]]:
    """When, and what it is called; first those that come back every year."""
    every = [
        (dates.words(N_("every year {first}–{last}"), first=each.first_day, last=each.last_day), each.name)
        for each in policy.closed_every_year
    ]
    once = sorted((each.on, each.name) for each in policy.closing_days)
    return [*every, *((dates.stub(day), name) for day, name in once)]


@dataclass(frozen=True)
class MoveRow:
    move: MoveOut
    step: str
    why: str


def move_rows(moves: Sequence[MoveOut], dates: Dates) -> list[MoveRow]:
    """Those that move, then those that stay."""
    ordered = sorted(moves, key=lambda each: (bool(each.stays), each.was, each.number))
    return [MoveRow(each, dates.words.name(each.step), _why(each, dates)) for each in ordered]


def _why(move: MoveOut, dates: Dates) -> str:
    return "; ".join(_day(each.day, each.name, each.off, dates) for each in move.why)


def _day(day: date, name: str, off: bool, dates: Dates) -> str:  # noqa: FBT001 - as it is told
    is_off = N_("{day} {name} is a day off") if off else N_("{day} {name} is no longer a day off")
    return dates.words(is_off, day=dates.short(day), name=name)
