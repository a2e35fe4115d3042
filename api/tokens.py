"""Tokens of service accounts over HTTP: made, listed, revoked."""

from datetime import datetime, timedelta
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from access.asker import Asker
from access.rights import Right
from api.deps import Administrator, Running
from api.problems import Problem
from api.sent import AS_JSON
from domain.facts import Word
from domain.policy import Policy
from domain.vocabulary import Role
from domain.words import N_
from sign_in.api_tokens import ApiToken, ApiTokens
from sign_in.security_log import tell

router = APIRouter(prefix="/tokens", tags=["tokens"])

LONGEST = 400  # days


class TokenIn(BaseModel):
    """`person`: the service account, as the policy calls it. `rights`: which of its rights; without them, all.
    `name`: what the token is for."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"person": "p-15", "name": "Diariet", "rights": ["contracts", "trail"], "days": 90}]
        }
    )

    person: Annotated[str, Field(min_length=1, max_length=100)]
    name: Word
    rights: Annotated[list[Right], Field(max_length=len(Right))] | None = None
    days: Annotated[int, Field(ge=1, le=LONGEST, strict=True)] = 90


class TokenOut(BaseModel):
    """`last_used_at`: to the minute. It holds until it expires or is revoked, and while the policy has the account."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    person_id: str
    name: str
    rights: list[Right]
    made_by: str
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class NewToken(TokenOut):
    """`token`: shown this once."""

    token: str

    @classmethod
    def of(cls, token: ApiToken, secret: str) -> Self:
        return cls(**TokenOut.model_validate(token).model_dump(), token=secret)


@router.get("")
async def tokens(running: Running, _: Administrator) -> list[TokenOut]:
    """Those that hold, and those that have ended within the last 90 days; newest first."""
    found = await ApiTokens(running.identities.pool).listed()
    return [TokenOut.model_validate(each) for each in found]


@router.post("", status_code=201)
async def make(body: Annotated[TokenIn, AS_JSON], running: Running, who: Administrator) -> NewToken:
    if who.only is not None:
        raise Problem(403, "people_only", N_("A token makes no tokens: sign in as a person."))
    rights = rights_of(body, await running.identities.policy())
    secret, token = await ApiTokens(running.identities.pool).make(
        body.person, body.name, rights, timedelta(days=body.days), who.person.id
    )
    tell("token", "ok", who.person.id, of=body.person, what="made")
    return NewToken.of(token, secret)


@router.delete("/{token_id}", status_code=204)
async def revoke(token_id: UUID, running: Running, who: Administrator) -> None:
    """It opens nothing from now on."""
    person = await ApiTokens(running.identities.pool).revoke(token_id)
    if person is None:
        raise Problem(404, "unknown_token", N_("There is no such token, or it has ended already."))
    tell("token", "ok", who.person.id, of=person, what="revoked")


def rights_of(body: TokenIn, policy: Policy) -> list[Right]:
    """Raises Problem."""
    person = policy.person(body.person)
    if person is None or Role.SERVICE_ACCOUNT not in person.roles:
        known = tuple(each.id for each in policy.people if Role.SERVICE_ACCOUNT in each.roles)
        if not known:
            message = N_(
                "The policy has no service account. Give one of its people the role service_account first."
            )
            raise Problem(422, "no_service_account", message)
        message = N_("Tokens are for service accounts of the policy. There are: {known}.")
        raise Problem(422, "no_service_account", message, known=known)
    theirs = [right for right in Right if Asker(person).may(right)]
    if beyond := [right for right in body.rights or () if right not in theirs]:
        message = N_("The account does not have these rights: {beyond}. It has: {theirs}.")
        raise Problem(422, "beyond_its_rights", message, beyond=(*beyond,), theirs=(*theirs,))
    return theirs if body.rights is None else [right for right in theirs if right in body.rights]
