"""A text that was erased is nowhere: in no dump, row, history, log, outbox or export; nor in a restored backup."""

import asyncio
import json
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4
from zipfile import ZipFile

import asyncpg
import pytest
from pypdf import PdfReader

from audit.live import verify_log
from command_handler import CommandHandler, Envelope
from domain.erasing import EraseEntries
from domain.vocabulary import ErasureGround, Form
from embedded.data_folder import DataFolder
from embedded.environment import inherited
from embedded.postgres import binaries
from erasure.erase import entries_of
from erasure.ledger import Ledger, LedgerDamaged
from event_store.migrate import back_up
from projections.reading import Reader
from settings import Settings
from tests.api.test_imports import done, lines, register_of
from tests.audit.test_dossier import exported, insats
from tests.engine.test_whole_contract import answers
from tests.files import contents
from tests.served import Served, eventually
from tests.visitor import Visitor
from tests.web.test_who_may import sign_in
from worker import create_handler

CANARY = "Blåmesvissla"  # a word of this test alone: others share its databases
MAILED = "blamesvissla@leverantor.example"
TRACES = (CANARY, MAILED)


@dataclass(frozen=True)
class Erased:
    contract: UUID
    number: str
    backups: tuple[Path, Path]
    before: str  # a dump from before


async def dumped(*urls: str) -> str:
    """As text; with what stands in bytes readable too."""
    text = ""
    for url in urls:
        process = await asyncio.create_subprocess_exec(
            str(binaries() / "pg_dump"), f"--dbname={url}", stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
        assert process.returncode == 0
        text += out.decode()
    return text


def forms(text: str) -> Iterator[bytes]:
    """As it stands in a text, in JSON, in an address, in the hex of a dump, and in base64 wherever that began."""
    plain = text.encode()
    yield from {plain, json.dumps(text)[1:-1].encode(), quote(text).encode(), plain.hex().encode()}
    for before, skipped in ((0, 0), (1, 2), (2, 3)):
        yield b64encode(bytes(before) + plain)[skipped:-4]


FORMS = [form for trace in TRACES for form in forms(trace)]


def hits(text: str | bytes) -> int:
    content = text.encode() if isinstance(text, str) else text
    return sum(content.count(form) for form in FORMS)


@pytest.mark.parametrize("before", ["", "x", "xy", "xyz"])
def test_a_text_is_found_however_it_is_written(before: str) -> None:
    said = f"{before}{CANARY} var sjuk"
    for written in (said, json.dumps({"note": said}), f"/?q={quote(said)}", said.encode().hex()):
        assert hits(written) == 1, written
    assert hits(b64encode(said.encode())) == 1
    assert hits("Blåmesen") == 0


@pytest.fixture(scope="session")
async def erased(
    served: Served, sealer_process: DataFolder, tmp_path_factory: pytest.TempPathFactory
) -> Erased:
    """A contract whose every text names somebody; a backup of it; and then the erasure of all of them."""
    number, its = f"RAD-{uuid4().hex[:6]}", served.settings
    contract, today = await served.signed_contract(number), (await served.today()).isoformat()
    record = {"held_on": today, "participants": [CANARY], "answers": answers(Form.INTERNSHIP)}
    for command, told in (
        ("confirm_supplier_contact", {"name": f"{CANARY} Ek", "address": MAILED}),
        ("record_dialogue", {**record, "note": f"{CANARY} var sjuk."}),
        ("dispute_record", {"party": "supplier", "reason": f"{CANARY} håller inte med."}),
    ):
        answer = await served.do(contract, command, **told)
        assert answer.status_code == 201, answer.text
    before = await dumped(its.owner_url)
    folder = tmp_path_factory.mktemp("before")
    pg_dump = str(binaries() / "pg_dump")
    backups = (await back_up(its.owner_url, folder, pg_dump), await back_up(its.keys_url, folder, pg_dump))
    places = await texts(served, contract)
    body = {"entries": places, "ground": "right_to_erasure", "decision": "KS 2026/12"}
    answer = await served.http.post(f"/api/v1/contracts/{contract}/erasures", json=body)
    assert answer.status_code == 201, answer.text
    assert all(each["erased"] for each in answer.json()["erased"])
    return Erased(contract, number, backups, before)


async def texts(served: Served, contract: UUID, containing: str = CANARY) -> list[dict[str, Any]]:
    answer = await served.http.post(f"/api/v1/contracts/{contract}/texts", json={"containing": containing})
    found = answer.json()
    if containing == CANARY:
        address = await served.http.post(f"/api/v1/contracts/{contract}/texts", json={"containing": MAILED})
        found += address.json()
    return [{"version": each["version"], "field": each["field"]} for each in found]


async def test_nothing_that_the_installation_keeps_holds_it_any_more(
    served: Served, erased: Erased, record_property: Callable[[str, object], None]
) -> None:
    assert hits(erased.before) > 0, "the test must be able to fail"
    its = served.settings
    places = {
        "dumps": await dumped(its.owner_url, its.keys_url),
        "temporal": await served.history(erased.contract),
        "logs": " ".join(
            file.read_text(errors="replace") for file in (its.backups.parent / "logs").glob("*.log")
        ),
        "api": (await served.http.get(f"/api/v1/contracts/{erased.contract}")).text,
        "outbox": (await served.http.get("/api/v1/notices", params={"limit": 1000})).text,
        "ledger": Ledger(its.erasures).file.read_text(),
    }
    found = {place: hits(text) for place, text in places.items()}
    record_property("hits", found)
    assert not any(found.values()), found


LEFT_IT = {"mail", "backups"}  # what is sent, and what its own time takes: docs/decisions/0031
ENCRYPTED_APART = {"postgres", "secrets"}  # its content is dumped above; its log is read here


async def test_no_file_of_the_installation_holds_it(
    served: Served, erased: Erased, record_property: Callable[[str, object], None]
) -> None:
    """Byte by byte: Temporal's own database, logs, the sealer's folder, whatever else lies there."""
    root = served.settings.backups.parent

    def with_what_temporal_was_given() -> Mapping[Path, bytes] | None:
        """What is searched is what it was found in: Temporal writes its files anew meanwhile."""
        content = contents(root, without=LEFT_IT | ENCRYPTED_APART)
        temporals = (each for file, each in content.items() if file.is_relative_to(root / "temporal"))
        return content if any(erased.number.encode() in each for each in temporals) else None

    content = await eventually(with_what_temporal_was_given)  # its workflow lags behind
    record_property("files", len(content))
    assert {file.name: hits(each) for file, each in content.items() if hits(each)} == {}


async def test_no_page_or_answer_shows_it_or_finds_the_contract_by_it(served: Served, erased: Erased) -> None:
    day, of = (await served.today()).isoformat(), f"/contracts/{erased.contract}"
    shown = (
        "",
        "/events",
        "/deadlines",
        "/notices",
        f"/as-of?day={day}",
        f"/difference?since=2020-01-01&until={day}",
    )
    answers_ = [await served.http.get(f"/api/v1{of}{path}") for path in shown]
    async with Visitor(served.url) as browser:
        await sign_in(browser, await served.sign_in_link())
        pages = ("", "/dialog", "/da", "/insyn")
        answers_ += [await browser.get(f"/avtal/{erased.contract}{path}") for path in pages]
        found = await browser.get("/avtal", params={"text": CANARY})
    assert {each.status_code for each in answers_} == {200}
    assert [str(each.url) for each in answers_ if hits(each.content)] == []
    assert erased.number not in found.text


async def test_the_record_says_that_texts_were_erased_why_and_by_which_decision(
    served: Served, erased: Erased
) -> None:
    events = (await served.contract(erased.contract))["events"]
    (last,) = [event for event in events if event["type"] == "EntriesErased"]
    assert (last["data"]["ground"], last["data"]["decision"]) == ("right_to_erasure", "KS 2026/12")
    fields = {entry["field"] for entry in last["data"]["entries"]}
    assert fields == {"name", "address", "participants.0", "note", "reason"}


async def test_what_leaves_afterwards_does_not_hold_it_and_verifies(
    erased: Erased, sealer_process: DataFolder, tmp_path: Path
) -> None:
    (dossier,) = await exported(sealer_process, tmp_path, "export", erased.number)
    with ZipFile(dossier) as file:
        inside = " ".join(file.read(name).decode(errors="replace") for name in file.namelist())
        with file.open("dossier.pdf") as pdf:
            told = " ".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert hits(inside) == 0
    assert hits(told) == 0
    assert "•••" in told
    everything = await exported(sealer_process, tmp_path, "export", "--everything")
    period = await exported(sealer_process, tmp_path, "export", "--department", "klk")
    for left in (*everything, *period):
        with ZipFile(left) as file:
            assert [name for name in file.namelist() if hits(file.read(name))] == []
    code, said = await insats(
        sealer_process, "verify", "--checkpoint", str(sealer_process.sealer / "checkpoint")
    )
    assert code == 0, said


async def test_nobody_is_mailed_at_an_address_that_was_erased(
    handler: CommandHandler, erased: Erased
) -> None:
    query = "SELECT count(*) FROM supplier_contact WHERE contract_id = $1"
    assert await handler.pool.fetchval(query, erased.contract) == 0


async def restored(its: Settings, erased: Erased) -> Settings:
    """The backups from before, as databases of their own beside the others."""
    data, mark = DataFolder(its.backups.parent), uuid4().hex[:6]
    root_url = its.owner_url.replace("insats_owner", "postgres").replace(
        data.secret("owner"), data.secret("postgres")
    )
    root = await asyncpg.connect(root_url)
    for backup, owner, name in zip(
        erased.backups, ("insats_owner", "insats_keys"), (f"old_{mark}", f"keys_{mark}"), strict=True
    ):
        await root.execute(f"CREATE DATABASE {name} OWNER {owner}")
        url = root_url.replace("/insats?", f"/{name}?")
        process = await asyncio.create_subprocess_exec(
            str(binaries() / "pg_restore"), "--exit-on-error", f"--dbname={url}", str(backup)
        )
        assert await process.wait() == 0
    await root.close()
    return replace(
        its,
        owner_url=its.owner_url.replace("/insats?", f"/old_{mark}?"),
        writer_url=its.writer_url.replace("/insats?", f"/old_{mark}?"),
        keys_url=its.keys_url.replace("/insats_keys?", f"/keys_{mark}?"),
    )


async def test_a_backup_from_before_is_put_right_before_anybody_is_served(
    served: Served, erased: Erased
) -> None:
    old = await restored(served.settings, erased)
    assert hits(await dumped(old.owner_url)) > 0
    handler = await create_handler(old)
    try:
        assert hits(await dumped(old.owner_url, old.keys_url)) == 0
        detail = await Reader(handler.pool, handler.keyring).contract(erased.contract)
        assert detail
        assert hits(str(detail.recorded)) == 0
        assert [record.event.type for record in detail.recorded][-1] == "EntriesErased"
        async with handler.pool.acquire() as connection:
            assert (await verify_log(connection, "", ())).events == detail.recorded[-1].position
    finally:
        await handler.pool.close()
        await handler.keyring.close()


async def test_the_events_alone_restored_are_put_right_too(served: Served, erased: Erased) -> None:
    """The keys are gone already; what was copied out of the texts is not."""
    old = replace(await restored(served.settings, erased), keys_url=served.settings.keys_url)
    handler = await create_handler(old)
    await handler.pool.close()
    await handler.keyring.close()
    assert hits(await dumped(old.owner_url)) == 0


async def test_nothing_is_served_while_the_ledger_cannot_be_read(served: Served, tmp_path: Path) -> None:
    (tmp_path / "erasures.jsonl").write_text('{"command_id": "half')
    with pytest.raises(LedgerDamaged):
        await create_handler(replace(served.settings, erasures=tmp_path))


async def test_a_ledger_that_was_lost_is_written_anew_from_the_log(
    served: Served, erased: Erased, tmp_path: Path
) -> None:
    handler = await create_handler(replace(served.settings, erasures=tmp_path))
    await handler.pool.close()
    await handler.keyring.close()
    assert str(erased.contract) in Ledger(tmp_path).file.read_text()


async def test_an_erasure_that_was_broken_off_is_finished_at_the_next_start(
    served: Served, handler: CommandHandler
) -> None:
    """The event is there, and then the process was killed."""
    contract = await served.signed_contract()
    await served.do(contract, "confirm_supplier_contact", name=CANARY, address=MAILED)
    entries = tuple(each.to_erase for each in await entries_of(handler, contract))
    command = EraseEntries(ground=ErasureGround.UNLAWFUL, decision="KS 1", entries=entries)
    await handler.handle(contract, command, Envelope(uuid4(), "p-01", "administrator"))
    assert {each.text for each in await entries_of(handler, contract)} == {CANARY, MAILED}
    again = await create_handler(served.settings)
    await again.pool.close()
    await again.keyring.close()
    assert {each.text for each in await entries_of(handler, contract)} == {None}


async def test_only_an_administrator_erases(served: Served, erased: Erased) -> None:
    headers = await served.sign_in("p-03")
    for path in ("texts", "erasures"):
        answer = await served.http.post(
            f"/api/v1/contracts/{erased.contract}/{path}", json={}, headers=headers
        )
        assert answer.status_code == 403


async def test_the_command_line_shows_and_then_erases_what_is_named(served: Served) -> None:
    contract = await served.signed_contract()
    await served.do(contract, "confirm_supplier_contact", name=CANARY, address=MAILED)
    data = str(served.settings.backups.parent)

    async def run(*arguments: str, told: str = "") -> tuple[int, str]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "cli.main", "erase", str(contract), *arguments, "--data", data),
            env=inherited({"INSATS_LANGUAGE": "sv"}),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate(told.encode())
        return process.returncode or 0, said.decode()

    code, said = await run("--containing", "--reason", "Begäran om radering", told=f"{CANARY}\n")
    assert code == 0, said
    assert ":name" in said
    assert ":address" not in said
    (look,) = (await served.http.get(f"/api/v1/contracts/{contract}/looks")).json()
    assert (look["what"], look["reason"]) == ("texts", "Begäran om radering")
    assert (await run("--destroy"))[0] == 1
    told = "unlawfully_recorded\nKS 2026/13\n"
    code, said = await run("--entry", "all", "--destroy", told=told)
    assert code == 0, said
    assert "2 texter är raderade för gott." in said
    last = (await served.contract(contract))["events"][-1]
    assert (last["type"], last["data"]["ground"]) == ("EntriesErased", "unlawfully_recorded")


async def test_what_an_import_quoted_of_its_file_is_erased_and_the_rest_of_it_stays(served: Served) -> None:
    """Its file's name, and a cell that could not be read; a line that quotes nothing is as before."""
    mark = uuid4().hex[:6]
    rows = register_of(f"{mark}-1;Städ;Åkes Städ AB;;{CANARY};;;;", f"{mark}-2;Städ;Åkes Städ AB;;;;;;")
    importing = UUID((await read_in_as(served, rows, f"{CANARY}.csv"))["id"])
    before = await lines(served, importing)
    assert hits(json.dumps(before)) > 0, "the test must be able to fail"
    places = await texts(served, importing)
    body = {"entries": places, "ground": "right_to_erasure", "decision": "KS 2026/14"}
    answer = await served.http.post(f"/api/v1/contracts/{importing}/erasures", json=body)
    assert answer.status_code == 201, answer.text
    assert hits(await dumped(served.settings.owner_url, served.settings.keys_url)) == 0
    after = await lines(served, importing)
    assert hits(json.dumps(after)) == 0
    told = ("row", "outcome", "contracts")
    assert [[line[name] for name in told] for line in after] == [
        [line[name] for name in told] for line in before
    ]


async def read_in_as(served: Served, content: bytes, name: str) -> dict[str, Any]:
    importing = uuid4()
    path = f"/api/v1/imports/{importing}/files/1"
    assert (await served.http.put(path, params={"name": name}, content=content)).status_code == 200
    return await done(served, importing, "start", "ended")
