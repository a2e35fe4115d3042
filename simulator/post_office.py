"""SMTP as the simulator plays it, in the place of `aiosmtplib.send`: takes mail, refuses it, or is silent."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from email.message import EmailMessage
from random import Random
from typing import Any

import aiosmtplib

from simulator.line import Crash
from simulator.replacing import replaced


@dataclass(frozen=True)
class Arrived:
    """`at`: in true time. `day`: the installation's. `head`: the last position on record by then."""

    at: datetime
    day: date
    head: int
    message_id: str
    to: str


@dataclass
class PostOffice:
    """`answers`: taking, busy, gone or silent. `refused`: addresses that nobody has. `sees`: asked at each mail
    that arrives, before it is answered. `loses`: the next sender dies, or its line breaks, after our 250."""

    random: Random
    now: Callable[[], tuple[datetime, date, int]]
    sees: Callable[[Arrived], Awaitable[None]]
    answers: str = "taking"
    refused: set[str] = field(default_factory=set)
    loses: bool = False
    arrived: list[Arrived] = field(default_factory=list)
    lost_answers: list[Arrived] = field(default_factory=list)

    async def send(self, mail: EmailMessage, **_: Any) -> tuple[dict[str, Any], str]:
        self._answer(str(mail["To"]))
        arrived = Arrived(*self.now(), str(mail["Message-ID"]), str(mail["To"]))
        self.arrived.append(arrived)
        await self.sees(arrived)
        if self.loses:
            self.loses = False
            self.lost_answers.append(arrived)
            raise self.random.choice([Crash(), aiosmtplib.SMTPServerDisconnected("Connection lost")])
        return {}, "250 OK"

    def _answer(self, to: str) -> None:
        if to in self.refused:
            refusal = aiosmtplib.SMTPRecipientRefused(550, "5.1.1 no such user", to)
            raise aiosmtplib.SMTPRecipientsRefused([refusal])
        match self.answers:
            case "busy":
                raise aiosmtplib.SMTPDataError(451, "4.3.0 busy")
            case "gone":
                raise ConnectionRefusedError("nobody listens")
            case "silent":
                raise TimeoutError  # what asyncio.timeout(DELIVERY) makes of it


def in_the_place_of_smtp(office: PostOffice) -> AbstractContextManager[None]:
    return replaced((aiosmtplib, "send", office.send))
