"""What every request needs: the running parts, who asks and in which language."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from access.asker import asker
from access.rights import Right
from access.viewer import looks
from api.identity import Identities, Identity
from api.problems import Problem
from api.tail import Tail
from command_handler import CommandHandler
from domain.words import N_
from language.words import Words
from projections.delegations import delegations_today
from projections.reading import Reader
from settings import Settings
from sign_in.provider import Provider


@dataclass(frozen=True)
class Parts:
    """Put on the application's state once it has started."""

    settings: Settings
    handler: CommandHandler
    reader: Reader
    identities: Identities
    demo: bool  # made-up contracts: every page says so
    tail: Tail  # what happens, for streams
    provider: Provider | None  # the municipality's sign-in service; None: codes by mail


def parts(request: Request) -> Parts:
    found: Parts = request.app.state.parts
    return found


async def running_parts(request: Request) -> Parts:
    """As a dependency; FastAPI sends those that are not asynchronous to a thread."""
    return parts(request)


async def words(accept_language: Annotated[str, Header()] = "sv") -> Words:
    """Swedish unless English is asked for first."""
    return Words("en" if accept_language.strip().lower().startswith("en") else "sv")


bearer = HTTPBearer(auto_error=False, description="A token from the sign-in link, or of a service account")


async def known(request: Request) -> Identity | None:
    """By the request's bearer token. Asked once a request."""
    if not hasattr(request.state, "known"):
        request.state.known = await of_token(request)
    found: Identity | None = request.state.known
    return found


async def of_token(request: Request) -> Identity | None:
    """Asked anew, by what lasts longer than an answer does."""
    credentials = await bearer(request)
    return await parts(request).identities.of(credentials.credentials, "token") if credentials else None


async def identity(
    request: Request,
    running: Annotated[Parts, Depends(running_parts)],
    _: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> Identity:
    """Deny by default: every route but health and signing in asks for this."""
    found = await standing(running, await known(request))
    if found is None:
        raise Problem(401, "not_signed_in", N_("Sign in first: the token is missing or no longer valid."))
    request.state.person = found.person.id  # for the security log
    return found


async def standing(running: Parts, found: Identity | None) -> Identity | None:
    """With those in whose stead they are here; and from now on the rows that are read are those they may see."""
    if found is None:
        looks(None)
        return None
    if found.somebody_away:
        day, delegations = await delegations_today(running.handler.pool)
        away = asker(found.person, day, delegations, running.handler.policy).instead_of if day else ()
        found = replace(found, instead_of=away)
    looks(found.asker)
    return found


class Needs:
    """What a route asks of whoever is signed in. Every route names a right, or is in OPEN: api/ruled.py."""

    def __init__(self, right: Right) -> None:
        self.right = right

    async def __call__(self, who: Annotated[Identity, Depends(identity)]) -> Identity:
        demand(who, self.right)
        return who


def demand(who: Identity, right: Right) -> None:
    if not who.may(right):
        code, message = DENIED.get(right, ("not_your_role", N_("Your role does not include this.")))
        raise Problem(403, code, message)


DENIED = {
    Right.WORK: ("may_not_change", N_("Your role may read but not change.")),
    Right.POLICY: (
        "keepers_only",
        N_("Only a coordinator or an administrator may read and change the policy."),
    ),
    Right.RUN: ("administrators_only", N_("Only an administrator may do this.")),
}

Running = Annotated[Parts, Depends(running_parts)]
InWords = Annotated[Words, Depends(words)]
Here = Annotated[Identity, Depends(Needs(Right.BE_HERE))]
Looking = Annotated[Identity, Depends(Needs(Right.CONTRACTS))]
Tracing = Annotated[Identity, Depends(Needs(Right.TRAIL))]
Commander = Annotated[Identity, Depends(Needs(Right.WORK))]
Overseer = Annotated[Identity, Depends(Needs(Right.LOOKS))]
MenuKeeper = Annotated[Identity, Depends(Needs(Right.MENU))]
Registrar = Annotated[Identity, Depends(Needs(Right.REGISTER))]
Absentee = Annotated[Identity, Depends(Needs(Right.ABSENCE))]
Postmaster = Annotated[Identity, Depends(Needs(Right.NOTICES))]
Watcher = Annotated[Identity, Depends(Needs(Right.FIGURES))]
Keeper = Annotated[Identity, Depends(Needs(Right.POLICY))]
Subscriber = Annotated[Identity, Depends(Needs(Right.WEBHOOKS))]
Administrator = Annotated[Identity, Depends(Needs(Right.RUN))]
