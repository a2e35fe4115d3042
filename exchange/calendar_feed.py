"""Meetings and last days as a calendar that programs subscribe to: iCalendar (RFC 5545, RFC 7986)."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from icalendar import Calendar, Event
from icalendar.enums import CLASS, STATUS, TRANSP

from domain.calendar import local
from exchange.meeting_entry import PRODUCT

FRESH = timedelta(hours=1)  # how often a program is asked to fetch it anew


class Entry(NamedTuple):
    """`uid`: the same for as long as it is the same thing to do; `sequence` grows with every change.

    `at`: in Stockholm; None: all day. Nothing personal, and nothing that people wrote: programs send this abroad.
    """

    uid: str
    summary: str
    link: str
    day: date
    at: time | None
    minutes: int
    sequence: int
    changed_at: datetime


def calendar_feed(name: str, entries: Iterable[Entry]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)  # Google and Outlook read this one
    calendar.add("refresh-interval", FRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    start = local(entry.day, entry.at) if entry.at else entry.day
    end = start + (timedelta(minutes=entry.minutes) if entry.at else timedelta(days=1))
    return Event.new(
        uid=f"{entry.uid}@insats",
        sequence=entry.sequence,
        stamp=entry.changed_at,
        last_modified=entry.changed_at,
        start=start,
        end=end,
        summary=entry.summary,
        url=entry.link,
        status=STATUS.CONFIRMED,
        classification=CLASS.PRIVATE,
        transparency=TRANSP.OPAQUE if entry.at else TRANSP.TRANSPARENT,
    )
