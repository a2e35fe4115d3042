"""A real browser for the pages: headless Chromium, as the machine has it; and one who asks without any."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.served import Served
from tests.visitor import Visitor
from tests.web.story import Told, empty, telling
from tests.web.walking import sign_in_at

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@asynccontextmanager
async def chromium(*more: str) -> AsyncIterator[Browser]:
    if CHROMIUM is None and not os.environ.get("INSATS_REQUIRE_BROWSER"):
        pytest.skip("no Chromium on this machine (INSATS_REQUIRE_BROWSER=1 makes that a failure)")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *more])
        yield started
        await started.close()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest.fixture(scope="session")
async def large_print() -> AsyncIterator[Browser]:
    """Whose owner has asked for letters of double size: 32 pixels."""
    async with chromium("--blink-settings=defaultFontSize=32,defaultFixedFontSize=26") as started:
        yield started


@pytest.fixture
async def page(browser: Browser, served: Served) -> AsyncIterator[Page]:
    """Signed in by a link, as people are; a page that logs an error fails its test."""
    context = await browser.new_context(base_url=served.url, viewport={"width": 1024, "height": 900})
    opened = await context.new_page()
    errors: list[str] = []
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    await sign_in_at(opened, await served.sign_in_link())
    yield opened
    await context.close()
    assert [error for error in errors if "status of 4" not in error] == []


@pytest.fixture
async def coordinator(served: Served) -> AsyncIterator[Visitor]:
    async with Visitor(served.url) as client:
        await client.post("/logga-in", {"lank": (await served.sign_in_link()).partition("lank=")[2]})
        yield client


@pytest.fixture(scope="session")
async def told(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Told]:
    async with telling(tmp_path_factory.mktemp("story")) as there:
        yield there


@pytest.fixture(scope="session")
async def untouched(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    async with empty(tmp_path_factory.mktemp("empty")) as there:
        yield there
