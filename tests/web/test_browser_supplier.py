"""A supplier from the invitation to the last receipt, in a real browser with real mail: at a desk, and on a telephone
without JavaScript."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect
from pypdf import PdfReader

from audit import verify
from cli.audit_export import seal_now
from embedded.data_folder import DataFolder
from tests.at_the_supplier import PDF, an_address, delivering, done, invited
from tests.served import Served, eventually, text_of
from tests.sign_in.conftest import CODE

pytestmark = pytest.mark.browser

WAYS: Mapping[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1280, "height": 900}},
    "telephone without JavaScript": {
        "viewport": {"width": 360, "height": 740},
        "java_script_enabled": False,
        "has_touch": True,
    },
}
REASON = "Vi har inga uppdrag just nu."


@dataclass
class AtWork:
    """`contract` is theirs; `address`: of whoever is invited first."""

    served: Served
    browser: Browser
    how: Mapping[str, Any]
    contract: UUID
    number: str
    address: str

    async def opened(self) -> Page:
        context = await self.browser.new_context(base_url=self.served.url, **self.how)
        return await context.new_page()

    async def mail_to(self, address: str, says: str) -> str:
        def found() -> list[str]:
            mails = [mail for mail in self.served.mails("") if mail["To"] == address]
            return [text for mail in mails if says in (text := text_of(mail))]

        return str((await eventually(found))[-1])

    async def signs_in(self, page: Page, address: str) -> None:
        """By the link of the invitation, which alone lets nobody in, and the code that is mailed."""
        text = await self.mail_to(address, f"/leverantor/{self.contract}")
        await page.goto(re.findall(r"http\S+/leverantor/\S+", text)[0])
        await expect(page).to_have_url(re.compile("/logga-in$"))
        await page.get_by_label("Din mejladress").fill(address)
        await page.get_by_role("button", name="Skicka en kod").click()
        code = CODE.findall(await self.mail_to(address, "/logga-in"))[0]
        await page.get_by_label("Koden").fill(code)
        await page.get_by_role("button", name="Logga in").click()
        await expect(page).to_have_url(f"{self.served.url}/leverantor/{self.contract}")


@pytest.fixture(params=WAYS)
async def work(
    request: pytest.FixtureRequest, served: Served, browser: Browser, sealer_process: DataFolder
) -> AsyncIterator[AtWork]:
    await served.handler.pool.execute("DELETE FROM sign_in_rate")
    number = f"LEV-{uuid4().hex[:6]}"
    contract, address = await served.contract_in_dialogue(number), an_address()
    await invited(served, contract, address)
    yield AtWork(served, browser, WAYS[request.param], contract, number, address)
    for context in browser.contexts:
        await context.close()


async def test_from_the_invitation_to_the_receipt(
    work: AtWork, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    page = await work.opened()
    await work.signs_in(page, work.address)
    await _proposes_times(page, work)
    await _answers_about_the_six_forms(page)
    await _meets_and_confirms_the_record(page, work)
    await _reports_with_evidence(page, work)
    await _fetches_a_receipt(page, work, tmp_path)
    await _invites_a_colleague(page, work)
    await _is_not_at_anothers_contract(page, work)
    events = (await work.served.http.get(f"/api/v1/contracts/{work.contract}/events")).json()
    by_the_supplier = [event["type"] for event in events if event["role"] == "supplier"]
    record_property("told_by_the_supplier", len(by_the_supplier))
    assert {event["actor"] for event in events if event["role"] == "supplier"} == {"contact:1"}


async def _proposes_times(page: Page, work: AtWork) -> None:
    await expect(page.get_by_role("heading", level=1)).to_have_text("När kan ni ses?")
    await page.get_by_role("link", name="Föreslå tider").click()
    day = await work.served.today() + timedelta(days=8)
    for number, time in (("1", "09:00"), ("2", "13:30")):
        proposal = page.get_by_role("group", name=f"Förslag {number}")
        await proposal.get_by_label("Dag").fill(day.isoformat())
        await proposal.get_by_label("Tid").fill(time)
    await page.get_by_role("button", name="Skicka tiderna").click()
    await expect(page.get_by_role("status")).to_contain_text("Era tider är skickade")
    await expect(page.get_by_text("kl. 13.30")).to_be_visible()


async def _answers_about_the_six_forms(page: Page) -> None:
    await page.get_by_role("link", name="Svara om de sex formerna").click()
    for form in ("Studiebesök", "Anställning", "Lärlingsplats", "Språkträningsplats", "APL"):
        group = page.get_by_role("group", name=form)
        await group.get_by_label("Inte möjligt just nu", exact=True).check()
        await group.get_by_label("Varför?").fill(REASON)
    await page.get_by_role("button", name="Spara ett utkast").click()
    await expect(page.get_by_text("Bara du ser det.")).to_be_visible()
    internship = page.get_by_role("group", name="Praktik")
    await internship.get_by_label("Möjligt", exact=True).check()
    await page.get_by_role("button", name="Skicka svaren").click()
    await expect(page.get_by_role("alert")).to_contain_text("Skriv hur många platser av")
    await expect(page.get_by_role("group", name="Anställning").get_by_label("Varför?")).to_have_value(REASON)
    await internship.get_by_label("Antal platser").fill("2")
    await page.get_by_role("button", name="Skicka svaren").click()
    await expect(page.get_by_role("status")).to_contain_text("Era svar är skickade")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Inget att göra just nu")


async def _meets_and_confirms_the_record(page: Page, work: AtWork) -> None:
    day = (await work.served.today()).isoformat()
    told = (await work.served.http.get(f"/api/v1/contracts/{work.contract}/events")).json()
    answers = next(event for event in told if event["type"] == "FormsAnswered")["data"]["answers"]
    record = {"held_on": day, "participants": ["klk", "supplier"], "answers": answers}
    await done(work.served, work.contract, "record_dialogue", **record)
    await done(work.served, work.contract, "confirm_record", party="municipality")
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Stämmer protokollet?")
    await page.get_by_role("link", name="Läs protokollet").click()
    await expect(page.get_by_role("listitem").filter(has_text="Praktik")).to_contain_text("2 platser")
    await page.get_by_role("button", name="Det stämmer. Bekräfta").click()
    await expect(page.get_by_role("status")).to_contain_text("Er bekräftelse är sparad")
    assert "Ert kvitto ligger" in await work.mail_to(work.address, "bekräftat protokollet")


async def _reports_with_evidence(page: Page, work: AtWork) -> None:
    served, contract, day = work.served, work.contract, (await work.served.today()).isoformat()
    await done(served, contract, "agree_commitment", form="internship", places=2, starts_on=day, ends_on=day)
    await done(served, contract, "conclude_commitments")
    await done(served, contract, "plan_follow_up", reports_on=[day])
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Hur har det gått med platserna?")
    await page.get_by_role("link", name="Skriv rapporten").click()
    await page.get_by_label("Hur många har startat?").fill("1")
    await page.get_by_label("Vad har gått bra").fill("Det går bra.")
    file = FilePayload(name="intyg.pdf", mimeType="application/pdf", buffer=PDF)
    await page.get_by_label("Filer").set_input_files([file])
    await page.get_by_role("button", name="Skicka rapporten").click()
    await expect(page.get_by_role("status")).to_contain_text("Er rapport är skickad")
    await page.get_by_role("link", name="Underlag").click()
    async with page.expect_download() as fetching:
        await page.get_by_role("link", name="Fil 1").click()
    assert (await (await fetching.value).path()).read_bytes() == PDF
    await page.goto(f"/leverantor/{contract}")


async def _fetches_a_receipt(page: Page, work: AtWork, folder: Path) -> None:
    await seal_now_of(work.served)
    await page.reload()
    row = page.get_by_role("listitem").filter(has_text="Protokollet är bekräftat")
    async with page.expect_download() as fetching:
        await row.get_by_role("link", name="Spara").click()
    await (await fetching.value).save_as(file := folder / "kvitto.zip")
    with ZipFile(file) as zipped:
        words = "".join(each.extract_text() for each in PdfReader(BytesIO(zipped.read("kvitto.pdf"))).pages)
        kept = folder / "kept"
        kept.write_bytes(zipped.read("checkpoints.txt"))
    assert work.number in words
    assert verify.main([str(file), "--checkpoint", str(kept)]) == 0
    await expect(page.get_by_role("listitem").filter(has_text="Åtagande: Praktik, 2 platser")).to_be_visible()


async def seal_now_of(served: Served) -> None:
    await seal_now(served.settings)


async def _invites_a_colleague(page: Page, work: AtWork) -> None:
    address = an_address()
    await page.get_by_role("link", name="Bjud in en kollega").click()
    await page.get_by_label("Namn").fill("Alva A.")
    await page.get_by_label("E-postadress").fill(address)
    await page.get_by_role("button", name="Bjud in").click()
    await expect(page.get_by_role("status")).to_contain_text("på väg")
    colleague = await work.opened()
    await work.signs_in(colleague, address)
    await expect(colleague.get_by_text("Protokollet är bekräftat")).to_be_visible()


async def _is_not_at_anothers_contract(page: Page, work: AtWork) -> None:
    other = await delivering(work.served)
    await page.goto(f"/leverantor/{other}")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Det avtalet finns inte.")
    await page.goto("/leverantor")
    await expect(page).to_have_url(f"{work.served.url}/leverantor/{work.contract}")
