"""Opaque ids of the events as the names that the installation's policy gives them."""

from collections.abc import Iterable, Sequence

from domain.notice import ONE_CONTACT
from domain.policy import Policy
from domain.vocabulary import Role
from domain.words import N_
from language.words import Words


def department_name(department_id: str, policy: Policy, words: Words) -> str:
    """The id itself when it is none of the policy's: a role that somebody wrote."""
    for department in policy.departments:
        if department.id == department_id:
            return department.name_en if words.language == "en" else department.name
    return words.name(department_id)


def department_names(ids: Iterable[str], policy: Policy, words: Words) -> str:
    return ", ".join(department_name(each, policy, words) for each in ids)


def recipient_names(roles: Sequence[str], words: Words) -> str:
    return ", ".join(words.name(role).lower() for role in roles)


def who_did(actor: str, role: str, policy: Policy, words: Words) -> str:
    """In which role, then who; the clock and imports are nobody."""
    in_role = words.name(role)
    if actor.startswith(ONE_CONTACT):
        return told_whom(actor, policy, words)
    person = policy.person(actor)
    if person is None or role == Role.CLOCK:
        return in_role
    if role == Role.IMPORT:
        return words(N_("Read in by {name}"), name=person.name)
    return person.name if person.name.startswith(in_role) else f"{in_role}, {person.name}"


def told_whom(recipient: str, policy: Policy, words: Words) -> str:
    """Of a notice: a person of the installation, or `contact:N` of the supplier."""
    if recipient.startswith(ONE_CONTACT):
        return words(N_("The supplier's contact {number}"), number=recipient.removeprefix(ONE_CONTACT))
    person = policy.person(recipient)
    return person.name if person else words(N_("A person who is no longer here"))
