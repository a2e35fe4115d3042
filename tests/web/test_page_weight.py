"""What a page costs at its first load: at most 150 kB on the wire, nothing jumps, it can be used within a second."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser

from tests.web.looking_through import opened
from tests.web.story import Told
from tests.web.test_accessible import pages
from tests.web.walking import sign_in_at

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

BUDGET = 150_000  # bytes
WEIGHT = """[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .reduce((sum, each) => sum + each.transferSize, 0)"""
SHIFTED = """new Promise(done => {
    const moved = [];
    new PerformanceObserver(list => list.getEntries().forEach(e => moved.push(
        e.value + ': ' + e.sources.map(s => s.node ? s.node.nodeName + '.' + (s.node.className || '') : '?')
    ))).observe({ type: 'layout-shift', buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(moved), 50)));
})"""
DRAWN = """(t => t.domContentLoadedEventEnd - t.responseEnd)(performance.getEntriesByType('navigation')[0])"""
Record = Callable[[str, object], None]


async def test_every_page_is_light_and_stands_still(
    browser: Browser, told: Told, record_property: Record
) -> None:
    """Each in a browser that has nothing of ours yet."""
    context = await browser.new_context(base_url=told.served.url)
    page = await context.new_page()
    await sign_in_at(page, await told.served.sign_in_link())
    cookies = {each["name"]: each["value"] for each in await context.cookies()}
    await context.close()
    heaviest, slowest = await weighed(browser, told.served.url, cookies, pages(told))
    record_property("heaviest", heaviest)
    record_property("slowest_ms_after_the_answer", slowest)


async def weighed(
    browser: Browser, url: str, cookies: Mapping[str, str], addresses: Sequence[str]
) -> tuple[str, int]:
    found = {address: await first_load(browser, url, cookies, address) for address in addresses}
    for address in [each for each in addresses if found[each].moved]:  # by what came when, or each time
        found[address] = await first_load(browser, url, cookies, address)
    assert {address: each.weight for address, each in found.items() if each.weight > BUDGET} == {}
    assert {address: each.moved for address, each in found.items() if each.moved} == {}
    assert {address: each.drawn for address, each in found.items() if each.drawn > 1000} == {}
    heaviest = max(found, key=lambda address: found[address].weight)
    return f"{heaviest}: {found[heaviest].weight} bytes", round(max(each.drawn for each in found.values()))


@dataclass(frozen=True)
class Loaded:
    """Bytes on the wire; what moved, and how much; ms from the answer until it can be used."""

    weight: int
    moved: list[str]
    drawn: float


async def first_load(browser: Browser, url: str, cookies: Mapping[str, str], address: str) -> Loaded:
    context = await browser.new_context(base_url=url)
    await context.add_cookies([{"name": n, "value": v, "url": url} for n, v in cookies.items()])
    page = await context.new_page()
    await opened(page, address)
    await page.wait_for_load_state("load")
    loaded = Loaded(*[await page.evaluate(each) for each in (WEIGHT, SHIFTED, DRAWN)])
    await context.close()
    return loaded
