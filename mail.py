"""One mail over SMTP: text, and a calendar entry where it is about a meeting. What it may say is decided elsewhere."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from email.headerregistry import BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import formatdate
from functools import cache, lru_cache
from typing import Any

import aiosmtplib

from settings import Settings

KEPT_FOR = 1.0  # s, since its last mail
MOST_MAILS = 50  # over one line: many servers end one after a number of their own,
CLOSES = 421  # as they then say (RFC 5321, 3.8)


class Headers(HeaderRegistry):
    """The standard library makes a class anew for each header of each mail, and reads the same addresses and kinds of
    content each time: most of the time it takes to make one. A header never changes."""

    @cache  # noqa: B019 - there is one, and a mail has few kinds of headers
    def __getitem__(self, name: str) -> type[BaseHeader]:
        return super().__getitem__(name)

    @lru_cache(1000)  # noqa: B019 - likewise, and an office has few people
    def __call__(self, name: str, value: Any) -> BaseHeader:
        return super().__call__(name, value)


POLICY = EmailPolicy(header_factory=Headers())


def message(settings: Settings, *, to: str, message_id: str, subject: str, body: str) -> EmailMessage:
    mail = EmailMessage(POLICY)
    mail["From"] = settings.mail_from
    mail["To"] = to
    mail["Subject"] = " ".join(subject.split())  # a contract number may hold a line break
    mail["Message-ID"] = message_id
    mail["Date"] = formatdate(localtime=True)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence answers it
    mail.set_content(body)
    return mail


def add_calendar(mail: EmailMessage, method: str, entry: str) -> None:
    """As an alternative to the text, its method named in the header too (RFC 6047, 2.4)."""
    mail.add_alternative(entry, subtype="calendar", params={"method": method})


async def send(mail: EmailMessage, settings: Settings) -> str:
    """What the mail server answered. Raises aiosmtplib.SMTPException or OSError."""
    _, reply = await aiosmtplib.send(
        mail, hostname=settings.smtp_host, port=settings.smtp_port, timeout=10, start_tls=False
    )
    return reply


class HadEnough(Exception):
    """Of mails over one line, says the server."""


@dataclass(eq=False)
class Line:
    client: aiosmtplib.SMTP
    mails: int = 0


@dataclass(frozen=True)
class Lines:
    """To the mail server, for whoever sends many: one that a mail has gone over is kept a moment for the next.

    A line that breaks is not tried again here: whether the server has the mail may not be known. Only a server that has
    had enough mails over one, and says so before the next, is asked for another at once."""

    settings: Settings
    _free: list[Line] = field(default_factory=list)
    _ending: set[asyncio.Task[None]] = field(default_factory=set)  # the loop itself would let go of them

    async def send(self, mail: EmailMessage) -> str:
        """As `send`."""
        if line := self._kept():
            with suppress(HadEnough):
                return await self._sent(mail, line)
        return await self._sent(mail, await self._opened())

    async def _sent(self, mail: EmailMessage, line: Line) -> str:
        try:
            _, reply = await line.client.send_message(mail)
        except BaseException as error:
            line.client.close()
            if line.mails and isinstance(error, aiosmtplib.SMTPSenderRefused) and error.code == CLOSES:
                raise HadEnough from error
            raise
        line.mails += 1
        self._free.append(line)
        asyncio.get_running_loop().call_later(KEPT_FOR, self._let_go, line, line.mails)
        return reply

    def _kept(self) -> Line | None:
        while self._free:
            line = self._free.pop()
            if line.client.is_connected and line.mails < MOST_MAILS:
                return line
            self._end(line)
        return None

    async def _opened(self) -> Line:
        client = aiosmtplib.SMTP(
            hostname=self.settings.smtp_host, port=self.settings.smtp_port, timeout=10, start_tls=False
        )
        await client.connect()
        return Line(client)

    def _let_go(self, line: Line, mails: int) -> None:
        if line in self._free and line.mails == mails:
            self._free.remove(line)
            self._end(line)

    def _end(self, line: Line) -> None:
        task = asyncio.create_task(_ended(line.client))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)


async def _ended(client: aiosmtplib.SMTP) -> None:
    try:
        with suppress(aiosmtplib.SMTPException, OSError):
            await client.quit()
    finally:
        client.close()
