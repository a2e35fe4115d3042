"""One mail over SMTP: text, and a calendar entry where it is about a meeting. What it may say is decided elsewhere."""

from email.message import EmailMessage
from email.utils import formatdate

import aiosmtplib

from settings import Settings


def message(settings: Settings, *, to: str, message_id: str, subject: str, body: str) -> EmailMessage:
    mail = EmailMessage()
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
