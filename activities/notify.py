"""Telling the responsible department: one notice, under a lease, with the same Message-ID however often tried."""

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID, uuid5

import aiosmtplib
import asyncpg
from temporalio import activity

from activities.mail_texts import body_of, subject_of
from command_handler import CommandHandler, Envelope
from domain.process.undeliverable import ReportUndeliverable
from domain.vocabulary import Role
from language.words import Words
from mail import message, send
from projections.contacts import contact_address
from projections.notices import QueuedNotice, failed, sent, take
from settings import Settings

# How long after each failed try the next one comes; after the last, the notice is given up.
TRIES_AGAIN_AFTER = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 480))


DELIVERY = 15.0  # s in all; less than the lease, so that two senders never have the same notice


@dataclass(frozen=True)
class Delivery:
    """`settled`: nothing more to do for whoever asked; else the next try's time lies in the store."""

    settled: bool
    answer: str


@dataclass(frozen=True)
class NotifyActivities:
    handler: CommandHandler
    settings: Settings

    @property
    def pool(self) -> "asyncpg.Pool[Any]":
        return self.handler.pool

    @activity.defn
    async def notify_department(self, notice_id: UUID) -> Delivery:
        """What became of it. A failed delivery is an answer, not an error: its next try lies in the store."""
        notice = await take(self.pool, notice_id)
        if notice is None:
            return Delivery(settled=True, answer="already sent, or another sender has it")
        address, language = await self._recipient(notice)
        if not address:
            return await self._give_up(notice, "no such recipient any more")
        try:
            async with asyncio.timeout(DELIVERY):
                reply = await send(self._message(notice, address, language), self.settings)
        except Exception as error:  # noqa: BLE001 - an error's text may hold an address: it must not reach Temporal
            return await self._failed(notice, error)
        await sent(self.pool, notice.id, re.sub(r"\S*@\S*", "…", reply))  # some servers repeat the address
        return Delivery(settled=True, answer="sent")

    async def _recipient(self, notice: QueuedNotice) -> tuple[str, str]:
        if notice.recipient.startswith("contact:"):
            return await contact_address(self.pool, notice.contract_id, notice.recipient), "sv"
        person = self.handler.policy.person(notice.recipient)
        return (person.address, person.language) if person else ("", "sv")

    def _message(self, notice: QueuedNotice, address: str, language: str) -> EmailMessage:
        words, policy = Words(language), self.handler.policy
        return message(
            self.settings,
            to=address,
            message_id=notice.message_id,
            subject=subject_of(notice, words, policy),
            body=body_of(notice, words, policy, f"{self.settings.public_url}/avtal/{notice.contract_id}"),
        )

    async def _failed(self, notice: QueuedNotice, error: Exception) -> Delivery:
        code = _recipients_code(error)
        if code >= 500 or notice.attempts > len(TRIES_AGAIN_AFTER):
            return await self._give_up(notice, f"{type(error).__name__} {code or ''}".strip())
        await failed(self.pool, notice.id, type(error).__name__, TRIES_AGAIN_AFTER[notice.attempts - 1])
        return Delivery(settled=False, answer=f"not delivered: {type(error).__name__}")

    async def _give_up(self, notice: QueuedNotice, reason: str) -> Delivery:
        """First the event, under an id of the notice's own: a crash in between repeats it without doubling it."""
        command = ReportUndeliverable(
            kind=notice.kind, recipient=notice.recipient, attempts=notice.attempts, reason=reason
        )
        envelope = Envelope(uuid5(notice.id, "undeliverable"), actor="clock", role=Role.CLOCK)
        await self.handler.handle(notice.contract_id, command, envelope)
        await failed(self.pool, notice.id, reason, None)
        return Delivery(settled=True, answer=f"given up: {reason}")


def _recipients_code(error: Exception) -> int:
    """Above 500: this recipient is refused for good. What is about sender or server may pass, and is 0."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return min(refusal.code for refusal in error.recipients)
    return 0
