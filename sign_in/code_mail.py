"""The mail with the code. Sent beside the answer, so that nobody can tell by its time whether an address is known."""

import asyncio
from email.utils import make_msgid

import aiosmtplib

from domain.policy import Person
from domain.words import N_
from language.words import Words
from mail import message, send
from settings import Settings
from sign_in.security_log import tell

SUBJECT = N_("Your code for signing in to Insats")
TEXT = N_(
    "Your code: {code}\n\n"
    "Write it where you asked for it, in the same browser. It works once, within ten minutes.\n\n"
    "Have you not asked for a code? Then somebody else wrote your address. Without this mail they get no further, and "
    "you need do nothing. Never tell anybody the code; Insats never asks for it anywhere but on its own page:\n"
)

_under_way: set[asyncio.Task[None]] = set()  # asyncio itself keeps a task no longer than it likes


def send_beside(person: Person, code: str, settings: Settings) -> None:
    task = asyncio.create_task(_send(person, code, settings))
    _under_way.add(task)
    task.add_done_callback(_under_way.discard)


async def _send(person: Person, code: str, settings: Settings) -> None:
    words = Words(person.language)
    told = words(TEXT, code=f"{code[:4]} {code[4:]}")
    mail = message(
        settings,
        to=person.address,
        message_id=make_msgid(domain="insats"),
        subject=words(SUBJECT),  # without the code: a locked telephone shows it
        body=f"{told}\n{settings.public_url}/logga-in\n",
    )
    try:
        await send(mail, settings)
    except (aiosmtplib.SMTPException, OSError) as error:  # TimeoutError is an OSError
        tell("code_mail", "failed", person.id, why=type(error).__name__)
    else:
        tell("code_mail", "ok", person.id)
