"""A meeting as an iCalendar message: what RFC 5545 and 5546 ask for, and no more than that."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar

from domain.process.meeting import (
    CalendarEntry,
    DialogueMeetingCancelled,
    DialogueRescheduled,
    DialogueScheduled,
)
from exchange.meeting_entry import Letterhead, calendar_entry

CONTRACT = UUID("8b1f5f0e-6f0b-4a8f-9b6e-0a2d3c4e5f60")
HEAD = Letterhead(
    organizer="insats@kommun.example",
    attendee="kontakt@leverantor.example",
    summary="Dialog, 2026-0117",
    link="https://insats.example/avtal/8b1f",
    place="Rådhuset, rum 3; ring på",
    told_at=datetime(2026, 3, 2, 11, tzinfo=UTC),
)
PLANNED = DialogueScheduled(on=date(2026, 3, 10), starts_at=time(13), minutes=90, meeting=1)
MOVED = DialogueRescheduled(
    on=date(2026, 7, 1), starts_at=time(13), minutes=90, meeting=1, sequence=1, reason="Sjukdom."
)
CALLED_OFF = DialogueMeetingCancelled(
    on=date(2026, 7, 1), starts_at=time(13), minutes=90, meeting=1, sequence=2, reason="Sjukdom."
)


def read(entry: CalendarEntry, head: Letterhead = HEAD) -> tuple[Calendar, Any]:
    calendar = Calendar.from_ical(calendar_entry(CONTRACT, entry, head))
    assert isinstance(calendar, Calendar)
    [event] = calendar.events
    return calendar, event


def test_a_planned_meeting_is_a_request() -> None:
    calendar, event = read(PLANNED)
    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")
    assert (event["SUMMARY"], event["LOCATION"]) == ("Dialog, 2026-0117", "Rådhuset, rum 3; ring på")
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")
    assert event["DTSTAMP"].dt == HEAD.told_at


@pytest.mark.parametrize(("entry", "hour"), [(PLANNED, 12), (MOVED, 11)])
def test_a_time_in_stockholm_is_told_in_utc_winter_and_summer(entry: CalendarEntry, hour: int) -> None:
    _, event = read(entry)
    assert event["DTSTART"].dt == datetime(entry.on.year, entry.on.month, entry.on.day, hour, tzinfo=UTC)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=90)


def test_a_moved_meeting_is_the_same_entry_with_a_higher_sequence() -> None:
    (_, planned), (calendar, moved) = read(PLANNED), read(MOVED)
    assert moved["UID"] == planned["UID"]
    assert (calendar["METHOD"], moved["SEQUENCE"]) == ("REQUEST", 1)


def test_a_meeting_that_is_called_off_is_taken_out_of_the_calendar() -> None:
    (_, planned), (calendar, off) = read(PLANNED), read(CALLED_OFF)
    assert off["UID"] == planned["UID"]
    assert (calendar["METHOD"], off["STATUS"], off["SEQUENCE"]) == ("CANCEL", "CANCELLED", 2)


def test_another_meeting_of_the_contract_is_another_entry() -> None:
    assert read(PLANNED.model_copy(update={"meeting": 2}))[1]["UID"] != read(PLANNED)[1]["UID"]


def test_the_only_attendee_is_whom_the_mail_is_to_without_a_name_and_without_being_asked_to_answer() -> None:
    _, event = read(PLANNED)
    assert str(event["ORGANIZER"]) == "mailto:insats@kommun.example"
    assert str(event["ATTENDEE"]) == "mailto:kontakt@leverantor.example"
    assert dict(event["ATTENDEE"].params) == {"RSVP": "FALSE"}


def test_the_reason_stands_nowhere_in_the_entry() -> None:
    assert "Sjukdom" not in calendar_entry(CONTRACT, MOVED, HEAD)


def test_a_meeting_without_a_place_has_no_location() -> None:
    assert "LOCATION" not in read(PLANNED, HEAD._replace(place=""))[1]


def test_lines_end_and_fold_as_the_standard_says() -> None:
    long = calendar_entry(CONTRACT, PLANNED, HEAD._replace(place="Rådhuset, " + "ö" * 300))
    lines = long.split("\r\n")
    assert "\n" not in "".join(lines)
    assert max(len(line.encode()) for line in lines) <= 75
