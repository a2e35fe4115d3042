"""Somebody at a page: signed in or not, and how they like it. All from cookies."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from access.rights import Right
from api.deps import Parts, demand, parts, standing
from api.envelopes import envelope
from api.identity import Identity
from api.problems import Problem
from command_handler import Envelope
from domain.vocabulary import Role
from domain.words import N_
from event_store.codec import Recorded
from language.words import LANGUAGES, Words
from settings import Settings
from sign_in.secret import form_token, new_secret
from sign_in.sessions import FRESH
from web.filled_in import Filled

BROWSER = "insats-besok"  # a random number: which browser this is, signed in or not
LANGUAGE, COLOURS = "sprak", "farger"
THEMES = ("light", "dark")
SEEN = re.compile(r"[0-9]{1,9}\Z")


class NotSignedIn(Exception):
    """The page asks for somebody; sign in first."""


class SignInAgain(Exception):
    """What gives others rights asks for whoever does it to have shown of late who they are."""


@dataclass(frozen=True)
class Visit:
    request: Request
    who: Identity | None
    new_browser: str = field(default_factory=new_secret)

    @property
    def settings(self) -> Settings:
        found: Settings = self.request.app.state.settings
        return found

    @property
    def browser(self) -> str:
        """The cookie that forms, codes and sign-ins under way are bound to; a new one where there is none."""
        return self.request.cookies.get(browser_cookie(self.settings), "") or self.new_browser

    @property
    def form_token(self) -> str:
        return form_token(self.settings.key_encryption_key, self.browser)

    @property
    def client(self) -> str:
        """Where the request is from. Behind a proxy, as the proxy says it (docs/production.md)."""
        return self.request.client.host if self.request.client else ""

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
        """`command_id` was made when the form was drawn: sent twice, it is one command. `seen`: which version of the
        contract was shown with it. Raises Problem."""
        try:
            command_id = UUID(filled.get("command_id", ""))
        except ValueError:
            raise Problem(422, "no_command_id", N_("The request could not be understood.")) from None
        seen = filled.get("seen", "")
        return envelope(
            self.somebody, command_id, stale=partial(somebody_since, int(seen)) if SEEN.match(seen) else None
        )


def somebody_since(version: int, past: Sequence[Recorded]) -> bool:
    """What time alone has done, such as a reminder, is no news to who fills in a form."""
    return any(record.origin.role != Role.CLOCK for record in past[version:])


def session_cookie(settings: Settings) -> str:
    return _of_this_host("insats", settings)


def browser_cookie(settings: Settings) -> str:
    return _of_this_host(BROWSER, settings)


def _of_this_host(name: str, settings: Settings) -> str:
    """`__Host-`: only this host, and only over https, can have set it. Browsers take it over https alone."""
    return f"__Host-{name}" if settings.is_https else name


async def anybody(request: Request) -> Visit:
    running = parts(request)
    secret = request.cookies.get(session_cookie(running.settings), "")
    known = await running.identities.of(secret, "page") if secret else None
    request.state.person = known.person.id if known else None  # for the security log
    return Visit(request, await standing(running, known))


Anybody = Annotated[Visit, Depends(anybody)]


class Asks:
    """What a page asks of whoever is signed in. Every page names a right, or is in OPEN: api/ruled.py."""

    def __init__(self, right: Right, *, fresh: bool = False) -> None:
        self.right, self.fresh = right, fresh

    def __call__(self, visit: Anybody) -> Visit:
        """Raises NotSignedIn, SignInAgain or Problem."""
        demand(visit.somebody, self.right)
        if self.fresh and visit.somebody.age > (FRESH if visit.request.method == "GET" else 2 * FRESH):
            raise SignInAgain
        return visit


BeingHere = Annotated[Visit, Depends(Asks(Right.BE_HERE))]
Supplying = Annotated[Visit, Depends(Asks(Right.OWN_CONTRACTS))]
Reading = Annotated[Visit, Depends(Asks(Right.CONTRACTS))]
Changing = Annotated[Visit, Depends(Asks(Right.WORK))]
KeepingTheMenu = Annotated[Visit, Depends(Asks(Right.MENU))]
Registering = Annotated[Visit, Depends(Asks(Right.REGISTER))]
SeeingWhoLooked = Annotated[Visit, Depends(Asks(Right.LOOKS))]
Watching = Annotated[Visit, Depends(Asks(Right.FIGURES))]
Tracing = Annotated[Visit, Depends(Asks(Right.TRAIL))]
KeepingThePolicy = Annotated[Visit, Depends(Asks(Right.POLICY))]
GivingRights = Annotated[Visit, Depends(Asks(Right.POLICY, fresh=True))]
OpeningToOthers = Annotated[Visit, Depends(Asks(Right.RUN, fresh=True))]
KeepingWebhooks = Annotated[Visit, Depends(Asks(Right.WEBHOOKS))]
MakingWebhooks = Annotated[Visit, Depends(Asks(Right.WEBHOOKS, fresh=True))]
TellingOfAbsence = Annotated[Visit, Depends(Asks(Right.ABSENCE))]
RunningIt = Annotated[Visit, Depends(Asks(Right.RUN))]
Overlooking = Annotated[Visit, Depends(Asks(Right.INSIGHT))]


def is_our_own(address: str) -> bool:
    """A path of this site: a browser reads // and a backslash as another one."""
    return address.startswith("/") and not address.startswith("//") and "\\" not in address
