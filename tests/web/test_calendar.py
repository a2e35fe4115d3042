"""The calendar of meetings and last days, and one's own address for a calendar program."""

import re
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import given, strategies as st
from icalendar import Calendar, Event

from exchange.calendar_feed import Entry, calendar_feed
from sign_in.secret import hash_of
from tests.served import Served
from tests.visitor import Visitor
from tests.web.test_who_may import sign_in
from web.calendar import span

PLACE = "Rådhuset, rum 3"
OF_A_CONTRACT = re.compile(r'<a href="/avtal/([^"]+)">')


async def with_a_meeting(served: Served, number: str) -> tuple[UUID, date]:
    contract, on = await served.signed_contract(number), await served.today() + timedelta(days=10)
    meeting = {"meeting_on": on.isoformat(), "starts_at": "13:00", "minutes": 45, "place": PLACE}
    told = await served.do(contract, "invite_to_dialogue", **meeting)
    assert told.status_code == 201, told.text
    return contract, on


async def test_a_month_and_a_week_show_meetings_and_last_days(served: Served) -> None:
    contract, on = await with_a_meeting(served, "KAL-1")
    told = (await served.http.get(f"/api/v1/contracts/{contract}/deadlines")).json()
    hold = next(date.fromisoformat(each["due"]) for each in told if each["step"] == "hold")
    # A week shows a hundred of a day, and of everybody's there may be more: the schools have few.
    passed = await served.do(contract, "pass_on_step", step="hold", to="skola", reason="De håller den.")
    assert passed.status_code == 201, passed.text
    async with Visitor(served.url) as maja:
        await sign_in(maja, await served.sign_in_link())
        week = (await maja.get(f"/kalender?vems=alla&vecka={on:%G-W%V}")).text
        assert f'<a href="/avtal/{contract}"><time>13.00</time> Dialogmöte</a>' in week
        week = (await maja.get(f"/kalender?vems=skola&vecka={hold:%G-W%V}")).text
        assert f'<a href="/avtal/{contract}">Håll dialogen</a>' in week
        month = (await maja.get(f"/kalender?vems=alla&manad={on:%Y-%m}")).text
        assert f'<time datetime="{on}"><strong>{on.day}</strong>' in month
        assert "Dialogmöte</a>" in month


def day_of(page: str, day: date) -> str:
    return page.partition(f'<time datetime="{day}">')[2].partition("</ul>")[0]


async def test_of_a_day_three_are_shown_and_the_rest_counted(served: Served) -> None:
    on, contracts = await served.today() + timedelta(days=17), set()
    for number in range(5):
        contract = await served.signed_contract(f"MANGA-{number}")
        contracts.add(str(contract))
        told = await served.do(contract, "invite_to_dialogue", meeting_on=on.isoformat(), starts_at="09:00")
        assert told.status_code == 201, told.text
    async with Visitor(served.url) as maja:
        await sign_in(maja, await served.sign_in_link())
        month = (await maja.get(f"/kalender?vems=alla&manad={on:%Y-%m}")).text
        cell = day_of(month, on)
        assert len(OF_A_CONTRACT.findall(cell)) == 3
        week = day_of((await maja.get(f"/kalender?vems=alla&vecka={on:%G-W%V}")).text, on)
        every = OF_A_CONTRACT.findall(week)  # others' tests have contracts of the same day
        assert contracts <= set(every)
        assert f'<a href="/kalender?vecka={on:%G-W%V}&amp;vems=alla">{len(every) - 3} till' in cell
        assert "till<" not in week


@pytest.mark.parametrize("asked", ["manad=2026-13", "manad=x", "vecka=2026-W60", "vecka=x", "vems=nobody"])
async def test_days_that_there_are_not_are_not_there(served: Served, asked: str) -> None:
    async with Visitor(served.url) as maja:
        await sign_in(maja, await served.sign_in_link())
        assert (await maja.get(f"/kalender?{asked}")).status_code == 404


@given(st.dates(date(1990, 1, 1), date(2199, 11, 30)))
def test_a_month_is_drawn_as_whole_weeks_and_holds_all_its_days(day: date) -> None:
    month = span(f"{day:%Y-%m}", "", day)
    assert (month.first.weekday(), month.last.weekday()) == (0, 6)
    assert month.first <= day.replace(day=1) <= day <= month.last
    assert (month.last - month.first).days + 1 in (28, 35, 42)
    week = span("", f"{day:%G-W%V}", day)
    assert week.first <= day <= week.last


async def address(visitor: httpx.AsyncClient) -> str:
    page = (await visitor.post("/kalender/prenumeration")).text
    found: str = page.partition("readonly>")[2].partition("<")[0]
    assert found.endswith("/insats.ics")
    return found


async def fetched(url: str) -> httpx.Response:
    async with httpx.AsyncClient() as program:
        return await program.get(url)


async def entries(url: str, contract: UUID) -> dict[str, Event]:
    """Of a contract, by kind."""
    calendar = Calendar.from_ical((await fetched(url)).content)
    events = [each for each in calendar.events if each.uid.startswith(str(contract))]
    return {each.uid.partition("@")[0].rpartition("-")[2]: each for each in events}


def datetime_of(event: Event) -> datetime:
    assert isinstance(event.start, datetime)
    return event.start


async def test_a_program_is_told_of_meetings_and_last_days_and_of_no_word_that_anybody_wrote(
    served: Served,
) -> None:
    contract, on = await with_a_meeting(served, "KAL-2")
    async with Visitor(served.url) as sam:
        await sign_in(sam, await served.sign_in_link("p-02"))
        url = await address(sam)
    answer = await fetched(url)
    assert answer.headers["content-type"].startswith("text/calendar")
    text = answer.text.replace("\r\n ", "")
    for line in ("METHOD:PUBLISH", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"):
        assert line in text
    for told in ("Björkhammar", "Byggtjänster", "Rådhuset", "@karlstad", "Sam D"):
        assert told not in text
    found = await entries(url, contract)
    meeting, hold = found["meeting"], found["due"]
    assert meeting.summary == "Dialog, KAL-2"
    assert datetime_of(meeting).date() == on
    assert meeting.duration == timedelta(minutes=45)
    assert hold.summary.startswith("Sista dag, KAL-2: ")
    assert type(hold.start) is date


async def test_what_is_moved_keeps_its_uid_with_a_higher_sequence_and_what_is_done_is_gone(
    served: Served,
) -> None:
    contract, on = await with_a_meeting(served, "KAL-3")
    async with Visitor(served.url) as sam:
        await sign_in(sam, await served.sign_in_link("p-02"))
        url = await address(sam)
    before = (await entries(url, contract))["meeting"]
    later = {"on": (on + timedelta(days=1)).isoformat(), "starts_at": "09:00", "reason": "Sjukdom."}
    moved = await served.do(contract, "reschedule_dialogue", **later)
    assert moved.status_code == 201, moved.text
    after = (await entries(url, contract))["meeting"]
    assert after.uid == before.uid
    assert after.sequence > before.sequence
    assert datetime_of(after).date() == on + timedelta(days=1)
    await served.do(contract, "cancel_dialogue_meeting", reason="Sjukdom.")
    assert "meeting" not in await entries(url, contract)


async def test_an_address_is_shown_once_kept_as_a_hash_and_ends_when_it_is_taken_away_or_made_anew(
    served: Served,
) -> None:
    async with Visitor(served.url) as sam:
        await sign_in(sam, await served.sign_in_link("p-02"))
        first = await address(sam)
        secret = first.split("/")[-2]
        assert secret not in (await sam.get("/kalender/prenumeration")).text
        stored = await served.handler.pool.fetchval(
            "SELECT string_agg(feed::text, ' ') FROM calendar_feed AS feed"
        )
        assert secret not in stored
        assert hash_of(secret).hex() in stored
        assert "Inget program har frågat" in (await sam.get("/kalender/prenumeration")).text
        assert (await fetched(first)).status_code == 200
        assert "Ett program frågade senast" in (await sam.get("/kalender/prenumeration")).text
        second = await address(sam)
        assert (await fetched(first)).status_code == 404
        assert (await fetched(second)).status_code == 200
        await sam.post("/kalender/prenumeration/ta-bort")
        assert (await fetched(second)).status_code == 404


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=200)


@given(texts, st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.none() | st.times(), st.integers(1, 600))
def test_whatever_a_contract_is_called_a_program_reads_what_was_meant(
    called: str, day: date, at: time | None, minutes: int
) -> None:
    at = at.replace(second=0, microsecond=0) if at else None
    told = Entry(
        str(uuid4()), called, "https://x.example", day, at, minutes, 7, datetime(2026, 1, 1, tzinfo=UTC)
    )
    body = calendar_feed("Insats", [told])
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    (event,) = Calendar.from_ical(body).events
    assert event.summary == called
    assert event.uid == f"{told.uid}@insats"
    assert event.stamp == told.changed_at
    starts = event.start
    assert (starts if at is None else type(starts)) == (day if at is None else datetime)
