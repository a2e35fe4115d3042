"""What a page does as somebody uses it; what holds on every page is in test_accessible.py."""

import pytest
from playwright.async_api import Page

pytestmark = pytest.mark.browser


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
