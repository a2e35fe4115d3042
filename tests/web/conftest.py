"""A real browser for the pages: headless Chromium, as the machine has it."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.served import Served

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None and not os.environ.get("INSATS_REQUIRE_BROWSER"):
        pytest.skip("no Chromium on this machine (INSATS_REQUIRE_BROWSER=1 makes that a failure)")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        await started.close()


@pytest.fixture
async def page(browser: Browser, served: Served) -> AsyncIterator[Page]:
    """Signed in by a link, as people are; a page that logs an error fails its test."""
    context = await browser.new_context(base_url=served.url, viewport={"width": 1024, "height": 900})
    opened = await context.new_page()
    errors: list[str] = []
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    await opened.goto(await served.sign_in_link())
    await opened.get_by_role("button", name="Logga in").click()
    yield opened
    await context.close()
    assert [error for error in errors if "status of 4" not in error] == []
