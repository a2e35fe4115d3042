"""Whoever sends many mails keeps a line to the mail server a moment for the next; what breaks is not sent twice."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import aiosmtplib
import pytest
from aiosmtpd.smtp import SMTP

from mail import KEPT_FOR, MOST_MAILS, Lines, message
from settings import Settings
from tests.listening import listening
from tests.postman import Postman, message_id
from tests.served import eventually


class Counting:
    """A mail server that knows how many lines to it were opened and ended, and ends them when told; `most`: mails over
    each, then it has had enough."""

    def __init__(self) -> None:
        self.postman, self.opened, self.most = Postman(), 0, MOST_MAILS
        self.open: set[asyncio.BaseTransport] = set()

    def protocol(self) -> SMTP:
        counting = self

        class Line(SMTP):
            def connection_made(self, transport: Any) -> None:
                counting.opened += 1
                counting.open.add(transport)
                super().connection_made(transport)

            def connection_lost(self, error: Exception | None) -> None:
                counting.open.discard(self.transport)
                super().connection_lost(error)

            async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802
                self.mails = getattr(self, "mails", 0) + 1
                if self.mails > counting.most:
                    await self.push("421 4.7.0 enough")
                    counting.ends(self.transport)
                    return
                await super().smtp_MAIL(arg)

        return Line(self.postman)

    def ends(self, line: asyncio.BaseTransport | None) -> None:
        assert line
        line.close()


@pytest.fixture
async def server(settings: Settings) -> AsyncIterator[tuple[Counting, Lines]]:
    counting = Counting()
    server = await asyncio.get_running_loop().create_server(counting.protocol, "127.0.0.1", 0)
    async with listening(server) as port:
        yield counting, Lines(replace(settings, smtp_port=port))
        await eventually(lambda: not counting.open)


def mail(settings: Settings, number: int) -> EmailMessage:
    return message(settings, to="kim@x.example", message_id=f"<{number}@x>", subject="Hej", body="Hej.\n")


async def test_one_after_another_goes_over_the_same_line(server: tuple[Counting, Lines]) -> None:
    counting, lines = server
    for number in range(5):
        await lines.send(mail(lines.settings, number))
    assert counting.opened == 1
    assert [message_id(each) for each in counting.postman.taken] == [f"<{n}@x>" for n in range(5)]


async def test_at_the_same_time_each_has_its_own(server: tuple[Counting, Lines]) -> None:
    counting, lines = server
    await asyncio.gather(*(lines.send(mail(lines.settings, number)) for number in range(5)))
    assert (counting.opened, len(counting.postman.taken)) == (5, 5)


async def test_a_line_that_nobody_needs_is_ended_shortly(server: tuple[Counting, Lines]) -> None:
    counting, lines = server
    await lines.send(mail(lines.settings, 1))
    assert len(counting.open) == 1
    await asyncio.sleep(KEPT_FOR)
    await eventually(lambda: not counting.open)


async def test_no_line_carries_more_than_servers_like(server: tuple[Counting, Lines]) -> None:
    counting, lines = server
    for number in range(MOST_MAILS + 1):
        await lines.send(mail(lines.settings, number))
    assert (counting.opened, len(counting.postman.taken)) == (2, MOST_MAILS + 1)


async def test_a_server_that_has_had_enough_over_one_line_gets_the_next_mail_over_another(
    server: tuple[Counting, Lines],
) -> None:
    counting, lines = server
    counting.most = 2
    for number in range(5):
        await lines.send(mail(lines.settings, number))
    assert counting.opened == 3
    assert [message_id(each) for each in counting.postman.taken] == [f"<{n}@x>" for n in range(5)]


async def test_a_server_that_has_had_enough_at_once_is_not_asked_again(
    server: tuple[Counting, Lines],
) -> None:
    counting, lines = server
    counting.most = 0
    with pytest.raises(aiosmtplib.SMTPSenderRefused):
        await lines.send(mail(lines.settings, 1))
    assert counting.opened == 1


async def test_a_line_that_the_server_has_ended_is_not_used_again(server: tuple[Counting, Lines]) -> None:
    counting, lines = server
    await lines.send(mail(lines.settings, 1))
    for each in counting.open.copy():
        each.close()
    await eventually(lambda: not counting.open)
    await lines.send(mail(lines.settings, 2))
    assert (counting.opened, len(counting.postman.taken)) == (2, 2)


async def test_what_is_refused_is_told_and_the_next_has_a_new_line(server: tuple[Counting, Lines]) -> None:
    counting, lines = server
    counting.postman.recipient = "550 5.1.1 no such user"
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
        await lines.send(mail(lines.settings, 1))
    counting.postman.recipient = "250 OK"
    await lines.send(mail(lines.settings, 2))
    assert (counting.opened, [message_id(each) for each in counting.postman.taken]) == (2, ["<2@x>"])
