"""Telling the responsible department: one notice, under a lease, with the same Message-ID however often tried."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from functools import cached_property, partial
from typing import Any
from uuid import UUID, uuid5

import aiosmtplib
import asyncpg
from temporalio import activity

from activities import receipt_mail
from activities.mail_texts import body_of, link_to, subject_of
from activities.meeting_mail import attach, entry_of, meeting_lines
from activities.receiving import Today, receiver_of, today
from activities.to_its_end import to_its_end
from command_handler import CommandHandler, Envelope
from domain.notice import ONE_CONTACT
from domain.process.meeting import CalendarEntry
from domain.process.undeliverable import ReportUndeliverable
from domain.vocabulary import Role
from language.words import Words
from mail import Lines, message, send
from projections.contacts import contact_address
from projections.notices import QueuedNotice, Sent, failed, sent, take
from settings import Settings
from telemetry.steps import step
from together import Together

# How long after each failed try the next one comes; after the last, the notice is given up.
TRIES_AGAIN_AFTER = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 480))


DELIVERED_WITHIN = 17.0  # s from before the lease, which lasts longer: two senders never have the same notice
NOTED_AGAIN_AFTER = (0.2, 0.3, 0.5, 1.0, 2.0, 4.0)  # s; with a delivery less than the activity may take


@dataclass(frozen=True)
class Delivery:
    """`settled`: nothing more to do for whoever asked; else the next try's time lies in the store."""

    settled: bool
    answer: str


IN_ONE_MAIL = "in one mail with the deputy's own"


@dataclass(frozen=True)
class Addressee:
    """`sent_to`: the person, where it is not the recipient; `behalf`: on whose behalf, as a sentence."""

    address: str
    words: Words
    sent_to: str = ""
    behalf: str = ""
    covered: bool = False

    def introduced(self, body: str) -> str:
        return f"{self.behalf}\n\n{body}" if self.behalf else body


@dataclass(frozen=True)
class NotifyActivities:
    """`seal`: has the log sealed, if the sealer answers shortly; None where there is no sealer. `lines`: kept open
    between mails; None: each mail has one of its own."""

    handler: CommandHandler
    settings: Settings
    seal: Callable[[], Awaitable[None]] | None = None
    lines: Lines | None = None

    @property
    def pool(self) -> "asyncpg.Pool[Any]":
        return self.handler.pool

    @cached_property
    def _take(self) -> Together[UUID, QueuedNotice | None]:
        return Together(partial(take, self.pool))

    @cached_property
    def today(self) -> Together[None, Today]:
        """By the policy in force; who only asks while somebody else does hears the same."""
        return Together(self._today)

    @cached_property
    def _note(self) -> Together[Sent, None]:
        return Together(self._note_all)

    @activity.defn
    async def notify_department(self, notice_id: UUID) -> Delivery:
        """What became of it. A failed delivery is an answer, not an error: its next try lies in the store."""
        return await to_its_end(self._told(notice_id))

    @activity.defn
    async def notify_departments(self, notices: Sequence[UUID]) -> list[Delivery]:
        """As `notify_department`, side by side: each other activity is work for Temporal and for the worker."""
        return await asyncio.gather(*map(self.notify_department, notices))

    async def _told(self, notice_id: UUID) -> Delivery:
        until = asyncio.get_running_loop().time() + DELIVERED_WITHIN
        notice = await self._take(notice_id)
        if notice is None:
            return Delivery(settled=True, answer="already sent, or another sender has it")
        about = {"notice": notice.id, "contract": notice.contract_id}
        with step("mail", notice.traceparent, **about, kind=notice.kind) as its:
            delivery = await self._tell(notice, until)
            its.tell(answer=delivery.answer)
            return delivery

    async def _tell(self, notice: QueuedNotice, until: float) -> Delivery:
        to = await self._addressee(notice, await self.today(None))
        if not to.address:
            return await self._give_up(notice, "no such recipient any more")
        if to.covered:
            await self._note(Sent(notice.id, IN_ONE_MAIL, to.sent_to))
            return Delivery(settled=True, answer=IN_ONE_MAIL)
        try:
            reply = await self.post(await self._message(notice, to), until)
        except Exception as error:  # noqa: BLE001 - an error's text may hold an address: it must reach neither Temporal
            refused = what_next(error, notice.attempts)  # nor, as the context of another, the log
        else:
            return await self._sent(notice, reply, to)
        return await self._failed(notice, *refused)

    async def _sent(self, notice: QueuedNotice, reply: str, to: Addressee) -> Delivery:
        await noted(partial(self._note, Sent(notice.id, reply, to.sent_to)))
        return Delivery(settled=True, answer="sent")

    async def _today(self, asked: Sequence[None]) -> Sequence[Today]:
        await self.handler.policies.look(self.pool)
        return [await today(self.pool, self.handler.policy)] * len(asked)

    async def _note_all(self, mails: Sequence[Sent]) -> Sequence[None]:
        await sent(self.pool, mails)
        return [None] * len(mails)

    async def _addressee(self, notice: QueuedNotice, now: Today) -> Addressee:
        if notice.recipient.startswith(ONE_CONTACT):
            address = await contact_address(self.pool, notice.contract_id, notice.recipient)
            return Addressee(address, Words("sv"))
        found = await receiver_of(self.pool, now, notice.id, notice.recipient)
        if found is None:
            return Addressee("", Words("sv"))
        person, words = found.person, Words(found.person.language)
        sent_to = person.id if person.id != notice.recipient else ""
        return Addressee(person.address, words, sent_to, found.behalf(words), found.covered)

    async def _message(self, notice: QueuedNotice, to: Addressee) -> EmailMessage:
        words, policy = to.words, self.handler.policy
        link, entry = link_to(notice, self.settings.public_url), await entry_of(notice, self.handler)
        mail = message(
            self.settings,
            to=to.address,
            message_id=notice.message_id,
            subject=subject_of(notice, words, policy),
            body=to.introduced(body_of(notice, words, policy, link, await self._more(notice, entry, words))),
        )
        if entry:
            attach(entry, mail, notice, words, link)
        return mail

    async def _more(self, notice: QueuedNotice, entry: CalendarEntry | None, words: Words) -> str:
        """A receipt is sealed first; a sealer that is away keeps nobody's mail back."""
        if entry:
            return meeting_lines(entry, words)
        is_one = notice.kind in receipt_mail.KINDS
        if self.seal and is_one and not await receipt_mail.size_and_root(self.pool, notice):
            await self.seal()
        return await self.receipt(notice, words)

    async def receipt(self, notice: QueuedNotice, words: Words) -> str:
        """As far as it is sealed by now; empty for a notice that is none."""
        if notice.kind not in receipt_mail.KINDS:
            return ""
        return receipt_mail.receipt_lines(await receipt_mail.size_and_root(self.pool, notice), words)

    async def post(self, mail: EmailMessage, until: float) -> str:
        """What the mail server answered, without addresses, which some repeat. Raises what goes wrong; TimeoutError at
        `until`, by the loop's clock."""
        async with asyncio.timeout_at(until):
            reply = await (self.lines.send(mail) if self.lines else send(mail, self.settings))
        return re.sub(r"\S*@\S*", "…", reply)

    async def _failed(self, notice: QueuedNotice, reason: str, again: timedelta | None) -> Delivery:
        if again is None:
            return await self._give_up(notice, reason)
        await failed(self.pool, notice.id, reason, again)
        return Delivery(settled=False, answer=f"not delivered: {reason}")

    async def _give_up(self, notice: QueuedNotice, reason: str) -> Delivery:
        try:
            await give_up(self.handler, notice, notice.attempts, reason)
        except Exception:  # of a contract in trouble: the mail server is not to be asked again by each sweep
            await failed(self.pool, notice.id, reason, TRIES_AGAIN_AFTER[-1])
            raise
        await failed(self.pool, notice.id, reason, None)
        return Delivery(settled=True, answer=f"given up: {reason}")


async def noted(note: Callable[[], Awaitable[None]]) -> None:
    """While the store starts anew it is tried again: a mail that nobody knows of would be sent a second time."""
    for pause in NOTED_AGAIN_AFTER:
        try:
            return await note()
        except Exception:  # noqa: BLE001 - asyncpg tells a broken line in many ways, one of no kind of its own
            await asyncio.sleep(pause)
    return await note()


def what_next(error: Exception, attempts: int) -> tuple[str, timedelta | None]:
    """The reason, and how long until the next try: None gives up."""
    code = _recipients_code(error)
    if code >= 500 or attempts > len(TRIES_AGAIN_AFTER):
        return f"{type(error).__name__} {code or ''}".strip(), None
    return type(error).__name__, TRIES_AGAIN_AFTER[attempts - 1]


async def give_up(handler: CommandHandler, notice: QueuedNotice, attempts: int, reason: str) -> None:
    """The event comes first, under an id of the notice's own: a crash after it repeats it without doubling it."""
    command = ReportUndeliverable(
        kind=notice.kind, recipient=notice.recipient, attempts=attempts, reason=reason
    )
    envelope = Envelope(uuid5(notice.id, "undeliverable"), actor="clock", role=Role.CLOCK)
    await handler.handle(notice.contract_id, command, envelope)


def _recipients_code(error: Exception) -> int:
    """Above 500: this recipient is refused for good. What is about sender or server may pass, and is 0."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return min(refusal.code for refusal in error.recipients)
    return 0
