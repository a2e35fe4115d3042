"""Somebody on their way through the pages, signed in, with what they do on every one of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from playwright.async_api import Browser, Locator, Page, expect

from tests.served import Served, eventually
from tests.web.hands import WAYS, Hand

NONE_YET = UUID(int=0)
PATIENCE = 30_000  # ms that a page of ours may take on a busy machine


@dataclass
class Walk:
    """`contract`: the one that the notice gave, once it has."""

    served: Served
    browser: Browser
    way: str
    today: date
    contract: UUID = NONE_YET

    @asynccontextmanager
    async def somebody(self, person: str) -> AsyncIterator[tuple[Hand, Page]]:
        """Signed in by a link, as this way has it."""
        kind, how = WAYS[self.way]
        context = await self.browser.new_context(base_url=self.served.url, **how)
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        hand = kind(page)
        await page.goto(await self.served.sign_in_link(person))
        await hand.press(page.get_by_role("button", name="Logga in"))
        await expect(page.get_by_role("button", name="Logga ut")).to_be_visible()
        yield hand, page
        await context.close()

    async def phase(self) -> str:
        return str((await self.served.contract(self.contract))["phase"])


async def sign_in_at(page: Page, link: str) -> None:
    """And come to the page after it: whoever went elsewhere before would be signed in nowhere."""
    await page.goto(link)
    await page.get_by_role("button", name="Logga in").click()
    await page.wait_for_url(lambda url: "/logga-in" not in url)


async def loaded_until(page: Page, seen: Locator) -> None:
    """Somebody looks again until what an importer does beside the pages is done."""

    async def there() -> bool:
        if await seen.count():
            return True
        await page.reload()
        return bool(await seen.count())

    await eventually(there)


@asynccontextmanager
async def at_the_supplier(walk: Walk) -> AsyncIterator[tuple[Hand, Page]]:
    query = "SELECT person FROM supplier_contact WHERE contract_id = $1"
    person = await walk.served.handler.pool.fetchval(query, walk.contract)
    async with walk.somebody(person) as (hand, page):
        await page.goto(f"/leverantor/{walk.contract}")
        yield hand, page


async def unfolded(hand: Hand, page: Page, command: str) -> Locator:
    """The form, once the fold over it is open; the next step's own form lies open."""
    await page.wait_for_load_state()
    form = page.locator(f"form[action$={command}]").first
    if not await form.is_visible():
        await hand.press(page.locator(f"details#{command} > summary"))
    return form


async def give(hand: Hand, page: Page, command: str, button: str, **told: str) -> None:
    form = await unfolded(hand, page, command)
    for label, text in told.items():
        await hand.write(form.get_by_label(label), text)
    await hand.press(form.get_by_role("button", name=button))
