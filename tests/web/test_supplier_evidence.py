"""What a supplier attaches: kept encrypted, served inert to those who may read it, and erased with its key."""

from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest

from command_handler import CommandHandler, Decision, Envelope
from domain.command import Command
from domain.process.evidence import AttachedFile, EvidenceSubmitted
from event_store.streams import read_stream
from projections.evidence_files import file_of
from tests.at_the_supplier import PDF, PNG, an_address, at_their_pages, delivering, done, filled, invited
from tests.exchange.test_attachments import HOSTILE
from tests.served import Served
from tests.visitor import Visitor

WHAT = "Intyg om två platser."


@pytest.fixture
async def contract(served: Served) -> UUID:
    return await delivering(served)


@pytest.fixture
async def kim(served: Served, contract: UUID) -> AsyncIterator[Visitor]:
    await invited(served, contract, told := an_address())
    async with await at_their_pages(served, contract, told) as visitor:
        yield visitor


async def handed_in(kim: Visitor, contract: UUID, *contents: bytes) -> int:
    files = [("filer", ("bilaga", content)) for content in contents]
    answer = await kim.post(f"/leverantor/{contract}/bevis", filled(what=WHAT), files=files)
    return answer.status_code


async def files_of(served: Served, contract: UUID) -> list[AttachedFile]:
    keys = await served.handler.keyring.of([contract])
    async with served.handler.pool.acquire() as connection:
        recorded = await read_stream(connection, contract, keys)
    return [file for r in recorded if isinstance(r.event, EvidenceSubmitted) for file in r.event.files]


async def test_a_file_is_stored_encrypted_and_comes_back_as_it_was(
    served: Served, kim: Visitor, contract: UUID
) -> None:
    assert await handed_in(kim, contract, PDF, PNG) == 303
    rows = await served.handler.pool.fetch("SELECT * FROM evidence_file WHERE contract_id = $1", contract)
    assert sorted((row["kind"], row["size"]) for row in rows) == [("pdf", len(PDF)), ("png", len(PNG))]
    assert not any(PDF[9:40] in row["sealed"] or PNG[:8] in row["sealed"] for row in rows)
    first, second = await files_of(served, contract)
    answer = await kim.get(f"/leverantor/{contract}/bevis/{first.id}")
    assert answer.content == PDF
    assert (await kim.get(f"/leverantor/{contract}/bevis/{second.id}")).content == PNG


async def test_it_is_served_inert(served: Served, kim: Visitor, contract: UUID) -> None:
    await handed_in(kim, contract, PDF)
    [file] = await files_of(served, contract)
    headers = (await kim.get(f"/leverantor/{contract}/bevis/{file.id}")).headers
    assert headers["content-disposition"].startswith("attachment; ")
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-type"] == "application/pdf"


async def test_the_municipality_fetches_it_and_whoever_reads_no_texts_does_not(
    served: Served, kim: Visitor, contract: UUID
) -> None:
    await handed_in(kim, contract, PDF)
    [file] = await files_of(served, contract)
    for person, status in (("p-01", 200), ("p-03", 200), ("p-04", 404)):  # the schools have no part in it
        async with Visitor(served.url) as staff:
            link = (await served.sign_in_link(person)).partition("lank=")[2]
            await staff.post("/logga-in", {"lank": link})
            page = await staff.get(f"/avtal/{contract}")
            assert page.status_code == 200, person
            there = f"/avtal/{contract}/bevis/{file.id}"
            assert ((await staff.get(there)).status_code, there in page.text) == (status, status == 200), (
                person
            )


async def test_another_suppliers_file_is_not_there(served: Served, kim: Visitor, contract: UUID) -> None:
    await handed_in(kim, contract, PDF)
    [file] = await files_of(served, contract)
    other = await delivering(served)
    await invited(served, other, told := an_address())
    async with await at_their_pages(served, other, told) as robin:
        for of in (contract, other):
            assert (await robin.get(f"/leverantor/{of}/bevis/{file.id}")).status_code == 404


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_is_no_document_or_acts_is_refused_and_nothing_is_left(
    served: Served, kim: Visitor, contract: UUID, name: str
) -> None:
    assert await handed_in(kim, contract, PDF, HOSTILE[name]) == 409
    assert await files_of(served, contract) == []
    kept = "SELECT count(*) FROM evidence_file WHERE contract_id = $1"
    assert await served.handler.pool.fetchval(kept, contract) == 0


async def test_too_many_or_too_large_is_said(kim: Visitor, contract: UUID) -> None:
    assert await handed_in(kim, contract, *[PDF] * 6) == 409
    assert await handed_in(kim, contract, PNG + bytes(8_000_000)) == 409
    assert await handed_in(kim, contract, PNG + bytes(11_000_000)) == 413


async def test_a_contract_holds_so_much_and_no_more(
    served: Served, kim: Visitor, contract: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.supplier.attaching.MOST_STORED", len(PDF) + len(PNG))
    assert await handed_in(kim, contract, PDF) == 303
    assert await handed_in(kim, contract, PDF, PNG) == 409
    assert len(await files_of(served, contract)) == 1


async def test_what_a_refused_command_had_stored_is_gone(
    served: Served, kim: Visitor, contract: UUID
) -> None:
    await done(
        served, contract, "suspend_contract", suspended_on=(await served.today()).isoformat(), reason="Paus."
    )
    assert await handed_in(kim, contract, PDF) == 409
    kept = "SELECT count(*) FROM evidence_file WHERE contract_id = $1"
    assert await served.handler.pool.fetchval(kept, contract) == 0


async def test_of_a_command_whose_answer_is_lost_the_files_stay(
    served: Served, kim: Visitor, contract: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection breaks after the commit: nobody knows that an event names them."""
    carried_out = CommandHandler.handle

    async def lost(handler: CommandHandler, of: UUID, command: Command, envelope: Envelope) -> Decision:
        await carried_out(handler, of, command, envelope)
        raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")

    with monkeypatch.context() as breaking:
        breaking.setattr(CommandHandler, "handle", lost)
        assert await handed_in(kim, contract, PDF) == 503
    [file] = await files_of(served, contract)
    assert (await kim.get(f"/leverantor/{contract}/bevis/{file.id}")).content == PDF


async def test_a_file_that_was_exchanged_is_not_served(served: Served, kim: Visitor, contract: UUID) -> None:
    await handed_in(kim, contract, PDF)
    [file] = await files_of(served, contract)
    pool = served.handler.pool
    stored = await pool.fetchval("SELECT sealed FROM evidence_file WHERE id = $1", file.id)
    forged = stored[:-1] + bytes([stored[-1] ^ 1])
    other = AttachedFile(id=file.id, digest=file.digest, opens=file.opens)
    await pool.execute("DELETE FROM evidence_file WHERE id = $1", file.id)
    await pool.execute(
        "INSERT INTO evidence_file (id, contract_id, kind, size, sealed) VALUES ($1, $2, 'pdf', 1, $3)",
        file.id,
        contract,
        forged,
    )
    with pytest.raises(ValueError, match="not the one that was handed in"):
        await file_of(pool, contract, other)


async def test_with_its_text_erased_a_file_can_be_read_by_nobody(
    served: Served, kim: Visitor, contract: UUID
) -> None:
    await handed_in(kim, contract, PDF)
    [file] = await files_of(served, contract)
    told = (await served.http.post(f"/api/v1/contracts/{contract}/texts", json={})).json()
    key = next(each for each in told if each["field"].endswith("opens"))
    body = {"ground": "right_to_erasure", "decision": "KS 2026/1"}
    entries = [{name: key[name] for name in ("version", "field")}]
    erased = await served.http.post(
        f"/api/v1/contracts/{contract}/erasures", json=body | {"entries": entries}
    )
    assert erased.status_code < 300, erased.text
    assert (await kim.get(f"/leverantor/{contract}/bevis/{file.id}")).status_code in (303, 404)
    [after] = await files_of(served, contract)
    assert await file_of(served.handler.pool, contract, after) is None
