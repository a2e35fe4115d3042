"""What both have confirmed, and what is promised: both have it by mail, with size and root, and as a file to keep."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4
from zipfile import ZipFile

import httpx
import pytest
from pypdf import PdfReader

from audit import verify
from command_handler import CommandHandler
from domain.vocabulary import Form
from embedded.data_folder import DataFolder
from tests.engine.test_whole_contract import answers
from tests.served import Served, eventually, mail_in
from tests.visitor import Visitor
from tests.web.test_who_may import sign_in

SUPPLIERS = "kvitto@leverantor.example"
SIZE_AND_ROOT = re.compile(r"^(\d+:[A-Za-z0-9+/]{43}=)\r?$", re.MULTILINE)
RECORD, COMMITMENT, DEPARTMENTS = (
    "ert kvitto på protokollet",
    "ert kvitto på ett åtagande",
    "nytt åtagande",
)


@dataclass(frozen=True)
class Done:
    contract: UUID
    number: str
    mails: Sequence[EmailMessage]
    files: dict[str, bytes]  # as downloaded from the contract's page, by title

    def size_and_root(self, subject: str, to: str = "") -> str:
        (mail,) = [each for each in self.mails if subject in each["Subject"] and (not to or each["To"] == to)]
        (found,) = SIZE_AND_ROOT.findall(mail.get_content())
        return str(found)


def mails_about(data: DataFolder, number: str) -> list[EmailMessage]:
    mails = [mail_in(file)[0] for file in data.mail.glob("*.eml")]
    return [each for each in mails if number in each["Subject"]]


@pytest.fixture(scope="session")
async def done(served: Served, sealer_process: DataFolder) -> Done:
    number = f"KVI-{uuid4().hex[:6]}"
    contract, today = await served.signed_contract(number), await served.today()
    day, later = today.isoformat(), (today + timedelta(days=90)).isoformat()
    record = {"held_on": day, "participants": ["klk", "supplier"], "answers": answers(Form.INTERNSHIP)}
    for command, told in (
        ("confirm_supplier_contact", {"name": "Kim Ek", "address": SUPPLIERS}),
        ("record_dialogue", record),
        ("confirm_record", {"party": "municipality"}),
        ("confirm_record", {"party": "supplier"}),
        ("agree_commitment", {"form": "internship", "places": 2, "starts_on": day, "ends_on": later}),
    ):
        answer = await served.do(contract, command, **told)
        assert answer.status_code == 201, answer.text
    await eventually(lambda: len(receipts_among(mails_about(sealer_process, number))) == 4)
    return Done(contract, number, mails_about(sealer_process, number), await downloaded(served, contract))


def receipts_among(mails: Sequence[EmailMessage]) -> list[EmailMessage]:
    return [mail for mail in mails if any(s in mail["Subject"] for s in (RECORD, COMMITMENT, DEPARTMENTS))]


async def downloaded(served: Served, contract: UUID) -> dict[str, bytes]:
    async with Visitor(served.url) as browser:
        await sign_in(browser, await served.sign_in_link())
        page = await browser.get(f"/avtal/{contract}")
        links = re.findall(r'<a href="(/avtal/[^"]+/kvitton/\d+)">([^<,]+),', page.text)
        answers_ = {title: await browser.get(link) for link, title in links}
    assert {each.headers["Content-Type"] for each in answers_.values()} == {"application/zip"}
    return {title: each.content for title, each in answers_.items()}


def verified(content: bytes, folder: Path, root: str) -> int:
    (folder / "kvitto.zip").write_bytes(content)
    return verify.main([str(folder / "kvitto.zip"), "--root", root])


@pytest.mark.parametrize(
    ("title", "subject", "to"),
    [
        ("Protokollet från dialogen", RECORD, SUPPLIERS),
        ("Protokollet från dialogen", RECORD, "samordnare@karlstad.example"),
        ("Åtagande 1", COMMITMENT, SUPPLIERS),
        ("Åtagande 1", DEPARTMENTS, ""),
    ],
)
def test_what_a_partys_mail_says_is_all_it_takes_to_verify_the_receipt(
    done: Done, tmp_path: Path, title: str, subject: str, to: str
) -> None:
    root = done.size_and_root(subject, to)
    assert verified(done.files[title], tmp_path, root) == 0
    size, _, other = root.partition(":")
    forged = f"{size}:{'B' if other[0] == 'A' else 'A'}{other[1:]}"
    assert verified(done.files[title], tmp_path, forged) == 1


def test_the_receipt_of_a_promise_tells_it_and_nothing_of_what_was_said(done: Done) -> None:
    with ZipFile(BytesIO(done.files["Åtagande 1"])) as file:
        told = " ".join(page.extract_text() for page in PdfReader(BytesIO(file.read("kvitto.pdf"))).pages)
    assert "2 platser" in told
    assert "Inga uppdrag före hösten." not in told


def test_no_mail_names_anybody_or_says_what_was_said(done: Done) -> None:
    for mail in receipts_among(done.mails):
        body = SIZE_AND_ROOT.sub("", mail.get_content())  # three letters could stand in a root by chance
        assert "Kim" not in body
        assert "hösten" not in body


async def test_a_download_is_noted_as_an_export(served: Served, done: Done) -> None:
    looks = (await served.http.get(f"/api/v1/contracts/{done.contract}/looks")).json()
    exports = [each["about"] for each in looks if each["what"] == "export"]
    assert {each.rpartition("-")[0] for each in exports} == {"kvitto-protokoll", "kvitto-atagande"}


async def test_there_is_no_receipt_for_what_is_none(served: Served, done: Done) -> None:
    async with Visitor(served.url) as browser:
        await sign_in(browser, await served.sign_in_link())
        answer: httpx.Response = await browser.get(f"/avtal/{done.contract}/kvitton/1")
    assert answer.status_code == 404


async def test_a_changed_promise_is_a_receipt_of_its_own(
    served: Served, done: Done, handler: CommandHandler
) -> None:
    await served.do(done.contract, "revise_commitment", commitment=1, places=1, reason="Mindre uppdrag.")
    query = "SELECT count(*) FROM notice WHERE contract_id = $1 AND kind = 'commitment_receipt'"
    assert await handler.pool.fetchval(query, done.contract) == 2
