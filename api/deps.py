"""What every request needs: the running parts, who asks and in which language."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.identity import Identities, Identity
from api.problems import Problem
from command_handler import CommandHandler
from domain.words import N_
from language.words import Words
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
    provider: Provider | None  # the municipality's sign-in service; None: codes by mail


def parts(request: Request) -> Parts:
    found: Parts = request.app.state.parts
    return found


def words(accept_language: Annotated[str, Header()] = "sv") -> Words:
    """Swedish unless English is asked for first."""
    return Words("en" if accept_language.strip().lower().startswith("en") else "sv")


bearer = HTTPBearer(auto_error=False, description="A token from the sign-in link")


async def identity(
    request: Request,
    running: Annotated[Parts, Depends(parts)],
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> Identity:
    """Deny by default: every route but health and signing in asks for this."""
    found = await running.identities.of(credentials.credentials, "token") if credentials else None
    if found is None:
        raise Problem(401, "not_signed_in", N_("Sign in first: the token is missing or no longer valid."))
    request.state.person = found.person.id  # for the security log
    return found


async def commander(who: Annotated[Identity, Depends(identity)]) -> Identity:
    if not who.may_command:
        raise Problem(403, "may_not_change", N_("Your role may read but not change."))
    return who


async def keeper(who: Annotated[Identity, Depends(identity)]) -> Identity:
    if not who.keeps_the_policy:
        message = N_("Only a coordinator or an administrator may read and change the policy.")
        raise Problem(403, "keepers_only", message)
    return who


async def administrator(who: Annotated[Identity, Depends(identity)]) -> Identity:
    if not who.is_administrator:
        raise Problem(403, "administrators_only", N_("Only an administrator may do this."))
    return who


Running = Annotated[Parts, Depends(parts)]
InWords = Annotated[Words, Depends(words)]
Who = Annotated[Identity, Depends(identity)]
Commander = Annotated[Identity, Depends(commander)]
Keeper = Annotated[Identity, Depends(keeper)]
Administrator = Annotated[Identity, Depends(administrator)]
