"""An erasure that others are in the way of takes nothing away that stays, and no rebuild beside it puts a text back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from cli.installation import prepared
from command_handler import CommandHandler, Envelope
from domain.erasing import EraseEntries, Erasing
from domain.process.registration import ConfirmSupplierContact
from domain.vocabulary import ErasureGround
from embedded.data_folder import DataFolder
from embedded.supervisor import servers
from erasure.erase import entries_of
from erasure.ledger import Erasure, Ledger
from event_store.streams import append, clock
from projections.rebuild import rebuild_contract
from settings import Settings
from tests.api.test_imports import register_of
from tests.audit.test_erase import read_in_as
from tests.engine.test_sweep import _append_nonsense
from tests.served import Served, eventually
from tests.test_command_handler import a_contract, by_a_coordinator
from worker import create_handler

GOES, FILE = "grasiska@leverantor.example", "Gråsiska.csv"
STAYS = "stannar@leverantor.example"
ADDRESSES = "SELECT address FROM supplier_contact WHERE contract_id = $1 ORDER BY contact"
WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted"
FILE_NAMES = "SELECT name FROM import_file WHERE import_id = $1"


async def with_contacts(handler: CommandHandler, *addresses: str) -> UUID:
    contract = await a_contract(handler)
    for address in addresses:
        command = ConfirmSupplierContact(name="Kontakt", address=address)
        await handler.handle(contract, command, by_a_coordinator())
    return contract


async def erasing_of(handler: CommandHandler, stream: UUID, text: str) -> Erasing:
    entries = tuple(each.to_erase for each in await entries_of(handler, stream) if each.text == text)
    assert entries
    return Erasing(ground=ErasureGround.UNLAWFUL, decision="KS 1", entries=entries)


async def begun(handler: CommandHandler, stream: UUID, text: str) -> None:
    """The event is there, and nothing else yet."""
    command = EraseEntries(**dict(await erasing_of(handler, stream, text)))
    await handler.handle(stream, command, Envelope(uuid4(), "p-01", "administrator"))


async def addresses(handler: CommandHandler, contract: UUID) -> list[str]:
    return [row["address"] for row in await handler.pool.fetch(ADDRESSES, contract)]


async def texts_of(handler: CommandHandler, contract: UUID) -> list[str | None]:
    return [each.text for each in await entries_of(handler, contract) if each.field == "address"]


async def erased_by_http(served: Served, contract: UUID, text: str) -> Any:
    places = [
        {"version": each.version, "field": each.field}
        for each in await entries_of(served.handler, contract)
        if each.text == text
    ]
    body = {"entries": places, "ground": "right_to_erasure", "decision": "KS 2026/15"}
    return await served.http.post(f"/api/v1/contracts/{contract}/erasures", json=body)


@asynccontextmanager
async def held(handler: CommandHandler, table: str, stream: UUID) -> AsyncIterator[Any]:
    """As a command holds it that takes long."""
    async with handler.pool.acquire() as connection, connection.transaction():
        await handler.policies.in_force(connection)
        await connection.execute(f"SELECT FROM {table} WHERE id = $1 FOR UPDATE", stream)
        yield connection


async def test_where_a_command_holds_the_contract_the_contacts_and_the_keys_stay_until_the_next_try(
    served: Served, handler: CommandHandler
) -> None:
    """The lock is on another contract, whose erasure was broken off: all that waits is carried out together."""
    waiting = await with_contacts(handler, GOES, STAYS)
    contract = await with_contacts(handler, GOES, STAYS)
    await begun(handler, waiting, GOES)
    async with held(handler, "contract", waiting):
        refused = await erased_by_http(served, contract, GOES)
        assert (refused.status_code, refused.json()["type"]) == (503, "/problems/erasure_unfinished")
        assert "inte genomförd än" in refused.json()["detail"]
        assert await addresses(handler, waiting) == [GOES, STAYS]
        assert STAYS in await addresses(handler, contract)
    assert await texts_of(handler, waiting) == await texts_of(handler, contract) == [GOES, STAYS]
    again = await erased_by_http(served, contract, GOES)
    assert again.status_code == 201, again.text
    for each in (waiting, contract):
        assert await texts_of(handler, each) == [None, STAYS]
        assert await addresses(handler, each) == [STAYS]
    told = [event["type"] for event in (await served.contract(contract))["events"]]
    assert told.count("EntriesErased") == 1


async def test_what_an_erasure_left_undone_the_next_start_does(
    served: Served, handler: CommandHandler
) -> None:
    contract = await with_contacts(handler, GOES, STAYS)
    await begun(handler, contract, GOES)
    async with held(handler, "contract", contract):
        with pytest.raises(Exception, match="lock timeout"):
            await create_handler(served.settings)
        assert await addresses(handler, contract) == [GOES, STAYS]
    again = await create_handler(served.settings)
    await again.pool.close()
    await again.keyring.close()
    assert await addresses(handler, contract) == [STAYS]
    assert await texts_of(handler, contract) == [None, STAYS]


async def test_a_rebuild_before_the_keys_are_destroyed_puts_back_nothing_that_is_erased(
    handler: CommandHandler,
) -> None:
    contract = await with_contacts(handler, GOES, STAYS)
    await begun(handler, contract, GOES)
    async with handler.pool.acquire() as connection:
        assert await rebuild_contract(connection, contract, handler.keyring, handler.policies)
    assert await addresses(handler, contract) == [STAYS]


async def test_a_rebuild_of_an_import_waits_for_the_erasure_that_is_under_way(
    served: Served, handler: CommandHandler
) -> None:
    rows = register_of(f"{uuid4().hex[:6]};Städ;Åkes Städ AB;;;;;;")
    importing = UUID((await read_in_as(served, rows, FILE))["id"])
    command = EraseEntries(**dict(await erasing_of(handler, importing, FILE)))
    async with held(handler, "import", importing) as connection:
        rebuilding = asyncio.create_task(rebuilt(handler, importing))
        await eventually(lambda: handler.pool.fetchval(WAITS), patience=4)
        envelope = Envelope(uuid4(), "p-01", "administrator")
        decision = await handler.decide(connection, importing, command, envelope, await clock(connection))
        await handler.write(connection, [decision], envelope)
        await append(connection, decision.rows)
    assert await rebuilding
    assert await handler.pool.fetchval(FILE_NAMES, importing) != FILE


async def rebuilt(handler: CommandHandler, stream: UUID) -> bool:
    async with handler.pool.acquire() as connection:
        return await rebuild_contract(connection, stream, handler.keyring, handler.policies)


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[tuple[Settings, CommandHandler]]:
    """Whose log may hold what nobody can read."""
    async with servers(DataFolder(tmp_path / "var"), prepare=prepared(test=True)) as settings:
        handler = await create_handler(settings)
        yield settings, handler
        await handler.pool.close()
        await handler.keyring.close()


async def test_contracts_that_cannot_be_read_stop_no_start_and_their_texts_go_all_the_same(
    own: tuple[Settings, CommandHandler],
) -> None:
    """One whose log says so; one that only the ledger knows of, as after a restored backup; one that is not there."""
    settings, handler = own
    recorded, restored = [await with_contacts(handler, GOES) for _ in range(2)]
    await begun(handler, recorded, GOES)
    erasing, now = await erasing_of(handler, restored, GOES), datetime.now(UTC).date()
    Ledger(settings.erasures).complete(
        Erasure(
            command_id=uuid4(),
            contract=each,
            erased_on=now,
            actor="p-01",
            role="coordinator",
            erasing=erasing,
        )
        for each in (restored, uuid4())
    )
    for each in (recorded, restored):
        await _append_nonsense(handler, each)
    again = await create_handler(settings)
    await again.pool.close()
    await again.keyring.close()
    for each in (recorded, restored):
        assert await addresses(handler, each) == []
        assert await texts_of(handler, each) == [None]
    troubled = await handler.pool.fetch("SELECT contract_id FROM trouble")
    assert {row["contract_id"] for row in troubled} == {recorded, restored}
