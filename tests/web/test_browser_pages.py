"""What holds on every page: it fits a small screen, has an order, and says what each field is for."""

from itertools import pairwise

import pytest
from playwright.async_api import Page

from tests.served import Served

pytestmark = pytest.mark.browser

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
HEADINGS = "[...document.querySelectorAll('h1,h2,h3,h4')].map(e => Number(e.tagName[1]))"
UNNAMED = """[...document.querySelectorAll('input:not([type=hidden]),select,textarea')]
    .filter(e => !e.labels.length).map(e => e.name)"""
REPEATED_IDS = """[...document.querySelectorAll('[id]')].map(e => e.id)
    .filter((id, n, all) => all.indexOf(id) !== n)"""
TOO_SMALL = """[...document.querySelectorAll('button, .button, nav a, summary, input, select, th a')]
    .filter(e => e.checkVisibility() && !e.closest('.unseen') && !e.matches('.unseen'))
    .filter(e => !['radio', 'checkbox'].includes(e.type))
    .filter(e => e.getBoundingClientRect().height < 24).map(e => e.outerHTML)"""
DANGLING = """[...document.querySelectorAll('[aria-describedby],[aria-labelledby]')]
    .flatMap(e => `${e.getAttribute('aria-describedby') ?? ''} ${e.getAttribute('aria-labelledby') ?? ''}`.split(' '))
    .filter(id => id && !document.getElementById(id))"""


@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize(
    "address",
    [
        "/vecka?vems=alla",
        "/vecka?vems=skola",
        "/avtal",
        "/avtal?text=zzz",
        "/avtal/{}",
        "/avtal/{}/dialog",
        "/nowhere",
    ],
)
async def test_a_page_fits_and_is_in_order(page: Page, served: Served, address: str, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 700})
    await page.goto(address.format(await served.contract_in_dialogue()))
    assert await page.evaluate(TOO_WIDE) <= 0
    levels = await page.evaluate(HEADINGS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for fault in (UNNAMED, REPEATED_IDS, TOO_SMALL, DANGLING):
        assert await page.evaluate(fault) == []


async def test_the_skip_link_leads_past_the_menu(page: Page) -> None:
    await page.goto("/avtal")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "main"


async def test_colours_follow_the_device_until_somebody_chooses(page: Page) -> None:
    async def ground() -> str:
        colour: str = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        return colour

    await page.emulate_media(color_scheme="dark")
    assert await ground() == "rgb(14, 23, 21)"
    await page.get_by_role("button", name="Ljust").click()
    assert await ground() == "rgb(243, 246, 244)"
    await page.get_by_role("button", name="Som datorn").click()
    assert await ground() == "rgb(14, 23, 21)"
