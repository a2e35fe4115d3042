"""Pictures of the municipality's pages in both colours and three widths: `make pictures` writes docs/pages/."""

import asyncio
import base64
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, async_playwright

from tests.served import Served
from tests.web.conftest import CHROMIUM
from tests.web.story import ASKED, Told, asked_by_suppliers, asked_for, empty, telling
from tests.web.test_accessible import NO_PAGE, looking
from tests.web.test_supplier_every_page import FILES

HERE = Path(__file__).parent / "pages"
WIDTHS = {"desk": 1440, "tablet": 768, "phone": 360}
THEMES = ("light", "dark")
TALLEST = 2200  # px that a picture shows of a long page
QUALITY = 45
SHOWN = ("BYGG-105", "PARK-302")  # of the twelve contracts
BEFORE_THE_MEETING = (
    "/leverantor/{contract_id}/svar",
    "/leverantor/{contract_id}/tider",
)  # the others: after it
PLAIN = (
    "/avtal",
    "/logga-in",
)  # of these the address alone; of other routes that are asked something, what is asked
ALIKE = ("vems=skola",)
MADE = "Made by `make pictures` over the demo's story; nobody here is real. A supplier sees those named `leverantor`."
SWEDISH = str.maketrans("åäö", "aao")


def chosen(told: Told) -> Iterator[tuple[str, str]]:
    """Name and address of each page; of those alike, one."""
    called = {str(contract): number for number, contract in told.contracts.items()}
    for path, asked in ((route, ASKED.get(route, ())) for route in asked_for() if route not in NO_PAGE):
        for address in told.every(path):
            query = address.partition("?")[2]
            if any(each in query for each in ALIKE) or (bool(query) != bool(asked and path not in PLAIN)):
                continue
            number = next((number for contract, number in called.items() if contract in address), "")
            if number in SHOWN or not number:
                yield _name(path.format_map(_Places(number)), query), address
    yield "finns-inte", "/nowhere"


class _Places(dict[str, str]):
    """The contract's number where its id stands, nothing in other places."""

    def __init__(self, number: str) -> None:
        super().__init__(contract_id=number)

    def __missing__(self, _: str) -> str:
        return "en"


def _name(path: str, query: str) -> str:
    """The same from day to day: what is asked without its dates."""
    kept = [part for part in re.split(r"[&=]", query) if not re.search(r"\d", part)]
    return re.sub(r"[^a-z0-9]+", "-", "-".join([path, *kept]).lower().translate(SWEDISH)).strip("-")


async def of_a_supplier(told: Told, number: str) -> tuple[str, list[tuple[str, str]]]:
    """Who it is to sign-in, and the pages of a contract that have something to show: in whose dialogue they are, or
    whose places are followed up."""
    contract = told.contracts[number]
    query = "SELECT person FROM supplier_contact WHERE contract_id = $1 ORDER BY contact LIMIT 1"
    person = str(await told.served.handler.pool.fetchval(query, contract))
    pages = []
    for path in (path for path in asked_by_suppliers() if "{contract_id}" in path and path not in FILES):
        if path.endswith("{contract_id}") or (path in BEFORE_THE_MEETING) == (number == "PARK-302"):
            name = number if path.endswith("{contract_id}") else ""
            pages.append((_name(path.format_map(_Places(name)), ""), path.format(contract_id=contract)))
    return person, pages


async def drawn(
    browser: Browser,
    served: Served,
    shown: Sequence[tuple[str, str]],
    folder: Path,
    kind: str,
    person: str = "p-01",
) -> None:
    for theme in THEMES:
        async with looking(browser, served, "sv", theme, person=person) as page:
            devtools = await page.context.new_cdp_session(page)
            for size, width in WIDTHS.items():
                await page.set_viewport_size({"width": width, "height": 800})
                for name, address in shown:
                    await page.goto(address)
                    height = await page.evaluate("document.documentElement.scrollHeight")
                    clip = {"x": 0, "y": 0, "width": width, "height": min(height, TALLEST), "scale": 1}
                    asked = {"format": kind, "captureBeyondViewport": True, "clip": clip}
                    asked |= {} if kind == "png" else {"quality": QUALITY}
                    taken = await devtools.send("Page.captureScreenshot", asked)
                    file = folder / f"{name}-{size}-{theme}.{kind}"
                    file.write_bytes(base64.b64decode(taken["data"]))


def listed(names: Sequence[str], kind: str) -> str:
    """The page that shows them."""
    lines = ["# The municipality's pages", "", MADE, ""]
    head = "| page | " + " | ".join(f"{size} {theme}" for size in WIDTHS for theme in THEMES) + " |"
    lines += [head, "|---" * (1 + len(WIDTHS) * len(THEMES)) + "|"]
    for name in names:
        cells = (f"[{size}]({name}-{size}-{theme}.{kind})" for size in WIDTHS for theme in THEMES)
        lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


async def make(folder: Path, kind: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"*.{kind}"):
        old.unlink()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        names = []
        with TemporaryDirectory() as own:
            async with telling(Path(own) / "story") as told:
                shown = list(chosen(told))
                await drawn(browser, told.served, shown, folder, kind)
                names += [name for name, _ in shown]
                for number in SHOWN:
                    person, theirs = await of_a_supplier(told, number)
                    await drawn(browser, told.served, theirs, folder, kind, person)
                    names += [name for name, _ in theirs]
            async with empty(Path(own) / "empty") as served:
                await drawn(browser, served, [("tom-start", "/avtal")], folder, kind)
                names.append("tom-start")
        await browser.close()
    (folder / "README.md").write_text(listed(names, kind), encoding="utf-8")


if __name__ == "__main__":
    where, form = (Path(sys.argv[1]), "png") if len(sys.argv) > 1 else (HERE, "webp")
    asyncio.run(make(where, form))
