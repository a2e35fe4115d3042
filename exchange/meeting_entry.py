"""A meeting as a mail carries it to people's calendars: iCalendar (RFC 5545), as an iTIP message (RFC 5546)."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from icalendar import Calendar, Event, vCalAddress
from icalendar.enums import STATUS

from domain.calendar import local
from domain.process.meeting import CalendarEntry, DialogueMeetingCancelled

PRODUCT = "-//Insats//SV"


class Letterhead(NamedTuple):
    """`summary` names the contract by its number only; `link`: its page; `told_at` is the entry's time stamp."""

    organizer: str
    attendee: str
    summary: str
    link: str
    place: str
    told_at: datetime


def method_of(entry: CalendarEntry) -> str:
    return "CANCEL" if isinstance(entry, DialogueMeetingCancelled) else "REQUEST"


def ends_at(entry: CalendarEntry) -> datetime:
    return local(entry.on, entry.starts_at) + timedelta(minutes=entry.minutes)


def calendar_entry(contract: UUID, entry: CalendarEntry, head: Letterhead) -> str:
    """Instants in UTC: no time zone has to be explained. A moved meeting keeps its UID, with a higher SEQUENCE."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method_of(entry))
    calendar.add_component(_event(contract, entry, head))
    return str(calendar.to_ical(), "utf-8")


def _event(contract: UUID, entry: CalendarEntry, head: Letterhead) -> Event:
    off = isinstance(entry, DialogueMeetingCancelled)
    return Event.new(
        uid=f"{contract}-{entry.meeting}@insats",
        sequence=entry.sequence,
        stamp=head.told_at,
        start=local(entry.on, entry.starts_at),
        end=ends_at(entry),
        summary=head.summary,
        location=head.place or None,
        url=head.link,
        status=STATUS.CANCELLED if off else STATUS.CONFIRMED,
        organizer=vCalAddress(f"mailto:{head.organizer}"),
        attendees=[vCalAddress.new(head.attendee, rsvp=False)],
    )
