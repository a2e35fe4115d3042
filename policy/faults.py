"""Faults of sense: what is written well and cannot be worked with. All of them, each at its place.

They read the file as it stands, not the Policy: a fault in one place hides none in another.
"""

from collections.abc import Iterator, Mapping
from datetime import time
from string import Formatter
from typing import Any

from domain.notice import PLACEHOLDERS
from domain.notices import LETTERS
from domain.policy import CASE_ROLES, ITS_DEPUTY, THE_DEPARTMENT, THE_OWNER
from domain.process import STEPS
from domain.vocabulary import Form, Role
from domain.words import N_
from policy.fault import Fault, unknown
from policy.ladders import faults_of_ladders
from policy.lines import Place
from policy.own_days import faults_of_own_days
from policy.places import EACH, at, words_at
from policy.shape import MACHINES
from policy.triage_rules import faults_of_triage

ROUTES = (("forms", EACH), ("steps", EACH, "department"))
ALWAYS_TOLD = (Role.COORDINATOR, Role.ADMINISTRATOR)  # of what did not arrive; and who lets the others in
PEOPLES = tuple(role.value for role in Role if role not in MACHINES)


def faults_of_sense(table: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _steps(table)
    yield from _forms(table)
    yield from _departments(table)
    yield from _shared_ids(table)
    yield from _machines_roles(table)
    yield from _office_hours(table)
    yield from faults_of_own_days(table)
    yield from _recipients(table)
    yield from faults_of_ladders(table)
    yield from faults_of_triage(table)
    yield from _texts(table)


def _names(table: Mapping[str, Any], *pattern: str) -> list[str]:
    return list(dict.fromkeys(value for _, value in words_at(table, *pattern)))


def _steps(table: Mapping[str, Any]) -> Iterator[Fault]:
    written = {str(place[-1]): place for place, _ in at(table, "steps", EACH)}
    for name in written.keys() - STEPS.keys():
        yield unknown(written[name], N_("there is no step {word}."), name, STEPS)
    for name in (name for name in STEPS if written and name not in written):
        yield Fault(
            ("steps",),
            N_("no department answers for the step {step}."),
            N_("Add [steps.{step}]."),
            {"step": name},
        )


def _forms(table: Mapping[str, Any]) -> Iterator[Fault]:
    written = {place[-1] for place, _ in at(table, "forms", EACH)}
    for form in (form.value for form in Form if written and form not in written):
        remedy = N_("Add it under [forms], with its department.")
        yield Fault(("forms",), N_("no department answers for the form {form}."), remedy, {"form": form})


def _departments(table: Mapping[str, Any]) -> Iterator[Fault]:
    known = _names(table, "departments", EACH, "id")
    for pattern in (("people", EACH, "department"), *ROUTES):
        for place, name in words_at(table, *pattern):
            if known and name not in known:
                yield unknown(place, N_("there is no department {word}."), name, known)


def _shared_ids(table: Mapping[str, Any]) -> Iterator[Fault]:
    for kind in ("departments", "people"):
        seen = set()
        for place, each in words_at(table, kind, EACH, "id"):
            if each in seen:
                remedy = N_("Give each its own; one that has been used stays with whoever had it.")
                yield Fault(place, N_("two share the id {id}."), remedy, {"id": each})
            seen.add(each)


def _office_hours(table: Mapping[str, Any]) -> Iterator[Fault]:
    opens, closes = table.get("office_opens"), table.get("office_closes")
    if isinstance(opens, time) and isinstance(closes, time) and opens >= closes:
        remedy = N_("Write a later office_closes; outside office hours nobody is reminded.")
        yield Fault(("office_closes",), N_("the office closes before it opens."), remedy)


def _recipients(table: Mapping[str, Any]) -> Iterator[Fault]:
    """A misspelt recipient would be a silence, found out when something is late."""
    nobody, roles = N_("nobody would be told: {word}."), _names(table, "people", EACH, "roles", EACH)
    known = (THE_DEPARTMENT, ITS_DEPUTY, THE_OWNER, *roles)
    for place, word in words_at(table, "steps", EACH, "ladder", EACH, "to", EACH):
        if word in PEOPLES and word not in roles:
            yield _lonely(place, nobody, word)
        elif word not in known:
            yield unknown(place, nobody, word, known)
    for role in (role.value for role in ALWAYS_TOLD if role not in roles):
        yield _lonely(("people",), nobody, role)
    working = _working(table)
    for pattern in ROUTES:
        for place, name in words_at(table, *pattern):
            if name in _names(table, "departments", EACH, "id") and name not in working:
                remedy = N_("Give somebody of {word} the role case_worker, or choose one of: {known}.")
                yield Fault(place, nobody, remedy, {"word": name, "known": tuple(working)})


def _machines_roles(table: Mapping[str, Any]) -> Iterator[Fault]:
    """Time's own, a read notice's, the supplier's: what a person did would pass for what another did."""
    for place, role in words_at(table, "people", EACH, "roles", EACH):
        if role in MACHINES:
            what = N_("no person has the role {word}.")
            yield Fault(place, what, N_("There are: {known}."), {"word": role, "known": PEOPLES})


def _lonely(place: Place, what: str, role: str) -> Fault:
    return Fault(place, what, N_("Give one of the people the role {word}."), {"word": role})


def _working(table: Mapping[str, Any]) -> list[str]:
    """Departments in which somebody works cases."""
    known = _names(table, "departments", EACH, "id")
    people = (person for _, person in at(table, "people", EACH))
    return sorted(
        {
            name
            for each in people
            if CASE_ROLES & {*_names(each, "roles", EACH)}
            for name in _names(each, "department")
            if name in known
        }
    )


def _texts(table: Mapping[str, Any]) -> Iterator[Fault]:
    known = (*LETTERS, *_names(table, "steps", EACH, "ladder", EACH, "text"))
    for place, _ in at(table, "texts", EACH):
        if place[-1] not in known:
            yield unknown(place, N_("there is no notice {word}."), str(place[-1]), known)
    for place, template in words_at(table, "texts", EACH, EACH, EACH):
        yield from _placeholders(place, template)


def _placeholders(place: Place, template: str) -> Iterator[Fault]:
    """Only a name within braces: no format, no conversion, nothing of an object's inside."""
    filled = tuple(f"{{{name}}}" for name in PLACEHOLDERS)
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        remedy = N_("A brace belongs to a placeholder; there are: {known}.")
        yield Fault(place, N_("a brace is left open."), remedy, {"known": filled})
        return
    for _, name, form, conversion in parts:
        if name is not None and (name not in PLACEHOLDERS or form or conversion):
            written = (
                "{" + name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "") + "}"
            )
            yield unknown(place, N_("the mail does not fill {word}."), written, filled)
