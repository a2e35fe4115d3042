"""Every command that people give, as a form; and what can be chosen in it, as it is called."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum

from domain.commands import PEOPLES
from domain.contract import Contract
from domain.happened import Happened
from domain.open_steps import open_steps, responsible_for
from domain.phase import places_left
from domain.policy import Policy
from domain.process import STEPS
from domain.process.places import Places
from domain.process.planning import HOSTS
from domain.process.support import Support
from domain.vocabulary import Party, Role
from domain.words import N_
from web.dates import Dates
from web.form_parts import CommandForm, Field, form_of
from web.people import department_name
from web.timeline import places, sentence

# Steps whose time limit a contract's own clause may set.
LIMITED = tuple(step.name for step in STEPS.values() if step.can_be_limited)

FORMS: dict[str, CommandForm] = {
    command.model_fields["type"].default: form_of(command) for command in PEOPLES
}


def choices(field: Field, state: Contract, dates: Dates, policy: Policy) -> Sequence[tuple[str, str]]:
    """What can be chosen, and how it is called."""
    words = dates.words
    if field.kind in ("step", "given_step"):
        return [(step, words.name(step)) for step in _steps(field.kind, state)]
    if field.kind in ("person", "person_or_department"):
        people = [(person.id, person.name) for person in policy.people]
        departments = [(each.id, department_name(each.id, policy, words)) for each in policy.departments]
        return people if field.kind == "person" else [*people, *departments]
    if field.chosen_from:
        numbers = field.chosen_from.numbers(state)
        if field.chosen_from.what == "entry":
            return [(str(number), _entry(number, state, dates, policy)) for number in numbers]
        called = CALLED.get(field.chosen_from.what, _by_number)
        return [(str(number), called(number, state, dates)) for number in numbers]
    if field.kind == "limits":
        return [(step, words.name(step)) for step in LIMITED]
    if field.of is Role:
        return [(role, words.name(role)) for role in HOSTS]
    if field.of is Party and field.kind == "buttons":
        return [(party, words(text)) for party, text in CONFIRM.items() if party not in state.confirmed_by]
    return [(each.value, words.name(each.value)) for each in field.of] if issubclass(field.of, Enum) else []


def _by_number(number: int, _: Contract, __: Dates) -> str:
    return str(number)


def _entry(number: int, state: Contract, dates: Dates, policy: Policy) -> str:
    event = state.past[number - 1]
    return f"{number}. {sentence(event, policy, dates)}" if isinstance(event, Happened) else str(number)


def _steps(kind: str, state: Contract) -> list[str]:
    """Those that are open; or of them, those that somebody has been given."""
    return [step for step in open_steps(state) if kind == "step" or responsible_for(step, state).person]


CONFIRM = {
    Party.MUNICIPALITY: N_("Confirm for the municipality"),
    Party.SUPPLIER: N_("The supplier has confirmed"),
}


def _with_room(number: int, state: Contract, dates: Dates) -> str:
    left = places(places_left(state, number), dates.words)
    form = state.commitments[number].form
    return dates.words(N_("{number}. {form}, {places} left"), number=number, form=form, places=left)


def _running(number: int, state: Contract, dates: Dates) -> str:
    placement = state.placements[number]
    form, day = placement.form, dates.short(placement.started_on)
    return dates.words(N_("{number}. {form}, started {day}"), number=number, form=form, day=day)


def _opened(number: int, state: Contract, dates: Dates) -> str:
    place = state.of(Places).places[number]
    day = dates.short(place.starts_on)
    return dates.words(N_("{number}. {form}, from {day}"), number=number, form=place.form, day=day)


def _proposed(number: int, state: Contract, dates: Dates) -> str:
    candidate = state.of(Places).candidates[number]
    called = N_("{number}. {reference}, place {place}")
    return dates.words(called, number=number, reference=candidate.reference, place=candidate.place)


def _owed(number: int, state: Contract, dates: Dates) -> str:
    day = dates.short(state.of(Support).promised[number].by)
    return dates.words(N_("{number}. At the latest {day}"), number=number, day=day)


CALLED: Mapping[str, Callable[[int, Contract, Dates], str]] = {
    "commitment": _with_room,
    "placement": _running,
    "place": _opened,
    "candidate": _proposed,
    "support": _owed,
}
