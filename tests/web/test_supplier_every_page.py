"""Every page of a supplier's, and every form on it, held to what the municipality's are (test_accessible)."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page

from tests.at_the_supplier import PDF, an_address, at_their_pages, delivering, done, filled, invited
from tests.served import Served
from tests.visitor import Visitor
from tests.web.forms import Form, faults, forms, read
from tests.web.looking_through import Findings, in_large_print, inaccessible, looked_through
from tests.web.story import asked_by_suppliers
from tests.web.test_accessible import LOOKS
from tests.web.test_page_weight import weighed

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

FILES = {"/leverantor/{contract_id}/bevis/{file}", "/leverantor/{contract_id}/kvitto/{name}.zip"}
Record = Callable[[str, object], None]


@dataclass(frozen=True)
class Theirs:
    """Of a contact at two contracts: one whose dialogue is to be held, one that is delivering."""

    url: str
    cookies: Mapping[str, str]
    pages: Sequence[str]


@pytest.fixture(scope="module")
async def theirs(served: Served) -> Theirs:
    before, after, address = (
        await served.contract_in_dialogue(),
        await delivering(served),
        an_address(),
    )
    for contract in (before, after):
        await invited(served, contract, address)
    day = (await served.today() + timedelta(days=9)).isoformat()
    await done(served, before, "invite_to_dialogue", meeting_on=day)
    await done(served, after, "open_place", commitment=1, what="Lager", starts_on=day)
    await done(served, after, "propose_candidate", place=1, reference="JC-7F3K9")
    async with await at_their_pages(served, after, address) as visitor:
        told = filled(what="Intyg om två platser.")
        handed_in = await visitor.post(f"/leverantor/{after}/bevis", told, files=[("filer", ("bilaga", PDF))])
        assert handed_in.status_code == 303
        cookies = dict(visitor.cookies.items())
    paths = [path for path in asked_by_suppliers() if path not in FILES]
    pages = {path.format(contract_id=contract): None for path in paths for contract in (before, after)}
    return Theirs(served.url, cookies, [*pages])


@asynccontextmanager
async def at_the_supplier(
    browser: Browser, theirs: Theirs, language: str = "sv", theme: str = "light", width: int = 1280
) -> AsyncIterator[Page]:
    context = await browser.new_context(base_url=theirs.url, viewport={"width": width, "height": 900})
    cookies = {**theirs.cookies, "sprak": language, "farger": theme}
    await context.add_cookies([{"name": n, "value": v, "url": theirs.url} for n, v in cookies.items()])
    yield await context.new_page()
    await context.close()


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
async def test_axe_finds_nothing(
    browser: Browser, theirs: Theirs, language: str, theme: str, width: int, record_property: Record
) -> None:
    async with at_the_supplier(browser, theirs, language, theme, width) as page:
        wrong = await inaccessible(page, theirs.pages)
    record_property("pages_of_suppliers", len(theirs.pages))
    assert {address: found for address, found in wrong.items() if found} == {}


async def test_each_is_in_order_seen_in_any_colours_and_holds_however_narrow(
    browser: Browser, theirs: Theirs
) -> None:
    async with at_the_supplier(browser, theirs) as page:
        assert await looked_through(page, theirs.pages) == Findings()


async def test_none_scrolls_sideways_or_cuts_text_off_in_large_print(
    large_print: Browser, theirs: Theirs
) -> None:
    async with at_the_supplier(large_print, theirs) as page:
        assert await in_large_print(page, theirs.pages) == {}


async def test_each_is_light_and_stands_still(
    browser: Browser, theirs: Theirs, record_property: Record
) -> None:
    heaviest, _ = await weighed(browser, theirs.url, theirs.cookies, theirs.pages)
    record_property("heaviest_of_suppliers", heaviest)


async def test_of_every_form_a_fault_is_beside_its_field_and_what_was_typed_is_kept(
    theirs: Theirs, record_property: Record
) -> None:
    wrong, sent = {}, 0
    async with Visitor(theirs.url) as visitor:
        visitor.cookies.update(dict(theirs.cookies))
        for form in await every_form(visitor, theirs):
            for how, typed in tries(form):
                answer = await visitor.post(form.action, form.hidden | typed)
                found = list(
                    faults(read(answer.text), typed, form.action, by_field=answer.status_code == 422)
                )
                if answer.status_code not in (409, 422) or found:
                    wrong[f"{form.action}, {how}"] = (answer.status_code, found)
                sent += 1
    record_property("forms_of_suppliers_sent", sent)
    assert wrong == {}
    assert sent > 5


async def every_form(visitor: Visitor, theirs: Theirs) -> Sequence[Form]:
    found: dict[str, Form] = {}
    for address in theirs.pages:
        for form in forms(read((await visitor.get(address)).text)):
            found.setdefault(form.action, form)
    return [*found.values()]


def tries(form: Form) -> Sequence[tuple[str, dict[str, str]]]:
    empty = [("empty", dict[str, str]())] if form.must_be_filled_in else []
    return [*empty, *([("nonsense", form.nonsense())] if form.can_be_misread else [])]
