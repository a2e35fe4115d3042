"""The dialogue as a coordinator meets it: the six forms asked, an error kept, both parties' confirmation."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from domain.vocabulary import Form, Party
from tests.served import Served

pytestmark = pytest.mark.browser


async def test_the_six_forms_are_recorded_and_confirmed_by_both(page: Page, served: Served) -> None:
    contract, today = await served.contract_in_dialogue(), (await served.today()).isoformat()
    sought = {"type": "register_need", "occupation": "Golvläggare", "form": "internship", "number": 3}
    sought |= {"starts_on": today, "ends_on": (await served.today() + timedelta(days=90)).isoformat()}
    assert (await served.http.post("/api/v1/needs", json={"command": sought})).status_code == 201
    await page.goto(f"/avtal/{contract}")
    await page.get_by_role("link", name="Dialog", exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Vad är möjligt i det här avtalet?")

    await page.get_by_label("Hölls").fill(today)
    await page.get_by_label("Kommunledningskontoret").check()
    await page.get_by_label("Leverantören").check()
    await _possible_by_keyboard(page, "Studiebesök", "2")
    await _possible_by_keyboard(page, "Praktik", "3")
    await _answer(page, "Anställning", "Inte möjligt just nu")
    await _answer(page, "Lärlingsplats", "Senare")
    await _answer(page, "Språkträningsplats", "Möjligt")
    await page.get_by_role("group", name="Språkträningsplats").get_by_label("Antal platser").fill("ett")
    await page.get_by_role("group", name="Behov 2").get_by_label("Yrke").fill("Anläggningsarbetare")
    await page.get_by_label("Anteckning").fill("Tar emot i Skåre först.")
    await page.get_by_role("button", name="Spara protokollet").click()

    await _an_error_is_kept(page)
    await page.get_by_role("group", name="Behov 2").get_by_label("Antal").fill("4")
    await page.get_by_role("group", name="Anställning").get_by_label("Varför?").fill("Orderläget är svagt.")
    await page.get_by_role("group", name="Språkträningsplats").get_by_label("Antal platser").fill("1")
    await _answer(page, "APL", "Senare")
    await page.get_by_role("button", name="Spara protokollet").click()

    await expect(page).to_have_url(f"{served.url}/avtal/{contract}?gjort=record_dialogue")
    await expect(page.get_by_role("status")).to_contain_text("Protokollet är sparat")
    await _both_confirm(page)
    assert (await served.contract(contract))["phase"] == "commitment"


async def _possible_by_keyboard(page: Page, form: str, number: str) -> None:
    """Space chooses the first answer; Tab goes on to its fields, also where a need is told of beside the question."""
    await page.get_by_role("group", name=form).get_by_label("Möjligt", exact=True).focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("Tab")
    await page.keyboard.type(number)


async def _answer(page: Page, form: str, answer: str) -> None:
    await page.get_by_role("group", name=form).get_by_label(answer, exact=True).click()


async def _an_error_is_kept(page: Page) -> None:
    """Four faults told at once, each leading to its field; what was typed is still there."""
    summary = page.get_by_role("alert")
    await expect(summary.get_by_role("listitem")).to_have_text(
        [
            "Skriv varför ”Anställning” inte är möjligt just nu. Det räcker med en mening.",
            "Skriv ett heltal.",
            "Välj ett svar för ”APL”.",
            "Fyll i det här.",
        ]
    )
    await expect(page.get_by_label("Anteckning")).to_have_value("Tar emot i Skåre först.")
    employment = page.get_by_role("group", name="Anställning")
    await expect(employment.get_by_label("Inte möjligt just nu", exact=True)).to_be_checked()
    await summary.get_by_role("link", name="Skriv varför ”Anställning” inte är möjligt").click()
    await expect(employment.get_by_label("Varför?")).to_be_focused()
    await expect(employment.get_by_label("Varför?")).to_have_accessible_description(
        re.compile("Fel: Skriv varför")
    )


async def _both_confirm(page: Page) -> None:
    await page.get_by_role("link", name="Dialog", exact=True).click()
    await expect(page.get_by_role("listitem").filter(has_text="Anställning")).to_contain_text("Orderläget")
    await expect(page.get_by_text("Anläggningsarbetare, 4")).to_be_visible()
    await page.get_by_role("button", name="Bekräfta för kommunen").click()
    await expect(page.get_by_role("status")).to_have_text("Bekräftelsen är sparad.")
    await expect(page.get_by_text("Väntar på leverantören")).to_be_visible()
    await page.get_by_role("button", name="Leverantören har bekräftat").click()
    await expect(page.get_by_role("heading", level=2, name="Kom överens om åtaganden")).to_be_visible()


async def recorded(served: Served, contract: UUID, **more: Any) -> None:
    answers = [{"form": form, "answer": "not_possible", "reason": "Ettårigt uppdrag."} for form in Form]
    day = (await served.today()).isoformat()
    record = {"held_on": day, "participants": ["klk", "supplier"], "answers": answers} | more
    answer = await served.do(contract, "record_dialogue", **record)
    assert answer.status_code == 201, answer.text


async def test_a_record_is_disputed_and_a_record_written_again_is_read_before_it_is_confirmed(
    page: Page, served: Served
) -> None:
    contract = await served.contract_in_dialogue()
    await recorded(served, contract)
    await page.goto(f"/avtal/{contract}/dialog")
    await page.get_by_text("Protokollet stämmer inte").click()
    await page.get_by_role("group", name="Vem håller inte med?").get_by_label("Leverantören").check()
    await page.get_by_label("Vad stämmer inte?").fill("Vi sa två platser.")
    await page.get_by_role("button", name="Invänd mot protokollet").click()
    await expect(page.get_by_role("status")).to_contain_text("Invändningen är sparad")

    await page.goto(f"/avtal/{contract}/dialog")
    await expect(page.get_by_text("Leverantören håller inte med")).to_be_visible()
    await expect(page.get_by_text("Vi sa två platser.")).to_be_visible()
    await recorded(served, contract, note="Två platser från hösten.")
    await page.get_by_role("button", name="Leverantören har bekräftat").click()
    refused = page.get_by_role("alert")
    await expect(refused).to_contain_text("Protokollet har skrivits om sedan du öppnade det.")

    await page.goto(f"/avtal/{contract}/dialog")
    await expect(page.get_by_text("Leverantören håller inte med")).to_have_count(0)
    await page.get_by_role("button", name="Leverantören har bekräftat").click()
    await expect(page.get_by_role("status")).to_have_text("Bekräftelsen är sparad.")


async def test_a_meeting_is_planned_with_a_time_and_moved(page: Page, served: Served) -> None:
    contract, day = await served.contract_in_dialogue(), await served.today() + timedelta(days=7)
    await page.goto(f"/avtal/{contract}")
    await page.get_by_label("Dag för mötet").first.fill(day.isoformat())
    await page.get_by_label("Börjar kl.").first.fill("13:00")
    await page.get_by_label("Plats eller länk").first.fill("Rådhuset")
    await page.get_by_role("button", name="Bjud in leverantören").click()
    await expect(page.get_by_role("status")).to_contain_text("Leverantören är inbjuden")

    await page.goto(f"/avtal/{contract}/dialog")
    await expect(page.get_by_text("kl. 13.00, 60 minuter. Plats: Rådhuset")).to_be_visible()
    await page.goto(f"/avtal/{contract}")
    await page.locator("summary", has_text="Flytta mötet").click()
    form = page.locator("form[action$=reschedule_dialogue]")
    await expect(form.get_by_label("Plats eller länk")).to_have_value("Rådhuset")
    await form.get_by_label("Börjar kl.").fill("09:30")
    await form.get_by_label("Varför?").fill("Sjukdom.")
    await form.get_by_role("button", name="Skicka den nya tiden").click()
    await expect(page.get_by_role("status")).to_contain_text("Mötet är flyttat")
    await page.goto(f"/avtal/{contract}/dialog")
    await expect(page.get_by_text("kl. 09.30, 60 minuter")).to_be_visible()


async def test_a_further_dialogue_is_written_down_and_a_duty_beyond_the_clause_is_warned_of(
    page: Page, served: Served
) -> None:
    contract, today = await served.contract_in_dialogue(), await served.today()
    await recorded(served, contract)
    for party in Party:
        await served.do(contract, "confirm_record", party=party)
    await page.goto(f"/avtal/{contract}/dialog")
    await page.get_by_text("Skriv in en fortsatt dialog").click()
    await page.get_by_label("Hölls").fill(today.isoformat())
    await page.get_by_label("Närvarande").fill("beställare, leverantör")
    await page.get_by_role("group", name="Behov 1").get_by_label("Yrke").fill("Lokalvårdare")
    await page.get_by_role("group", name="Behov 1").get_by_label("Antal").fill("2")
    await page.get_by_label("Nästa möte").fill((today + timedelta(days=60)).isoformat())
    await page.get_by_label("Protokollet lägger till en skyldighet").check()
    await page.get_by_role("button", name="Spara dialogen").click()
    await expect(page.get_by_role("status")).to_have_text("Den fortsatta dialogen är sparad.")

    await page.goto(f"/avtal/{contract}/dialog")
    further = page.get_by_role("region", name="Fortsatta dialoger")
    await expect(further).to_contain_text("beställare, leverantör")
    await expect(further).to_contain_text("Lokalvårdare, 2")
    await expect(further).to_contain_text("Det kan vara en ändring av avtalet.")
    assert (await served.contract(contract))["phase"] == "commitment"
