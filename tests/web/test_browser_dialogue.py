"""The dialogue as a coordinator meets it: the six forms asked, an error kept, both parties' confirmation."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.served import Served

pytestmark = pytest.mark.browser


async def test_the_six_forms_are_recorded_and_confirmed_by_both(page: Page, served: Served) -> None:
    contract, today = await served.contract_in_dialogue(), (await served.today()).isoformat()
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
    await page.get_by_label("Anteckning").fill("Tar emot i Skåre först.")
    await page.get_by_role("button", name="Spara protokollet").click()

    await _an_error_is_kept(page)
    await page.get_by_role("group", name="Anställning").get_by_label("Varför?").fill("Orderläget är svagt.")
    await page.get_by_role("group", name="Språkträningsplats").get_by_label("Antal platser").fill("1")
    await _answer(page, "APL", "Senare")
    await page.get_by_role("button", name="Spara protokollet").click()

    await expect(page).to_have_url(f"{served.url}/avtal/{contract}?gjort=record_dialogue")
    await expect(page.get_by_role("status")).to_contain_text("Protokollet är sparat")
    await _both_confirm(page)
    assert (await served.contract(contract))["phase"] == "commitment"


async def _possible_by_keyboard(page: Page, form: str, number: str) -> None:
    """Space chooses the first answer; Tab goes on to its fields."""
    await page.get_by_role("group", name=form).get_by_label("Möjligt", exact=True).focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("Tab")
    await page.keyboard.type(number)


async def _answer(page: Page, form: str, answer: str) -> None:
    await page.get_by_role("group", name=form).get_by_label(answer, exact=True).click()


async def _an_error_is_kept(page: Page) -> None:
    """Three faults told at once, each leading to its field; what was typed is still there."""
    summary = page.get_by_role("alert")
    await expect(summary.get_by_role("listitem")).to_have_count(3)
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
    await page.get_by_role("button", name="Bekräfta för kommunen").click()
    await expect(page.get_by_role("status")).to_have_text("Bekräftelsen är sparad.")
    await expect(page.get_by_text("Väntar på leverantören")).to_be_visible()
    await page.get_by_role("button", name="Leverantören har bekräftat").click()
    await expect(page.get_by_role("heading", level=2, name="Kom överens om åtaganden")).to_be_visible()
