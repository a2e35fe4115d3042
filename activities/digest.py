"""The day's one mail to a person who wants it so: under a lease, the same Message-ID however often tried."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage
from functools import partial
from uuid import UUID

from activities.mail_texts import digest_body, digest_subject
from activities.notify import (
    DELIVERED_WITHIN,
    IN_ONE_MAIL,
    TRIES_AGAIN_AFTER,
    Delivery,
    NotifyActivities,
    give_up,
    noted,
    what_next,
)
from activities.receiving import Receiver, receiver_of
from activities.to_its_end import to_its_end
from language.words import Words
from mail import message
from projections.digests import Digest, digest_failed, digest_sent, notices_in, take_digest
from projections.notices import QueuedNotice
from telemetry.steps import step


@dataclass(frozen=True)
class DigestSender:
    notify: NotifyActivities

    async def send_digest(self, digest_id: UUID) -> Delivery:
        return await to_its_end(self._told(digest_id))

    async def _told(self, digest_id: UUID) -> Delivery:
        until = asyncio.get_running_loop().time() + DELIVERED_WITHIN
        digest = await take_digest(self.notify.pool, digest_id)
        if digest is None:
            return Delivery(settled=True, answer="already sent, or another sender has it")
        with step("mail", digest=digest.id) as its:
            delivery = await self._tell(digest, until)
            its.tell(answer=delivery.answer)
            return delivery

    async def _tell(self, digest: Digest, until: float) -> Delivery:
        pool = self.notify.pool
        now = await self.notify.today(None)
        notices = await notices_in(pool, digest.id)
        found = [await receiver_of(pool, now, each.id, digest.recipient) for each in notices]
        to = _the_reason_of(found)
        if to is None:
            return await self._give_up(digest, notices, "no such recipient any more")
        sent_to = to.person.id if to.person.id != digest.recipient else ""
        to = replace(to, instead_of=_names(found) if sent_to else ())
        left = [n for n, each in zip(notices, found, strict=True) if each and not each.covered]
        if not left:
            await digest_sent(pool, digest, IN_ONE_MAIL, sent_to)
            return Delivery(settled=True, answer=IN_ONE_MAIL)
        try:
            reply = await self.notify.post(await self._message(digest, left, to), until)
        except Exception as error:  # noqa: BLE001 - as of a single notice: whatever it is, it is tried again
            reason, again = what_next(error, digest.attempts)
        else:
            await noted(partial(digest_sent, pool, digest, reply, sent_to))
            return Delivery(settled=True, answer="sent")
        if again is None:
            return await self._give_up(digest, notices, reason)
        await digest_failed(pool, digest, reason, again)
        return Delivery(settled=False, answer=f"not delivered: {reason}")

    async def _message(self, digest: Digest, notices: Sequence[QueuedNotice], to: Receiver) -> EmailMessage:
        person, settings, policy = to.person, self.notify.settings, self.notify.handler.policy
        words = Words(person.language)
        behalf = to.behalf(words)
        told = [(each, await self.notify.receipt(each, words)) for each in notices]
        body = digest_body(told, words, policy, settings.public_url)
        return message(
            settings,
            to=person.address,
            message_id=digest.message_id,
            subject=digest_subject(digest, notices, words),
            body=f"{behalf}\n\n{body}" if behalf else body,
        )

    async def _give_up(self, digest: Digest, notices: Sequence[QueuedNotice], reason: str) -> Delivery:
        """Each contract is told of its own notice; one that is in trouble keeps no other from it."""
        reports = (give_up(self.notify.handler, each, digest.attempts, reason) for each in notices)
        answers = await asyncio.gather(*reports, return_exceptions=True)
        for error in (answer for answer in answers if isinstance(answer, BaseException)):
            await digest_failed(self.notify.pool, digest, reason, TRIES_AGAIN_AFTER[-1])
            raise error
        await digest_failed(self.notify.pool, digest, reason, None)
        return Delivery(settled=True, answer=f"given up: {reason}")


def _the_reason_of(found: Sequence[Receiver | None]) -> Receiver | None:
    """Who gets it, and why: of the notices that are told in it, if any is."""
    there = [each for each in found if each]
    return next((each for each in there if not each.covered), next(iter(there), None))


def _names(found: Iterable[Receiver | None]) -> tuple[str, ...]:
    """Of all who are away, and of whose notices this is the one mail."""
    return tuple(
        dict.fromkeys(name for each in found if each and not each.covered for name in each.instead_of)
    )
