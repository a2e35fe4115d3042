"""From a one-time sign-in link to a bearer token."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.deps import Running, Who
from api.problems import Problem
from domain.words import N_

router = APIRouter(tags=["sessions"])


class SignIn(BaseModel):
    link: str = Field(max_length=200, description="What follows `lank=` in the sign-in link")


class Token(BaseModel):
    access_token: str
    token_type: str = "bearer"  # noqa: S105 - RFC 6750's word


class Me(BaseModel):
    id: str
    name: str
    department: str
    roles: list[str]


@router.post("/sessions", status_code=201)
async def sign_in(body: SignIn, running: Running) -> Token:
    """Open to everyone: the link itself is the proof. It works once, within ten minutes."""
    token = await running.identities.redeem(body.link, "token")
    if token is None:
        raise Problem(401, "link_used", N_("The sign-in link is used or too old. Make a new one."))
    return Token(access_token=token)


@router.get("/me")
async def me(who: Who) -> Me:
    person = who.person
    return Me(id=person.id, name=person.name, department=person.department, roles=list(person.roles))
