"""The municipality's pages, every one, over the demo's story: axe finds nothing by WCAG 2.2 AA, nor do our own rules.

Pages are read from the routes. `make prove-accessible` looks in both languages, both colours, on a desk and on a phone,
each with each; `make test` in two of the eight. The suppliers': test_supplier_every_page.
"""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import product

import pytest
from playwright.async_api import Browser, Page

from tests.served import Served
from tests.web.looking_through import Findings, in_large_print, inaccessible, looked_through, violations
from tests.web.story import Told, asked_for
from tests.web.walking import sign_in_at

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]

LOOKS = [("sv", "light", 1280), ("en", "dark", 360)]
if os.environ.get("INSATS_EVERY_LOOK"):
    LOOKS = list(product(("sv", "en"), ("light", "dark"), (1280, 360)))

# They answer, but with no page: on to another, a file, or figures for a program.
NO_PAGE = {
    "/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/static/{digest}/{name}",
    "/logga-in/oidc",
    "/logga-in/oidc/svar",
    "/avtal/{contract_id}/{command}",
    "/avtal/{contract_id}/bevis/{file}",
    "/avtal/{contract_id}/kvitton/{version}",
    "/avtal/{contract_id}/strom",
    "/avtal/avtal.csv",
    "/avtal/avtal.xlsx",
    "/insikt/arsrapport.pdf",
    "/insikt/arsrapport.xlsx",
    "/import/mall.xlsx",
    "/kalender/adress/{secret}/insats.ics",
}
# Forms sent empty: the page with its faults. Address, and where the form leads.
FAULTY = [
    ("/avtal/nytt", "/avtal/nytt"),
    ("/behov", "/behov"),
    ("/personer", "/personer/borta"),
    ("/webhookar/ny", "/webhookar/ny"),
    ("/granskning/bevis", "/granskning/utdrag"),
    ("/logga-in", "/logga-in/skicka"),
    ("/avtal/{contract_id}/dialog", "/avtal/{contract_id}/dialog"),
    ("/vecka/{contract_id}/{step}", "/vecka/{contract_id}/{step}/pass_on_step"),
]
EMPTY = (
    "/vecka",
    "/avtal",
    "/kalender",
    "/klausul",
    "/behov",
    "/insikt",
    "/import",
    "/leverantorer",
    "/dubbletter",
    "/status",
    "/granskning",
    "/granskning/bevis",
    "/policy",
    "/personer",
    "/personer/nycklar/ny",
    "/webhookar",
)
Record = Callable[[str, object], None]


@asynccontextmanager
async def looking(
    browser: Browser, served: Served, language: str, theme: str, width: int = 1280, person: str = "p-01"
) -> AsyncIterator[Page]:
    """Signed in, as the coordinator unless it is said, in a language and colours."""
    context = await browser.new_context(base_url=served.url, viewport={"width": width, "height": 900})
    page = await context.new_page()
    await sign_in_at(page, await served.sign_in_link(person))
    for name, value in (("sprak", language), ("farger", theme)):
        await context.add_cookies([{"name": name, "value": value, "url": served.url}])
    yield page
    await context.close()


def pages(told: Told) -> list[str]:
    return [address for path in asked_for() if path not in NO_PAGE for address in told.every(path)] + [
        "/nowhere"
    ]


async def faulty(page: Page, told: Told, where: str, to: str) -> str:
    address, action = next(told.every(where)), next(told.every(to))
    await page.goto(address)
    async with page.expect_navigation() as answer:
        await page.evaluate("action => document.querySelector(`form[action='${action}']`).submit()", action)
    assert (await answer.value).status in (409, 422), where
    return f"{action}, sent empty"


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
async def test_axe_finds_nothing_on_any_page(
    browser: Browser, told: Told, language: str, theme: str, width: int, record_property: Record
) -> None:
    async with looking(browser, told.served, language, theme, width) as page:
        wrong = await inaccessible(page, every := pages(told))
        for where, to in FAULTY:
            wrong[await faulty(page, told, where, to)] = await violations(page)
    record_property("pages", len(every))
    record_property("looks", len(LOOKS))
    assert {address: found for address, found in wrong.items() if found} == {}


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
async def test_axe_finds_nothing_where_nothing_has_happened_yet(
    browser: Browser, untouched: Served, language: str, theme: str, width: int
) -> None:
    async with looking(browser, untouched, language, theme, width) as page:
        wrong = await inaccessible(page, EMPTY)
    assert {address: found for address, found in wrong.items() if found} == {}


@pytest.fixture(scope="module")
async def looked(browser: Browser, told: Told) -> Findings:
    async with looking(browser, told.served, "sv", "light") as page:
        return await looked_through(page, pages(told))


def test_every_page_has_a_title_an_order_named_fields_and_focus_that_is_seen(looked: Findings) -> None:
    assert looked.disordered == {}


def test_no_page_scrolls_sideways_or_cuts_text_off_however_narrow(looked: Findings) -> None:
    assert looked.squeezed == {}


async def test_no_page_scrolls_sideways_or_cuts_text_off_in_large_print(
    large_print: Browser, told: Told
) -> None:
    async with looking(large_print, told.served, "sv", "light") as page:
        assert await in_large_print(page, pages(told)) == {}


def test_with_the_systems_own_colours_every_button_and_drawing_is_seen(looked: Findings) -> None:
    assert looked.undrawn == {}
