"""Pages looked through in a browser: what axe finds, and what is wrong by rules of our own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import pairwise
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.async_api import Page

from tests.web.what_holds import (
    CLIPPED,
    DANGLING,
    FOCUS_UNSEEN,
    HEADINGS,
    REPEATED_IDS,
    TOO_SMALL,
    TOO_WIDE,
    UNDRAWN,
    UNLABELLED,
    UNNAMED,
)

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


async def opened(page: Page, address: str) -> None:
    answer = await page.goto(address)
    assert answer, address
    assert answer.headers["content-type"].startswith("text/html"), address
    assert urlsplit(page.url).path == urlsplit(address).path, f"{address} led to {page.url}"
    assert answer.status < 500, address


async def violations(page: Page) -> list[str]:
    await page.evaluate(AXE)
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    found = await page.evaluate("options => axe.run(options).then(told => told.violations)", options)
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


async def inaccessible(page: Page, addresses: Sequence[str]) -> dict[str, Sequence[str]]:
    wrong: dict[str, Sequence[str]] = {}
    for address in addresses:
        await opened(page, address)
        wrong[address] = await violations(page)
    return wrong


@dataclass
class Findings:
    """What is wrong with pages, by what was looked for; each page is loaded once for all three."""

    disordered: dict[str, Any] = field(default_factory=dict)
    squeezed: dict[str, Any] = field(default_factory=dict)
    undrawn: dict[str, Any] = field(default_factory=dict)


async def looked_through(page: Page, addresses: Sequence[str]) -> Findings:
    found = Findings()
    for address in addresses:
        await page.set_viewport_size({"width": 1280, "height": 900})
        await opened(page, address)
        found.disordered |= await disordered(page, address)
        found.undrawn |= await undrawn(page, address)
        found.squeezed |= await squeezed(page, address, NARROWED)
    return found


async def disordered(page: Page, address: str) -> dict[str, Any]:
    await page.keyboard.press("Tab")
    levels, title = await page.evaluate(HEADINGS), await page.title()
    found = {name: await page.evaluate(rule) for name, rule in OF_A_PAGE.items()}
    found["order"] = [p for p in pairwise([0, *levels]) if p[1] - p[0] > 1]
    found["one h1"] = levels.count(1) - 1
    found["title"] = "" if re.fullmatch(".+ – Insats", title) else title or "none"
    wrong = {name: what for name, what in found.items() if what}
    return {address: wrong} if wrong else {}


OF_A_PAGE = {
    "unnamed": UNNAMED,
    "repeated ids": REPEATED_IDS,
    "too small": TOO_SMALL,
    "dangling": DANGLING,
    "focus unseen": FOCUS_UNSEEN,
}
# 400 % zoom of 1280 is 320 (WCAG 1.4.10); 1.4.4 is letters of double size, 1.4.12 letters spaced out.
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
)
NARROWED = ((320, ""), (768, ""), (1280, SPACED))
LARGE_PRINT = ((1280, ""), (360, ""))
WITH_STYLE = """style => { const sheet = new CSSStyleSheet(); sheet.replaceSync(style);
    document.adoptedStyleSheets = [sheet]; }"""


async def in_large_print(page: Page, addresses: Sequence[str]) -> dict[str, Any]:
    wrong: dict[str, Any] = {}
    for address in addresses:
        await opened(page, address)
        wrong |= await squeezed(page, address, LARGE_PRINT)
    assert await page.evaluate("getComputedStyle(document.body).fontSize") == "32px"
    return wrong


async def squeezed(page: Page, address: str, windows: Sequence[tuple[int, str]]) -> dict[str, Any]:
    """Where the page that is open does not hold in a window so wide, with such a style."""
    wrong: dict[str, Any] = {}
    for width, style in windows:
        await page.set_viewport_size({"width": width, "height": 900})
        await page.evaluate(WITH_STYLE, style)
        found = [await page.evaluate(rule) for rule in (TOO_WIDE, CLIPPED, UNLABELLED)]
        if any(found):
            wrong[f"{address}, {width} wide"] = found
    return wrong


async def undrawn(page: Page, address: str) -> dict[str, Any]:
    wrong: dict[str, Any] = {}
    for scheme in SCHEMES:
        await page.emulate_media(forced_colors="active", color_scheme=scheme)
        if unseen := await page.evaluate(UNDRAWN):
            wrong[f"{address}, {scheme}"] = unseen
    await page.emulate_media(forced_colors="none", color_scheme="light")
    return wrong
