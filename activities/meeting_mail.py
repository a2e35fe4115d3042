"""What a mail about the meeting says beyond its notice: read from the contract's stream when the mail is sent.

The queue keeps kind and day only; the place is free text, and stands in clear nowhere but in the mail
(docs/decisions/0010-the-mail-reads-the-meeting.md).
"""

from email.message import EmailMessage
from email.utils import parseaddr

from command_handler import CommandHandler
from domain.calendar import STOCKHOLM
from domain.process.meeting import LETTERS, CalendarEntry, Meeting
from domain.words import N_
from event_store.envelope import ERASED
from event_store.streams import read_stream
from exchange.meeting_entry import Letterhead, calendar_entry, ends_at, method_of
from language.words import Words
from mail import add_calendar
from projections.notices import QueuedNotice

KINDS = frozenset(letter.kind for letter in LETTERS)


async def entry_of(notice: QueuedNotice, handler: CommandHandler) -> CalendarEntry | None:
    """As the event says that raised the notice; None for a notice that is not about a meeting."""
    if notice.kind not in KINDS:
        return None
    keys = await handler.keyring.of([notice.contract_id])
    async with handler.pool.acquire() as connection:
        recorded = await read_stream(connection, notice.contract_id, keys)
    event = next((record.event for record in recorded if record.version == notice.version), None)
    return event if isinstance(event, CalendarEntry) else None


def meeting_lines(entry: CalendarEntry, words: Words) -> str:
    until = ends_at(entry).astimezone(STOCKHOLM).time()
    when = words(
        N_("Meeting: {on}, {starts_at}–{ends_at}."), on=entry.on, starts_at=entry.starts_at, ends_at=until
    )
    place = words(N_("Place: {place}"), place=place_of(entry)) if place_of(entry) else ""
    host = (
        words(N_("Contact: {host}, the municipality"), host=entry.host) if isinstance(entry, Meeting) else ""
    )
    return "\n".join(line for line in (when, place, host) if line)


def attach(entry: CalendarEntry, mail: EmailMessage, notice: QueuedNotice, words: Words, link: str) -> None:
    """The mail's own recipient is the entry's only attendee, by address: nobody else is named in it."""
    head = Letterhead(
        organizer=parseaddr(str(mail["From"]))[1],
        attendee=parseaddr(str(mail["To"]))[1],
        summary=words(N_("Dialogue, {contract}"), contract=notice.contract_number),
        link=link,
        place=place_of(entry),
        told_at=notice.queued_at,
    )
    add_calendar(mail, method_of(entry), calendar_entry(notice.contract_id, entry, head))


def place_of(entry: CalendarEntry) -> str:
    """Empty when none was told, or when it has been erased since."""
    place = entry.place if isinstance(entry, Meeting) else None
    return place if place and place != ERASED else ""
