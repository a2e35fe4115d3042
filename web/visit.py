"""Somebody at a page: signed in or not, and how they like it. All from cookies."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from access.rights import Right
from api.deps import Parts, demand, parts, standing
from api.envelopes import envelope
from api.identity import Identity
from api.problems import Problem
from command_handler import Envelope
from domain.words import N_
from language.words import LANGUAGES, Words
from settings import Settings
from web.filled_in import Filled

LANGUAGE, COLOURS = "sprak", "farger"
THEMES = ("light", "dark")


class NotSignedIn(Exception):
    """The page asks for somebody; sign in first."""


@dataclass(frozen=True)
class Visit:
    request: Request
    who: Identity | None

    @property
    def parts(self) -> Parts:
        return parts(self.request)

    @property
    def is_demo(self) -> bool:
        """Not known before the application has started; a page that says so is drawn all the same."""
        running: Parts | None = getattr(self.request.app.state, "parts", None)
        return running is not None and running.demo

    @property
    def somebody(self) -> Identity:
        """Raises NotSignedIn."""
        if self.who is None:
            raise NotSignedIn
        return self.who

    @property
    def words(self) -> Words:
        """Swedish until somebody has asked for English."""
        wanted = self.request.cookies.get(LANGUAGE, "")
        return Words(wanted if wanted in LANGUAGES else "sv")

    @property
    def theme(self) -> str:
        """Empty: as the device says."""
        wanted = self.request.cookies.get(COLOURS, "")
        return wanted if wanted in THEMES else ""

    def envelope(self, filled: Filled) -> Envelope:
        """`command_id` was made when the form was drawn: sent twice, it is one command. Raises Problem."""
        try:
            command_id = UUID(filled.get("command_id", ""))
        except ValueError:
            raise Problem(422, "no_command_id", N_("The request could not be understood.")) from None
        return envelope(self.somebody, command_id)


def session_cookie(settings: Settings) -> str:
    return "__Host-insats" if is_https(settings) else "insats"


def is_https(settings: Settings) -> bool:
    return settings.public_url.startswith("https:")


async def anybody(request: Request) -> Visit:
    running = parts(request)
    secret = request.cookies.get(session_cookie(running.settings), "")
    known = await running.identities.of(secret, "page") if secret else None
    return Visit(request, await standing(running, known))


Anybody = Annotated[Visit, Depends(anybody)]


class Asks:
    """What a page asks of whoever is signed in. Every page names a right, or is in OPEN: api/ruled.py."""

    def __init__(self, right: Right) -> None:
        self.right = right

    def __call__(self, visit: Anybody) -> Visit:
        """Raises NotSignedIn or Problem."""
        demand(visit.somebody, self.right)
        return visit


Reading = Annotated[Visit, Depends(Asks(Right.CONTRACTS))]
Changing = Annotated[Visit, Depends(Asks(Right.WORK))]
KeepingTheMenu = Annotated[Visit, Depends(Asks(Right.MENU))]
Registering = Annotated[Visit, Depends(Asks(Right.REGISTER))]
Overlooking = Annotated[Visit, Depends(Asks(Right.INSIGHT))]
