"""From the claims of a sign-in service to a person of the policy, in which roles, of which department. Pure."""

from collections.abc import Mapping
from typing import Any

from domain.policy import Decisions, Person
from domain.vocabulary import Role
from sign_in.oidc_file import OidcFile, StepUp
from sign_in.refused import Refused
from sign_in.sessions import Told

Claims = Mapping[str, Any]


def person_of(claims: Claims, file: OidcFile, policy: Decisions) -> Person:
    """Raises Refused: whoever the policy does not have is nobody, whatever the service says."""
    told = claims.get(file.person.claim)
    if not isinstance(told, str) or not told:
        raise Refused("no such claim")
    if file.person.claim == "email" and claims.get("email_verified") is not True:
        raise Refused("the address is not verified")
    if file.person.matches == "id":
        found = [p for p in policy.people if p.id == told]
    else:
        found = [p for p in policy.people if p.address.casefold() == told.casefold()]
    if len(found) != 1:
        raise Refused("not of the policy")
    return found[0]


def told_of(claims: Claims, file: OidcFile, policy: Decisions) -> Told:
    """Raises Refused: who has none of the mapped roles, or no department of the policy, has nothing here."""
    roles = department = None
    if file.roles:
        given = {
            file.roles.values[value]
            for value in _values(claims, file.roles.claim)
            if value in file.roles.values
        }
        roles = tuple(role for role in Role if role in given)
        if not roles:
            raise Refused("no role")
    if file.departments:
        known = file.departments.values
        department = next((known[v] for v in _values(claims, file.departments.claim) if v in known), None)
        if department not in {each.id for each in policy.departments}:
            raise Refused("no department")
    sid = claims.get("sid")
    theirs = sid if isinstance(sid, str) else None
    return Told(roles, department, claims["sub"], theirs, is_strong(claims, file.step_up))


def is_strong(claims: Claims, needed: StepUp | None) -> bool:
    if needed is None:
        return False
    return claims.get("acr") in needed.acr or bool(set(_values(claims, "amr")) & set(needed.amr))


def _values(claims: Claims, name: str) -> list[str]:
    """One text, or a list of them; anything else says nothing."""
    told = claims.get(name)
    listed = told if isinstance(told, list) else [told]
    return [each for each in listed if isinstance(each, str)]
