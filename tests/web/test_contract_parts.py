"""Parts of a contract's page: days to scale, the timeline narrowed, documents; a record begun; needs and promises."""

import re
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from playwright.async_api import Page, expect

from domain.contract import Contract
from domain.delegations import Delegation
from domain.vocabulary import Form
from language.words import Words
from policy.load import load_policy
from projections.week import Whose
from settings import SHIPPED_POLICY
from tests.at_the_supplier import delivering
from tests.served import Served
from tests.visitor import Visitor
from tests.web.test_who_may import sign_in
from web.away import strip
from web.axis import axis
from web.contract_parts import DeadlineRow
from web.dates import Dates
from web.urgency import Urgency
from web.why import Why

MONDAY = date(2026, 3, 9)
SWEDISH = Dates(Words("sv"), MONDAY)


def due(day: date, step: str = "hold", kind: str = "left") -> DeadlineRow:
    return DeadlineRow(step, day, Urgency(kind, ""), 0, 0, Why((), (), "", ()))


def test_days_stand_to_scale_and_no_two_labels_meet() -> None:
    days = [MONDAY + timedelta(days=each) for each in (-40, -20, 0, 1, 2, 60)]
    drawn = axis(Contract(), [due(day) for day in days], SWEDISH)
    assert drawn
    assert [point.x for point in drawn.points] == [3.0, 21.8, 40.6, 41.54, 42.48, 97.0]
    assert drawn.today == 40.6
    labelled = [point.lane for point in drawn.points]
    assert labelled.count(None) == 1  # three in three days: two lanes
    assert len(drawn.ticks) < 8


def test_with_one_day_there_is_nothing_to_draw() -> None:
    assert axis(Contract(), [due(MONDAY + timedelta(days=3))], SWEDISH) is None


def test_absences_are_drawn_within_the_days_that_are_shown_and_of_those_concerned() -> None:
    policy = load_policy(SHIPPED_POLICY)
    away = [
        Delegation(person="p-03", deputy="p-04", first_day=MONDAY - timedelta(3), last_day=MONDAY),
        Delegation(
            person="p-02", deputy="p-01", first_day=MONDAY + timedelta(5), last_day=MONDAY + timedelta(9)
        ),
    ]
    week = (MONDAY, MONDAY + timedelta(days=6))
    everybody = strip(away, week, Whose(), MONDAY, policy, Words("sv"))
    assert [(row.x, row.width) for row in everybody.rows] == [(0.0, 14.29), (71.43, 28.57)]
    assert everybody.today == 7.14
    school = strip(away, week, Whose(departments=("skola",)), MONDAY, policy, Words("sv"))
    assert [row.person for row in school.rows] == ["Handläggare Elif Ö."]  # in whose stead one of theirs is


async def test_whoever_is_away_stands_in_the_calendar_and_in_my_week(
    served: Served, coordinator: Visitor
) -> None:
    today = await served.today()
    told = {"person": "p-05", "deputy": "p-02", "first_day": today.isoformat(), "last_day": today.isoformat()}
    (given, *_) = (await served.http.post("/api/v1/delegations", json=told)).json()
    for address in ("/kalender?vems=alla", "/vecka?vems=alla"):
        page = (await coordinator.get(address)).text
        assert "Enhetschef Ingrid B." in page
        assert "Upphandlare Sam D. ersätter." in page
    await served.http.post(f"/api/v1/delegations/{given['number']}/withdraw", json={})
    assert "ersätter." not in (await coordinator.get("/kalender?vems=alla")).text


async def test_the_timeline_is_narrowed_by_whom_and_to_a_kind(served: Served, coordinator: Visitor) -> None:
    contract = await delivering(served)

    async def told(query: str) -> list[str]:
        page = (await coordinator.get(f"/avtal/{contract}?{query}")).text
        return re.findall(r'<li class="(clock|people)">', page.partition('class="timeline"')[2])

    whole = await told("")
    assert await told("av=kommunen") == whole
    assert await told("av=leverantoren") == []
    assert await told("vad=CommitmentAgreed") == ["people"]
    assert await told("av=klockan&vad=CommitmentAgreed") == []


async def test_documents_tell_number_and_standing(served: Served, coordinator: Visitor) -> None:
    contract = await delivering(served)
    address = f"/avtal/{contract}"
    assert "Inget är inlämnat." in (await coordinator.get(address)).text
    number = f"KS-{uuid4().hex[:5]}"
    for each in (number, ""):
        done = await served.do(contract, "submit_evidence", what="Intyg om två platser.", diarienummer=each)
        assert done.status_code == 201, done.text
    page = (await coordinator.get(address)).text.partition('id="documents"')[2].partition("</section>")[0]
    assert number in page
    assert page.count("Väntar på granskning") == 2
    assert (await served.do(contract, "approve_evidence", evidence=1)).status_code == 201
    page = (await coordinator.get(address)).text.partition('id="documents"')[2].partition("</section>")[0]
    assert page.count("Godkänt av kommunen") == 1


async def test_a_record_that_was_begun_is_ones_own_and_does_not_overwrite_what_others_saved(
    served: Served, coordinator: Visitor
) -> None:
    contract = await served.contract_in_dialogue()
    address, pool = f"/avtal/{contract}/dialog", served.handler.pool
    seen = str((await served.contract(contract))["version"])
    sent = {"command_id": str(uuid4()), "seen": seen, "note": "kanariefågel", "participants": "klk"}
    assert (await coordinator.post(address, sent | {"spara": "ja"})).headers["location"] == address
    assert "kanariefågel</textarea>" in (await coordinator.get(address)).text
    kept = await pool.fetchrow("SELECT * FROM draft WHERE contract_id = $1", contract)
    assert kept
    assert (kept["whose"], b"kanarie" in kept["sealed"]) == ("p-01", False)
    async with Visitor(served.url) as another:
        await sign_in(another, await served.sign_in_link("p-02"))
        assert "kanariefågel" not in (await another.get(address)).text
    await served.do(contract, "pass_on_step", step="hold", to="jobbcenter", reason="De kan det.")
    begun = (await coordinator.get(address)).text
    assert f'name="seen" value="{seen}"' in begun, "a draft is sent as over what was seen when it was begun"
    said = await coordinator.post(address, sent | {"spara": "tyst"})
    assert (said.status_code, "Bara du ser det." in said.text, "<html" in said.text) == (200, True, False)


@pytest.mark.browser
async def test_the_record_is_kept_as_it_is_written_and_gone_when_it_is_saved(
    page: Page, served: Served
) -> None:
    contract = await served.contract_in_dialogue()
    await page.goto(f"/avtal/{contract}/dialog")
    await page.get_by_label("Anteckning").fill("Tar emot i höst.")
    await expect(page.locator("#saved")).to_contain_text("Utkast", timeout=20_000)
    await page.reload()
    await expect(page.get_by_label("Anteckning")).to_have_value("Tar emot i höst.")


async def test_a_need_stands_beside_the_promises_that_fit_and_is_matched_with_a_press(
    served: Served, coordinator: Visitor
) -> None:
    contract, today = await delivering(served), await served.today()
    need = {
        "occupation": f"Rörläggare {uuid4().hex[:6]}",
        "form": Form.INTERNSHIP,
        "number": "2",
        "weeks": "",
    }
    need |= {"starts_on": today.isoformat(), "ends_on": (today + timedelta(days=40)).isoformat(), "level": ""}
    added = await coordinator.post("/behov", need | {"command_id": str(uuid4()), "department": "jobbcenter"})
    assert added.status_code == 303, added.text
    [row] = [
        each
        for each in (await served.http.get("/api/v1/needs")).json()
        if each["occupation"] == need["occupation"]
    ]
    assert "Passar" in (await coordinator.get("/behov")).text
    told = {"command_id": str(uuid4()), "avtal": str(contract), "atagande": "1"}
    matched = await coordinator.post(f"/behov/{row['id']}/match_need", told)
    assert matched.headers["location"] == "/behov?gjort=match_need"
    [row] = [each for each in (await served.http.get("/api/v1/needs")).json() if each["id"] == row["id"]]
    assert row["promised"] == 3
    missing = {"command_id": str(uuid4()), "avtal": str(UUID(int=1)), "atagande": "1"}
    assert (await coordinator.post(f"/behov/{row['id']}/match_need", missing)).status_code in (404, 409)
