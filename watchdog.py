"""Tells people when the engine is silent, and when that is over. It asks the database; Temporal it does not need."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import make_msgid

import aiosmtplib

from command_handler import CommandHandler
from domain.policy import Person
from domain.vocabulary import Role
from domain.words import N_
from language.words import Words
from mail import message, send
from projections.audit import audit
from projections.watch import look, news, told
from settings import Settings

log = logging.getLogger("insats.watchdog")

EVERY = 30.0  # s between looks; PATIENCE, LASTS and this together stay well below ten minutes
MAILING = 30.0  # s; less than the lease
A_FEW = 20  # streams a look

SENTENCES = {
    "silent": N_("The engine's sweep has not run for {number} minutes."),
    "overdue": N_("{number} contracts wait for what time does: reminders, missed last days, escalation."),
    "notices": N_("{number} mails have not been sent."),
    "digests": N_("{number} daily mails have not been sent."),
    "nudges": N_("{number} contracts wait to be woken in Temporal."),
    "unarmed": N_("{number} contracts have no workflow in Temporal."),
    "troubles": N_("{number} contracts are held up by an error."),
    "breaches": N_("{number} contracts have a last day that is not accounted for."),
}
WHAT_TO_DO = N_("People can go on working; nothing is lost. See that worker, Temporal and mail server run.")


@dataclass(frozen=True)
class Watchdog:
    handler: CommandHandler
    settings: Settings

    async def run(self) -> None:
        """For ever; a database that does not answer is logged, and asked again."""
        while True:
            try:
                await self.handler.policies.look(self.handler.pool)
                await audit(self.handler.pool, self.handler.policy, A_FEW)
                if wrong := await self.look():
                    log.warning("%s", " ".join(sentences(wrong, Words("en"))))
            except Exception:
                log.exception("the watchdog could not look")
            await asyncio.sleep(EVERY)

    async def look(self) -> Mapping[str, int]:
        """What is wrong now. Whoever answers for the installation is told what lasts, each silence once."""
        wrong = await look(self.handler.pool)
        if tidings := await news(self.handler.pool, wrong):
            reached = await asyncio.gather(*(self._tell(each, wrong) for each in recipients(self.handler)))
            if any(reached):  # else it is told when the lease has run out
                await told(self.handler.pool, tidings)
        return wrong

    async def _tell(self, person: Person, wrong: Mapping[str, int]) -> bool:
        """Whether it arrived. One whose mail is refused keeps nobody else's back, nor has them told again and again."""
        subject, body = letter(wrong, Words(person.language), self.settings.public_url)
        message_id = make_msgid(domain="insats")
        mail = message(self.settings, to=person.address, message_id=message_id, subject=subject, body=body)
        try:
            async with asyncio.timeout(MAILING):
                await send(mail, self.settings)
        except (aiosmtplib.SMTPException, OSError) as error:
            log.warning("%s is not told: %s", person.id, type(error).__name__)
            return False
        return True


def recipients(handler: CommandHandler) -> list[Person]:
    """Coordinators and administrators, each once."""
    return [p for p in handler.policy.people if {Role.COORDINATOR, Role.ADMINISTRATOR} & set(p.roles)]


def sentences(wrong: Mapping[str, int], words: Words) -> list[str]:
    return [words(SENTENCES[kind], number=number) for kind, number in wrong.items()]


def letter(wrong: Mapping[str, int], words: Words, address: str) -> tuple[str, str]:
    """Subject and text; nobody is named, and no contract."""
    if not wrong:
        subject, lines = (
            words(N_("Insats: everything is done again")),
            [words(N_("All that waited has been done."))],
        )
    else:
        subject, lines = (
            words(N_("Insats: something is not being done")),
            [*sentences(wrong, words), "", words(WHAT_TO_DO)],
        )
    return subject, "\n".join([*lines, "", address, ""])
