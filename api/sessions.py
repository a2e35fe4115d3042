"""From a one-time sign-in link to a bearer token."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from access.rights import Right
from api.deps import Here, Running
from api.problems import Problem, problems_of
from api.sent import AS_JSON
from domain.words import N_

router = APIRouter(tags=["sessions"])


class SignIn(BaseModel):
    link: str = Field(max_length=200, description="What follows `lank=` in the sign-in link")


class Token(BaseModel):
    access_token: str
    token_type: str = "bearer"  # noqa: S105 - RFC 6750's word


class Me(BaseModel):
    """`instead_of`: who is away today, and in whose stead one may do their work."""

    id: str
    name: str
    department: str
    roles: list[str]
    rights: list[str]
    instead_of: list[str]


@router.post("/sessions", status_code=201, responses=problems_of({401: "The link is used or too old"}))
async def sign_in(body: Annotated[SignIn, AS_JSON], running: Running) -> Token:
    """Open to everyone: the link itself is the proof. It works once, within ten minutes."""
    token = await running.identities.redeem(body.link, "token")
    if token is None:
        raise Problem(401, "link_used", N_("The sign-in link is used or too old. Make a new one."))
    return Token(access_token=token)


@router.get("/me")
async def me(who: Here) -> Me:
    person = who.person
    return Me(
        id=person.id,
        name=person.name,
        department=person.department,
        roles=list(person.roles),
        rights=[right for right in Right if who.may(right)],
        instead_of=[each.id for each in who.instead_of],
    )
