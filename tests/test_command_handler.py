"""The one write path: two writers, a repeated command, and everything in one transaction or not at all."""

import asyncio
from datetime import date
from uuid import UUID, uuid4

import pytest

from command_handler import CommandHandler, Envelope
from domain.calendar import date_in_stockholm
from domain.command import Command
from domain.facts import ContractFacts, Organisation
from domain.process.confirming import ConfirmRecord
from domain.process.correction import StrikeEntry
from domain.process.invitation import InviteToDialogue
from domain.process.registration import ConfirmSupplierContact, RegisterContract, SupplyDetails
from domain.process.triage import TriageClause
from domain.refusal import Refusal
from domain.vocabulary import Clause, Party
from event_store.streams import clock, read_stream
from projections.rebuild import rebuild
from tests.builders import RECORD_DIALOGUE

FACTS = ContractFacts(title="Byggtjänster", buyers=(Organisation(name="Exempelköpings kommun"),))


def by_a_coordinator() -> Envelope:
    return Envelope(uuid4(), "p-01", "coordinator")


async def a_contract(handler: CommandHandler) -> UUID:
    contract = uuid4()
    await handler.handle(contract, RegisterContract(facts=FACTS), by_a_coordinator())
    return contract


async def types_of(handler: CommandHandler, contract: UUID) -> list[str]:
    async with handler.pool.acquire() as connection:
        return [record.event.type for record in await read_stream(connection, contract)]


async def test_of_two_who_do_the_same_at_once_one_does_it(handler: CommandHandler) -> None:
    contract = await a_contract(handler)
    triage = TriageClause(clause=Clause.DIALOGUE)

    async def decide() -> str:
        try:
            return str(len((await handler.handle(contract, triage, by_a_coordinator())).recorded))
        except Refusal as refusal:
            return refusal.code

    outcomes = await asyncio.gather(*(decide() for _ in range(8)))
    assert sorted(outcomes) == ["2", *["already_triaged"] * 7]
    assert (await types_of(handler, contract)).count("ClauseTriaged") == 1


async def test_many_writers_of_one_new_contract_leave_one_registration(handler: CommandHandler) -> None:
    contract, register = uuid4(), RegisterContract(facts=FACTS)
    await asyncio.gather(*(handler.handle(contract, register, by_a_coordinator()) for _ in range(8)))
    assert await types_of(handler, contract) == ["ContractRegistered", "StepOpened"]


async def test_many_different_changes_at_once_are_all_kept_in_order(handler: CommandHandler) -> None:
    contract = await a_contract(handler)
    details = [SupplyDetails(diarienummer=f"KS-{n}") for n in range(10)]
    await asyncio.gather(*(handler.handle(contract, each, by_a_coordinator()) for each in details))
    async with handler.pool.acquire() as connection:
        recorded = await read_stream(connection, contract)
    assert [record.version for record in recorded] == list(range(1, 13))


async def test_the_same_command_id_again_changes_nothing_and_is_answered_alike(
    handler: CommandHandler,
) -> None:
    contract, envelope = await a_contract(handler), by_a_coordinator()
    command = TriageClause(clause=Clause.DIALOGUE)
    first = await handler.handle(contract, command, envelope)
    again = await asyncio.gather(*(handler.handle(contract, command, envelope) for _ in range(5)))
    for answer in again:
        assert [record.version for record in answer.recorded] == [r.version for r in first.recorded]
    assert (await types_of(handler, contract)).count("ClauseTriaged") == 1


@pytest.mark.parametrize("command", [InviteToDialogue(), ConfirmRecord(party=Party.SUPPLIER)])
async def test_a_refused_command_leaves_nothing_behind(handler: CommandHandler, command: Command) -> None:
    """Of its own: what time brings to other tests' contracts may come meanwhile."""
    contract, envelope = await a_contract(handler), by_a_coordinator()
    with pytest.raises(Refusal):
        await handler.handle(contract, command, envelope)
    its = "SELECT count(*) FROM event WHERE command_id = $1"
    assert await handler.pool.fetchval(its, envelope.command_id) == 0
    assert await types_of(handler, contract) == ["ContractRegistered", "StepOpened"]


async def test_notices_are_unique_by_event_person_and_kind(handler: CommandHandler) -> None:
    """Given a person who is coordinator and works in the department, one notice of the step reaches her."""
    contract = await a_contract(handler)
    rows = await handler.pool.fetch("SELECT kind, recipient FROM notice WHERE contract_id = $1", contract)
    assert sorted((row["kind"], row["recipient"]) for row in rows) == [
        ("step_opened", "p-01"),
        ("step_opened", "p-02"),
    ]


async def test_a_last_day_that_a_wrong_entry_ended_runs_again_and_one_that_it_set_is_gone(
    handler: CommandHandler,
) -> None:
    contract, today = uuid4(), await the_day(handler)
    for command in (
        RegisterContract(facts=FACTS.model_copy(update={"signed_on": today})),
        TriageClause(clause=Clause.DIALOGUE, count_from=today),
        RECORD_DIALOGUE.model_copy(update={"held_on": today}),
    ):
        done = await handler.handle(contract, command, by_a_coordinator())
    entry = done.recorded[0].version
    before = await last_days(handler, contract)
    assert {("hold", "met"), ("confirm", "running")} < before
    await handler.handle(contract, StrikeEntry(entry=entry, reason="Fel avtal."), by_a_coordinator())
    assert await last_days(handler, contract) == {("invite", "running"), ("hold", "running")}


async def the_day(handler: CommandHandler) -> date:
    async with handler.pool.acquire() as connection:
        return date_in_stockholm(await clock(connection))


async def last_days(handler: CommandHandler, contract: UUID) -> set[tuple[str, str]]:
    rows = await handler.pool.fetch("SELECT step, outcome FROM deadline WHERE contract_id = $1", contract)
    return {(row["step"], row["outcome"]) for row in rows}


async def test_a_rebuild_makes_what_the_live_projection_made(handler: CommandHandler) -> None:
    """All but the next instant: time that found nothing to do puts it off, and leaves no event of that. And but the
    contracts to which something happens meanwhile, as time may bring it to those of other tests."""
    contract = await a_contract(handler)
    for command in (
        ConfirmSupplierContact(name="Kontakt", address="kontakt@lev.example"),
        TriageClause(clause=Clause.NONE, reason="Under beloppsgränsen"),
    ):
        await handler.handle(contract, command, by_a_coordinator())
    head = await handler.pool.fetchval("SELECT position FROM head")
    live = await read_models(handler)
    assert (await rebuild(handler.pool, handler.keyring, handler.policies)).contracts > 0
    again = await read_models(handler)
    moved = await handler.pool.fetch("SELECT DISTINCT stream_id FROM event WHERE position > $1", head)
    live, again = [without(models, [row["stream_id"] for row in moved]) for models in (live, again)]
    assert live["contract"]
    assert {t: sorted(set(again[t]) ^ set(live[t])) for t in live} == {t: [] for t in live}
    assert again == live


def without(models: dict[str, list[str]], streams: list[UUID]) -> dict[str, list[str]]:
    return {
        table: [row for row in rows if not any(str(stream) in row for stream in streams)]
        for table, rows in models.items()
    }


async def read_models(handler: CommandHandler) -> dict[str, list[str]]:
    queries = {
        "contract": "SELECT to_jsonb(contract) - 'next_at' AS row FROM contract ORDER BY id",
        "deadline": "SELECT deadline::text AS row FROM deadline ORDER BY contract_id, set_version",
        "open_step": "SELECT open_step::text AS row FROM open_step ORDER BY contract_id, step",
        "promise": "SELECT promise::text AS row FROM promise ORDER BY contract_id, commitment",
        "course": "SELECT course::text AS row FROM course ORDER BY contract_id, kind, name, round, began_on",
        "count_change": "SELECT count_change::text AS row FROM count_change ORDER BY contract_id, day",
        "need": "SELECT need::text AS row FROM need ORDER BY id",
        "need_match": "SELECT need_match::text AS row FROM need_match ORDER BY contract_id, commitment",
        "supplier_contact": "SELECT supplier_contact::text AS row FROM supplier_contact ORDER BY contract_id, contact",
    }
    return {table: [r["row"] for r in await handler.pool.fetch(sql)] for table, sql in queries.items()}
