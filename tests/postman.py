"""A mail server of the tests' own, to see what a sender does with its answers."""

from collections.abc import Awaitable, Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session


class Postman:
    """A mail server that answers as it is told, and keeps what it took; `meanwhile` happens before it answers.

    `gone`: who has no mailbox there."""

    def __init__(self) -> None:
        self.recipient = "250 OK"
        self.answer = "250 OK"
        self.gone = ""
        self.taken: list[Envelope] = []
        self.meanwhile: Callable[[], Awaitable[object]] | None = None

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == self.gone:
            return "550 5.1.1 no such user"
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.taken.append(envelope)
        if self.meanwhile:
            await self.meanwhile()
        return self.answer


def mail_in(envelope: Envelope) -> EmailMessage:
    content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
    return message_from_bytes(content, policy=policy.default)


def message_id(envelope: Envelope) -> str:
    return str(mail_in(envelope)["Message-ID"])
