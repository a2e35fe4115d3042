"""A page that is open on a contract says within two seconds that others have done something."""

import pytest
from playwright.async_api import Page, expect

from tests.served import Served

pytestmark = pytest.mark.browser

NEWS = "Något har hänt med avtalet sedan du öppnade sidan."


@pytest.mark.parametrize("end", ["", "/dialog"])
async def test_an_open_page_says_that_something_has_happened(page: Page, served: Served, end: str) -> None:
    contract = await served.signed_contract()
    await page.goto(f"/avtal/{contract}{end}")
    news = page.get_by_text(NEWS)
    await page.wait_for_timeout(1500)
    await expect(news).to_be_hidden()  # nothing has happened since
    heading = page.get_by_role("heading", level=1)
    was_at = await heading.bounding_box()
    await served.do(contract, "invite_to_dialogue")
    await expect(news).to_be_visible(timeout=2000)
    assert await heading.bounding_box() == was_at, "it moved the page under somebody's hand"


async def test_the_link_shows_the_contract_as_it_is_now(page: Page, served: Served) -> None:
    contract = await served.signed_contract()
    await page.goto(f"/avtal/{contract}")
    await page.wait_for_timeout(500)
    await served.do(contract, "invite_to_dialogue")
    await page.get_by_role("link", name="Visa det").click()
    await page.wait_for_load_state()
    await expect(page.get_by_text(NEWS)).to_be_hidden()


async def test_a_page_that_nobody_looks_at_holds_no_connection(page: Page, served: Served) -> None:
    """And asks again when somebody does, from where it was."""
    contract = await served.signed_contract()
    await page.goto(f"/avtal/{contract}")
    await page.wait_for_timeout(500)
    hide = "h => { Object.defineProperty(document, 'hidden', {get: () => h, configurable: true});"
    hide += " document.dispatchEvent(new Event('visibilitychange')); }"
    await page.evaluate(hide, True)
    await served.do(contract, "invite_to_dialogue")
    await page.wait_for_timeout(1500)
    await expect(page.get_by_text(NEWS)).to_be_hidden()
    await page.evaluate(hide, False)
    await expect(page.get_by_text(NEWS)).to_be_visible(timeout=2000)
