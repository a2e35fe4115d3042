"""A supplier from the invitation to the last receipt, in a real browser with real mail: with a mouse, with a keyboard
alone, on a telephone, and on one without JavaScript. `make prove-walks` goes all four ways, `make test` two."""

import os
import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
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
from tests.web.hands import TELEPHONE, WAYS, Finger, Hand

pytestmark = pytest.mark.browser

OLD_TELEPHONE = "on a telephone without JavaScript"
THEIR_WAYS: Mapping[str, tuple[type[Hand], Mapping[str, Any]]] = {
    **{way: WAYS[way] for way in ("with a mouse", "with a keyboard alone", "on a telephone")},
    OLD_TELEPHONE: (Finger, {**TELEPHONE, "java_script_enabled": False}),
}
WALKED = list(THEIR_WAYS) if os.environ.get("INSATS_EVERY_WAY") else ["with a keyboard alone", OLD_TELEPHONE]
REASON = "Vi har inga uppdrag just nu."


@dataclass
class AtWork:
    """`contract` is theirs; `address`: of whoever is invited first."""

    served: Served
    browser: Browser
    way: str
    contract: UUID
    number: str
    address: str

    async def opened(self) -> tuple[Hand, Page]:
        kind, how = THEIR_WAYS[self.way]
        context = await self.browser.new_context(base_url=self.served.url, **how)
        page = await context.new_page()
        return kind(page), page

    async def mail_to(self, address: str, says: str) -> str:
        def found() -> list[str]:
            mails = [mail for mail in self.served.mails("") if mail["To"] == address]
            return [text for mail in mails if says in (text := text_of(mail))]

        return str((await eventually(found))[-1])

    async def signs_in(self, hand: Hand, page: Page, address: str) -> None:
        """By the link of the invitation, which alone lets nobody in, and the code that is mailed."""
        text = await self.mail_to(address, f"/leverantor/{self.contract}")
        await page.goto(re.findall(r"http\S+/leverantor/\S+", text)[0])
        await expect(page).to_have_url(re.compile("/logga-in$"))
        await hand.write(page.get_by_label("Din mejladress"), address)
        await hand.press(page.get_by_role("button", name="Skicka en kod"))
        code = CODE.findall(await self.mail_to(address, "/logga-in"))[0]
        await hand.write(page.get_by_label("Koden"), code)
        await hand.press(page.get_by_role("button", name="Logga in"))
        await expect(page).to_have_url(f"{self.served.url}/leverantor/{self.contract}")


@pytest.fixture(params=WALKED)
async def work(
    request: pytest.FixtureRequest, served: Served, browser: Browser, sealer_process: DataFolder
) -> AsyncIterator[AtWork]:
    await served.handler.pool.execute("DELETE FROM sign_in_rate")
    number = f"LEV-{uuid4().hex[:6]}"
    contract, address = await served.contract_in_dialogue(number), an_address()
    await invited(served, contract, address)
    yield AtWork(served, browser, request.param, contract, number, address)
    for context in browser.contexts:
        await context.close()


async def test_from_the_invitation_to_the_receipt(
    work: AtWork, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    hand, page = await work.opened()
    await work.signs_in(hand, page, work.address)
    await _proposes_times(hand, page, work)
    await _answers_about_the_six_forms(hand, page)
    await _meets_and_confirms_the_record(hand, page, work)
    await _reports_with_evidence(hand, page, work)
    await _fetches_a_receipt(hand, page, work, tmp_path)
    await _invites_a_colleague(hand, page, work)
    await _is_not_at_anothers_contract(page, work)
    events = (await work.served.http.get(f"/api/v1/contracts/{work.contract}/events")).json()
    by_the_supplier = [event["type"] for event in events if event["role"] == "supplier"]
    record_property("told_by_the_supplier", len(by_the_supplier))
    assert {event["actor"] for event in events if event["role"] == "supplier"} == {"contact:1"}


async def _proposes_times(hand: Hand, page: Page, work: AtWork) -> None:
    await expect(page.get_by_role("heading", level=1)).to_have_text("När kan ni ses?")
    await hand.press(page.get_by_role("link", name="Föreslå tider"))
    day = await work.served.today() + timedelta(days=8)
    for number, at in (("1", time(9)), ("2", time(13, 30))):
        proposal = page.get_by_role("group", name=f"Förslag {number}")
        await hand.day(proposal.get_by_label("Dag"), day)
        await hand.time(proposal.get_by_label("Tid"), at)
    await hand.press(page.get_by_role("button", name="Skicka tiderna"))
    await expect(page.get_by_role("status")).to_contain_text("Era tider är skickade")
    await expect(page.get_by_text("kl. 13.30")).to_be_visible()


async def _answers_about_the_six_forms(hand: Hand, page: Page) -> None:
    await hand.press(page.get_by_role("link", name="Svara om de sex formerna"))
    for form in ("Studiebesök", "Anställning", "Lärlingsplats", "Språkträningsplats", "APL"):
        group = page.get_by_role("group", name=form)
        await hand.tick(group.get_by_label("Inte möjligt just nu", exact=True))
        await hand.write(group.get_by_label("Varför?"), REASON)
    await hand.press(page.get_by_role("button", name="Spara ett utkast"))
    await expect(page.get_by_text("Bara du ser det.")).to_be_visible()
    internship = page.get_by_role("group", name="Praktik")
    await hand.tick(internship.get_by_label("Möjligt", exact=True))
    await hand.press(page.get_by_role("button", name="Skicka svaren"))
    await expect(page.get_by_role("alert")).to_contain_text("Skriv hur många platser av")
    await expect(page.get_by_role("group", name="Anställning").get_by_label("Varför?")).to_have_value(REASON)
    await hand.write(internship.get_by_label("Antal platser"), "2")
    await hand.press(page.get_by_role("button", name="Skicka svaren"))
    await expect(page.get_by_role("status")).to_contain_text("Era svar är skickade")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Inget att göra just nu")


async def _meets_and_confirms_the_record(hand: Hand, page: Page, work: AtWork) -> None:
    day = (await work.served.today()).isoformat()
    told = (await work.served.http.get(f"/api/v1/contracts/{work.contract}/events")).json()
    answers = next(event for event in told if event["type"] == "FormsAnswered")["data"]["answers"]
    record = {"held_on": day, "participants": ["klk", "supplier"], "answers": answers}
    await done(work.served, work.contract, "record_dialogue", **record)
    await done(work.served, work.contract, "confirm_record", party="municipality")
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Stämmer protokollet?")
    await hand.press(page.get_by_role("link", name="Läs protokollet"))
    await expect(page.get_by_role("listitem").filter(has_text="Praktik")).to_contain_text("2 platser")
    await hand.press(page.get_by_role("button", name="Det stämmer. Bekräfta"))
    await expect(page.get_by_role("status")).to_contain_text("Er bekräftelse är sparad")
    assert "Ert kvitto ligger" in await work.mail_to(work.address, "bekräftat protokollet")


async def _reports_with_evidence(hand: Hand, page: Page, work: AtWork) -> None:
    served, contract, day = work.served, work.contract, (await work.served.today()).isoformat()
    await done(served, contract, "agree_commitment", form="internship", places=2, starts_on=day, ends_on=day)
    await done(served, contract, "conclude_commitments")
    await done(served, contract, "plan_follow_up", reports_on=[day])
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Hur har det gått med platserna?")
    await hand.press(page.get_by_role("link", name="Skriv rapporten"))
    await hand.write(page.get_by_label("Hur många har startat?"), "1")
    await hand.write(page.get_by_label("Vad har gått bra"), "Det går bra.")
    file = FilePayload(name="intyg.pdf", mimeType="application/pdf", buffer=PDF)
    await hand.give(page.get_by_label("Filer"), file)
    await hand.press(page.get_by_role("button", name="Skicka rapporten"))
    await expect(page.get_by_role("status")).to_contain_text("Er rapport är skickad")
    await hand.press(page.get_by_role("link", name="Underlag"))
    async with page.expect_download() as fetching:
        await hand.press(page.get_by_role("link", name="Fil 1"))
    assert (await (await fetching.value).path()).read_bytes() == PDF
    await page.goto(f"/leverantor/{contract}")


async def _fetches_a_receipt(hand: Hand, page: Page, work: AtWork, folder: Path) -> None:
    await seal_now_of(work.served)
    await page.reload()
    row = page.get_by_role("listitem").filter(has_text="Protokollet är bekräftat")
    async with page.expect_download() as fetching:
        await hand.press(row.get_by_role("link", name="Spara"))
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


async def _invites_a_colleague(hand: Hand, page: Page, work: AtWork) -> None:
    address = an_address()
    await hand.press(page.get_by_role("link", name="Bjud in en kollega"))
    await hand.write(page.get_by_label("Namn"), "Alva A.")
    await hand.write(page.get_by_label("E-postadress"), address)
    await hand.press(page.get_by_role("button", name="Bjud in"))
    await expect(page.get_by_role("status")).to_contain_text("på väg")
    theirs, colleague = await work.opened()
    await work.signs_in(theirs, colleague, address)
    await expect(colleague.get_by_text("Protokollet är bekräftat")).to_be_visible()


async def _is_not_at_anothers_contract(page: Page, work: AtWork) -> None:
    other = await delivering(work.served)
    await page.goto(f"/leverantor/{other}")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Det avtalet finns inte.")
    await page.goto("/leverantor")
    await expect(page).to_have_url(f"{work.served.url}/leverantor/{work.contract}")
