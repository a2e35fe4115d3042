"""Mails about the meeting: time and place as text and as a calendar entry, read when they are sent."""

from collections.abc import Sequence
from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

from icalendar import Calendar

from activities.notify import NotifyActivities
from tests.served import Served, eventually, text_of

PLACE = "Rådhuset, rum Klarälven"
CONTACT = "kontakt@bjorkhammar.example"


def entry(mail: EmailMessage) -> tuple[str, Any]:
    """The method as the header tells it, and the one event."""
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_content())
    assert isinstance(calendar, Calendar)
    method = str(part.get_param("method"))
    assert (method, part.get_content_charset()) == (calendar["METHOD"], "utf-8")
    [event] = calendar.events
    return method, event


def of_the_meeting(served: Served, number: str) -> Sequence[EmailMessage]:
    """Those to the supplier that carry an entry, by their entry's sequence."""
    to_supplier = [mail for mail in served.mails(number) if mail["To"] == CONTACT]
    with_entry = [mail for mail in to_supplier if mail.is_multipart()]
    return sorted(with_entry, key=lambda mail: int(entry(mail)[1]["SEQUENCE"]))


async def planned(served: Served, on: date) -> tuple[UUID, str]:
    contract = await served.contract_in_dialogue()
    number = f"T-{contract.hex[:6]}"
    await served.do(contract, "confirm_supplier_contact", name="Kontakt K.", address=CONTACT)
    invited = await served.do(
        contract, "invite_to_dialogue", meeting_on=on.isoformat(), starts_at="13:00", place=PLACE
    )
    assert invited.status_code == 201, invited.text
    return contract, number


async def test_a_meeting_is_planned_moved_and_called_off_in_the_suppliers_calendar(served: Served) -> None:
    on = await served.today() + timedelta(days=7)
    contract, number = await planned(served, on)
    later = (on + timedelta(days=7)).isoformat()
    why = "Upphandlaren är sjuk."
    await served.do(contract, "reschedule_dialogue", on=later, starts_at="09:30", place=PLACE, reason=why)
    await served.do(contract, "cancel_dialogue_meeting", reason=why)
    mails = await eventually(lambda: len(found := of_the_meeting(served, number)) == 3 and found)

    methods, events = zip(*(entry(mail) for mail in mails), strict=True)
    assert methods == ("REQUEST", "REQUEST", "CANCEL")
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2]
    assert len({event["UID"] for event in events}) == 1
    assert events[0]["SUMMARY"] == f"Dialog, {number}"
    assert events[1]["LOCATION"] == PLACE
    assert "13.00–14.00" in text_of(mails[0])
    assert f"Plats: {PLACE}" in text_of(mails[0])
    assert "09.30–10.30" in text_of(mails[1])
    assert not any(why in mail.as_string() or "Kontakt K." in mail.as_string() for mail in mails)


async def test_the_coordinator_and_the_departments_have_the_meeting_too(served: Served) -> None:
    contract, _ = await planned(served, await served.today() + timedelta(days=7))
    notices = (await served.contract(contract))["notices"]
    told = {notice["recipient"] for notice in notices if notice["kind"] == "meeting_planned"}
    assert told == {"contact:1", "p-01", "p-02", "p-03", "p-04"}


async def test_the_place_stands_in_clear_neither_in_the_queue_nor_in_the_stream(served: Served) -> None:
    contract, number = await planned(served, await served.today() + timedelta(days=7))
    await eventually(lambda: of_the_meeting(served, number))
    pool = served.handler.pool
    queued = await pool.fetch("SELECT notice::text FROM notice WHERE contract_id = $1", contract)
    stored = await pool.fetch("SELECT body FROM event WHERE stream_id = $1", contract)
    assert queued
    assert not any(PLACE in row["notice"] for row in queued)
    assert not any(PLACE.encode() in row["body"] for row in stored)


async def test_a_place_that_is_erased_before_the_mail_is_sent_is_left_out(served: Served) -> None:
    """Given no key any more, the mail still tells when; and does not write the place holder."""
    contract, number = await planned(served, await served.today() + timedelta(days=7))
    await eventually(lambda: of_the_meeting(served, number))
    keyring = served.handler.keyring
    keys = await keyring._pool.fetch("DELETE FROM entry_key WHERE stream_id = $1 RETURNING *", contract)
    to_them = "contract_id = $1 AND recipient = 'contact:1' AND kind = 'meeting_planned'"
    again = f"UPDATE notice SET sent_at = NULL, next_try_at = now() WHERE {to_them}"  # noqa: S608
    await served.handler.pool.execute(again, contract)
    sender = NotifyActivities(served.handler, served.settings)
    (notice,) = await served.handler.pool.fetch(f"SELECT id FROM notice WHERE {to_them}", contract)  # noqa: S608
    await sender.notify_department(notice["id"])
    mails = await eventually(lambda: len(found := of_the_meeting(served, number)) == 2 and found)
    without = [mail for mail in mails if "LOCATION" not in entry(mail)[1]]
    assert len(without) == 1
    assert "Plats" not in text_of(without[0])
    await keyring._pool.executemany("INSERT INTO entry_key VALUES ($1, $2, $3)", [tuple(key) for key in keys])
