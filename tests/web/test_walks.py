"""From a published notice to the yearly report, each role doing what it has to do in a real browser: with a mouse, with
a keyboard alone, on a telephone, and without JavaScript. `make prove-walks` walks all four ways, `make test` two."""

import os
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.async_api import Browser, FilePayload, expect

from domain.vocabulary import Form
from tests.access.conftest import an_office
from tests.access.office import ROLES, Office
from tests.api.test_imports import ONE, of_another_procedure
from tests.at_the_supplier import an_address
from tests.web.hands import WAYS
from tests.web.walking import PATIENCE, Walk, at_the_supplier, give, loaded_until, unfolded

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

REPOSITORY = Path(__file__).parents[2]
NOTICES = Path(os.environ.get("INSATS_NOTICES", REPOSITORY.parent / "shared" / "notices"))
REAL = NOTICES / "open" / "eforms" / "award" / "ted_497414-2024.xml"  # Swedish; one contract, signed in 2024
WALKED = list(WAYS) if os.environ.get("INSATS_EVERY_WAY") else ["with a keyboard alone", "without JavaScript"]


@pytest.fixture(scope="module")
async def own(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """Of its own: with somebody in every role, whose days nobody else fills."""
    async with an_office(tmp_path_factory.mktemp("walks")) as there:
        expect.set_options(timeout=PATIENCE)
        yield there
        expect.set_options(timeout=5_000)  # as it is by itself


@pytest.mark.parametrize("way", WALKED)
async def test_from_a_published_notice_to_the_yearly_report(browser: Browser, own: Office, way: str) -> None:
    walk = Walk(own.served, browser, way, await own.served.today())
    await _the_procurement_officer_reads_in_a_notice(walk)
    await _the_coordinator_invites(walk)
    await _a_case_worker_adds_a_need(walk)
    await _the_coordinator_writes_the_record(walk)
    await _the_supplier_confirms_it(walk)
    await _the_coordinator_agrees(walk)
    await _the_supplier_reports(walk)
    await _a_case_worker_places_somebody(walk)
    await _the_coordinator_ends_it(walk)
    await _the_head_of_unit_reads_the_yearly_report(walk)
    await _a_reader_finds_the_contract(walk)
    await _the_auditor_checks(walk)
    await _the_administrator_looks_after_it(walk)


async def _the_procurement_officer_reads_in_a_notice(walk: Walk) -> None:
    notice = of_another_procedure(REAL.read_bytes() if REAL.exists() else ONE)
    async with walk.somebody(ROLES["officer"][0]) as (hand, page):
        await hand.press(page.get_by_role("link", name="Läs in", exact=True))
        file = FilePayload(name="annons.xml", mimeType="text/xml", buffer=notice)
        await hand.give(page.get_by_label("Dra filer hit"), file)
        await hand.press(page.get_by_role("button", name="Se vad som skulle hända"))
        await expect(page).to_have_url(re.compile("/import/[0-9a-f-]{36}$"))
        await loaded_until(page, page.get_by_role("heading", name="Det här skulle hända"))
        await hand.press(yes := page.get_by_role("button", name="Läs in", exact=True))
        await expect(yes).to_have_count(0)
        await loaded_until(page, page.get_by_role("link", name="Avgör klausulen"))
        told = page.locator(".outcomes a[href^='/avtal/']").first
        walk.contract = UUID((await told.get_attribute("href") or "").removeprefix("/avtal/"))
        await hand.press(page.get_by_role("link", name="Avgör klausulen"))
        await hand.tick(page.locator(f"input[name='avtal.{walk.contract}']"))
        await hand.tick(page.get_by_label("Skyldighet att delta i dialog"))
        await hand.day(page.get_by_label("Räkna tiden från"), walk.today)
        await hand.press(page.get_by_role("button", name="Spara beslutet"))
        await expect(page.get_by_text("1 avgjorda, 0 inte.")).to_be_visible()
    assert await walk.phase() == "dialogue"


async def _the_coordinator_invites(walk: Walk) -> None:
    async with walk.somebody(ROLES["coordinator"][0]) as (hand, page):
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Vecka")
        await page.goto(f"/avtal/{walk.contract}")
        await hand.press(page.get_by_text("Bjud in en kontakt hos leverantören"))
        form = page.locator("form[action$=confirm_supplier_contact]")
        await hand.write(form.get_by_label("Namn"), "Kontakt K.")
        await hand.write(form.get_by_label("E-postadress"), an_address())
        await hand.press(form.get_by_role("button", name="Bjud in kontakten"))
        await expect(page.get_by_role("status")).to_contain_text("Kontakten är inbjuden")
        form = page.locator("form[action$=invite_to_dialogue]")
        await hand.day(form.get_by_label("Dag för mötet"), walk.today + timedelta(days=7))
        await hand.press(form.get_by_role("button", name="Bjud in leverantören"))
        await expect(page.get_by_role("status")).to_contain_text("Leverantören är inbjuden")


async def _a_case_worker_adds_a_need(walk: Walk) -> None:
    async with walk.somebody(ROLES["case"][0]) as (hand, page):
        await hand.press(page.get_by_role("link", name="Behov", exact=True))
        await hand.write(page.get_by_label("Yrke"), f"Lokalvårdare {walk.way}")
        await hand.choose(page.get_by_label("Form"), Form.INTERNSHIP)
        await hand.write(page.get_by_label("Hur många"), "1")
        await hand.day(page.get_by_label("Från och med"), walk.today)
        await hand.day(page.get_by_label("Till och med"), walk.today + timedelta(days=60))
        await hand.press(page.get_by_role("button", name="Spara behovet"))
        await expect(page.get_by_role("status")).to_contain_text("Behovet är tillagt.")


async def _the_coordinator_writes_the_record(walk: Walk) -> None:
    async with walk.somebody(ROLES["coordinator"][0]) as (hand, page):
        await page.goto(f"/avtal/{walk.contract}/dialog")
        await hand.day(page.get_by_label("Hölls"), walk.today)
        await hand.tick(page.get_by_label("Kommunledningskontoret"))
        await hand.tick(page.get_by_label("Leverantören"))
        internship = page.get_by_role("group", name="Praktik")
        await hand.tick(internship.get_by_label("Möjligt", exact=True))
        await hand.press(internship.get_by_text("Söks just nu"))
        await expect(internship.get_by_text(f"Lokalvårdare {walk.way}")).to_be_visible()
        await hand.press(page.get_by_role("button", name="Spara ett utkast"))
        await expect(page.get_by_text("Bara du ser det.")).to_be_visible()
        await hand.write(internship.get_by_label("Antal platser"), "1")
        for form in ("Anställning", "Lärlingsplats", "Språkträningsplats", "APL"):
            group = page.get_by_role("group", name=form)
            await hand.tick(group.get_by_label("Inte möjligt just nu", exact=True))
            await hand.write(group.get_by_label("Varför?"), "Inga uppdrag.")
        study = page.get_by_role("group", name="Studiebesök")
        await hand.tick(study.get_by_label("Senare", exact=True))
        await hand.press(page.get_by_role("button", name="Spara protokollet"))
        await expect(page.get_by_role("status")).to_contain_text("Protokollet är sparat")
        await hand.press(page.get_by_role("link", name="Dialog", exact=True))
        await expect(page).to_have_url(re.compile("/dialog$"))
        await hand.press(page.get_by_role("button", name="Bekräfta för kommunen"))
        await expect(page.get_by_role("status")).to_have_text("Bekräftelsen är sparad.")


async def _the_supplier_confirms_it(walk: Walk) -> None:
    async with at_the_supplier(walk) as (hand, page):
        await hand.press(page.get_by_role("link", name="Läs protokollet"))
        await hand.press(page.get_by_role("button", name="Det stämmer. Bekräfta"))
        await expect(page.get_by_role("status")).to_contain_text("Er bekräftelse är sparad")
    assert await walk.phase() == "commitment"


async def _the_coordinator_agrees(walk: Walk) -> None:
    async with walk.somebody(ROLES["coordinator"][0]) as (hand, page):
        await page.goto(f"/avtal/{walk.contract}")
        form = page.locator("form[action$=agree_commitment]")
        await hand.choose(form.get_by_label("Form"), Form.INTERNSHIP)
        await hand.write(form.get_by_label("Antal platser"), "1")
        await hand.day(form.get_by_label("Från och med"), walk.today)
        await hand.day(form.get_by_label("Till och med"), walk.today + timedelta(days=30))
        await hand.press(form.get_by_role("button", name="Spara åtagandet"))
        await expect(page.get_by_role("status")).to_contain_text("Åtagandet är sparat.")
        await give(hand, page, "conclude_commitments", "Spara att åtagandena är klara")
        await expect(page.get_by_role("status")).to_contain_text("Åtagandena är klara.")
        form = await unfolded(hand, page, "plan_follow_up")
        await hand.write(form.get_by_label("Dagar att rapportera"), walk.today.isoformat())
        await hand.press(form.get_by_role("button", name="Spara planen"))
        await expect(page.get_by_role("status")).to_contain_text("Uppföljningsplanen är sparad.")
    assert await walk.phase() == "delivery"


async def _a_case_worker_places_somebody(walk: Walk) -> None:
    async with walk.somebody(ROLES["case"][0]) as (hand, page):
        await page.goto(f"/avtal/{walk.contract}")
        form = await unfolded(hand, page, "start_placement")
        await hand.day(form.get_by_label("Startade"), walk.today)
        await hand.press(form.get_by_role("button", name="Spara starten"))
        await expect(page.get_by_role("status")).to_contain_text("Placeringen har startat.")
        form = await unfolded(hand, page, "complete_placement")
        await hand.day(form.get_by_label("Slutfördes"), walk.today)
        await hand.press(form.get_by_role("button", name="Spara slutet"))
        await expect(page.get_by_role("status")).to_contain_text("Placeringen är slutförd.")


async def _the_supplier_reports(walk: Walk) -> None:
    async with at_the_supplier(walk) as (hand, page):
        await hand.press(page.get_by_role("link", name="Skriv rapporten"))
        await hand.write(page.get_by_label(re.compile(r"startat\?")), "1")
        await hand.write(page.get_by_label("Vad har gått bra"), "Det går bra.")
        await hand.press(page.get_by_role("button", name="Skicka rapporten"))
        await expect(page.get_by_role("status")).to_contain_text("Er rapport är skickad")


async def _the_coordinator_ends_it(walk: Walk) -> None:
    async with walk.somebody(ROLES["coordinator"][0]) as (hand, page):
        await page.goto(f"/avtal/{walk.contract}")
        await give(hand, page, "approve_follow_up", "Godkänn")
        await expect(page.get_by_role("status")).to_contain_text("Uppföljningen är godkänd.")
        await give(hand, page, "conclude_outcomes", "Spara", **{"Varför?": "Ingen svarar längre."})
        await expect(page.get_by_role("status")).to_contain_text("Inga fler utfall efterfrågas.")
        told = {"Vad ledde klausulen till?": "Löftet hölls."}
        await give(hand, page, "evaluate_contract", "Spara och avsluta avtalet", **told)
        await expect(page.get_by_role("status")).to_contain_text("avtalet är avslutat")
    assert await walk.phase() == "closed"


async def _the_head_of_unit_reads_the_yearly_report(walk: Walk) -> None:
    async with walk.somebody(ROLES["head"][0]) as (hand, page):
        await hand.press(page.get_by_role("link", name="Insikt", exact=True))
        await expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("utlov"))
        async with page.expect_download() as fetching:
            await hand.press(page.get_by_role("link", name="PDF till kommunstyrelsen"))
        assert (await (await fetching.value).path()).read_bytes().startswith(b"%PDF")


async def _a_reader_finds_the_contract(walk: Walk) -> None:
    async with walk.somebody(ROLES["reader"][0]) as (hand, page):
        await hand.press(page.get_by_role("link", name="Avtal", exact=True))
        await hand.choose(page.get_by_role("combobox", name="Fas"), "closed")
        await hand.press(page.get_by_role("button", name="Visa", exact=True))
        await hand.press(page.locator(f"a[href='/avtal/{walk.contract}']"))
        await expect(page.get_by_role("heading", name="Inget mer att göra här")).to_be_visible()
        await hand.choose(page.get_by_label("Av vem"), "leverantoren")
        await hand.press(page.locator("#events + form").get_by_role("button", name="Visa"))
        await expect(page).to_have_url(re.compile("av=leverantoren"))
        await page.wait_for_load_state()
        assert set(await page.locator(".timeline > li").evaluate_all(CLASSES)) == {"people"}
        assert "•••" in await page.locator(".timeline").inner_text(), "a reader is shown no text of anybody's"


CLASSES = "rows => rows.map(row => row.className)"


async def _the_auditor_checks(walk: Walk) -> None:
    number = (await walk.served.contract(walk.contract))["facts"]["contract_number"]
    async with walk.somebody(ROLES["auditor"][0]) as (hand, page):
        if number:  # a notice need not tell of any
            await hand.write(page.get_by_label("Avtalets nummer"), number)
        await hand.press(page.get_by_role("button", name="Visa", exact=True))
        await expect(page.locator(".trail").get_by_text("Avtalet lades in").first).to_be_visible()
        await hand.press(page.get_by_role("link", name="Förseglingar, kontroll och utdrag"))
        await hand.press(page.get_by_role("button", name="Kontrollera nu"))
        await expect(page).to_have_url(re.compile("/granskning/bevis$"))
        await page.wait_for_load_state()
        await loaded_until(page, page.get_by_role("heading", name="Allt stämmer."))


async def _the_administrator_looks_after_it(walk: Walk) -> None:
    async with walk.somebody(ROLES["administrator"][0]) as (hand, page):
        await hand.press(page.get_by_role("link", name="Tillsyn"))
        await expect(page).to_have_url(re.compile("/status$"))
        await hand.press(page.get_by_role("link", name="Regler"))
        await hand.press(page.get_by_role("link", name=re.compile("Ändra")).first)
        await expect(page).to_have_url(re.compile("/policy/andra"))
        await hand.press(page.get_by_role("link", name="Personer och roller").first)
        await hand.press(page.get_by_role("link", name="Inloggningar och nycklar"))
        await expect(page).to_have_url(re.compile("/personer/inloggningar$"))
