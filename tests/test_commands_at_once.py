"""What people ask at once goes together, and is each one's own all the same (docs/decisions/0055)."""

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import asyncpg

from command_handler import CommandHandler, Decision
from domain.process.invitation import InviteToDialogue
from domain.process.registration import RegisterContract, SupplyDetails
from domain.process.triage import TriageClause
from domain.refusal import Refusal
from domain.vocabulary import Clause
from event_store.streams import read_stream
from projections.reading import Reader
from settings import Settings
from tests.served import eventually
from tests.test_command_handler import FACTS, by_a_coordinator
from worker import create_handler

REGISTER = RegisterContract(facts=FACTS)
WAITS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
TRIAGE = TriageClause(clause=Clause.DIALOGUE)


async def contracts(handler: CommandHandler, number: int, *, wake: bool = False) -> list[UUID]:
    """On record. Without `wake` nobody else has them: one that its workflow has at that moment goes alone."""
    ids = [uuid4() for _ in range(number)]
    await asyncio.gather(
        *(handler.handle(each, REGISTER, replace(by_a_coordinator(), wake=wake)) for each in ids)
    )
    return ids


async def transactions(handler: CommandHandler, of: list[UUID], type_: str) -> int:
    count: int = await handler.pool.fetchval(
        "SELECT count(DISTINCT xmin::text) FROM event WHERE stream_id = ANY ($1) AND type = $2", of, type_
    )
    return count


async def positions(handler: CommandHandler, contract: UUID) -> dict[int, int]:
    async with handler.pool.acquire() as connection:
        return {record.version: record.position for record in await read_stream(connection, contract)}


async def test_what_is_asked_of_eight_contracts_at_once_is_one_transaction(handler: CommandHandler) -> None:
    ids = await contracts(handler, 8)
    done = await asyncio.gather(*(handler.handle(each, TRIAGE, by_a_coordinator()) for each in ids))
    assert await transactions(handler, ids, "ContractRegistered") == 1
    assert await transactions(handler, ids, "ClauseTriaged") == 1
    for contract, decision in zip(ids, done, strict=True):
        assert decision.contract == contract
        there = await positions(handler, contract)
        assert [there[record.version] for record in decision.recorded] == [
            record.position for record in decision.recorded
        ]


async def test_each_has_an_outcome_of_its_own(handler: CommandHandler) -> None:
    first, second, third = await contracts(handler, 3)
    envelope = by_a_coordinator()
    before = await handler.handle(first, TRIAGE, envelope)
    again, refused, done = await asyncio.gather(
        handler.handle(first, TRIAGE, envelope),
        handler.handle(second, InviteToDialogue(), by_a_coordinator()),
        handler.handle(third, TRIAGE, by_a_coordinator()),
        return_exceptions=True,
    )
    assert isinstance(again, Decision)
    assert [record.version for record in again.recorded] == [record.version for record in before.recorded]
    assert isinstance(refused, Refusal)
    assert isinstance(done, Decision)
    assert done.recorded
    assert max(await positions(handler, second)) == 2


async def test_what_is_asked_of_one_contract_twice_is_done_one_after_the_other(
    handler: CommandHandler,
) -> None:
    one, other = await contracts(handler, 2)
    envelopes = [by_a_coordinator() for _ in range(3)]
    await asyncio.gather(
        handler.handle(one, SupplyDetails(diarienummer="KS-1"), envelopes[0]),
        handler.handle(other, TRIAGE, envelopes[1]),
        handler.handle(one, SupplyDetails(diarienummer="KS-2"), envelopes[2]),
    )
    assert [*await positions(handler, one)] == [1, 2, 3, 4]


async def test_a_contract_that_somebody_else_has_holds_up_no_other(handler: CommandHandler) -> None:
    ids = await contracts(handler, 4)
    async with handler.pool.acquire() as somebody, somebody.transaction():
        await somebody.execute("SELECT FROM contract WHERE id = $1 FOR UPDATE", ids[0])
        asked = [asyncio.create_task(handler.handle(each, TRIAGE, by_a_coordinator())) for each in ids]
        await asyncio.wait_for(asyncio.gather(*asked[1:]), timeout=3)
        assert not asked[0].done()
    assert (await asked[0]).recorded
    assert await transactions(handler, ids[1:], "ClauseTriaged") == 1


async def test_what_goes_wrong_with_one_is_its_own(handler: CommandHandler) -> None:
    def goes_wrong(_: object) -> bool:
        raise ValueError("of this one alone")

    broken, *others = await contracts(handler, 3)
    outcomes = await asyncio.gather(
        handler.handle(broken, TRIAGE, replace(by_a_coordinator(), stale=goes_wrong)),
        *(handler.handle(each, TRIAGE, by_a_coordinator()) for each in others),
        return_exceptions=True,
    )
    assert isinstance(outcomes[0], ValueError)
    assert all(isinstance(each, Decision) for each in outcomes[1:])
    assert await transactions(handler, others, "ClauseTriaged") == 1


async def test_several_wake_their_contracts_in_the_order_of_their_ids_whatever_is_asked_of_each(
    handler: CommandHandler,
) -> None:
    first, second, third = sorted(await contracts(handler, 3, wake=True))
    wake = "UPDATE nudge SET wanted = wanted + 1 WHERE contract_id = $1"
    async with handler.pool.acquire() as somebody, somebody.transaction():
        await somebody.execute(wake, second)
        asked = asyncio.gather(
            handler.handle(first, TRIAGE, by_a_coordinator()),
            handler.handle(second, SupplyDetails(diarienummer="KS-1"), by_a_coordinator()),
            handler.handle(third, TRIAGE, by_a_coordinator()),
        )
        await eventually(lambda: handler.pool.fetchval(WAITS))
        await somebody.execute("SET LOCAL lock_timeout = '200ms'")
        await somebody.execute(wake, third)
    assert all(each.recorded for each in await asyncio.wait_for(asked, timeout=10))


async def test_two_processes_that_register_the_same_contracts_at_once_register_each_once(
    handler: CommandHandler, settings: Settings
) -> None:
    elsewhere = await create_handler(settings)
    ids = [uuid4() for _ in range(6)]
    try:
        await asyncio.gather(
            *(each.handle(id_, REGISTER, by_a_coordinator()) for each in (handler, elsewhere) for id_ in ids)
        )
    finally:
        await elsewhere.pool.close()
        await elsewhere.keyring.close()
    for id_ in ids:
        assert [*await positions(handler, id_)] == [1, 2]


async def test_who_waits_together_for_longer_than_a_second_goes_alone_and_is_done(
    handler: CommandHandler, settings: Settings
) -> None:
    """Given somebody who appends, and takes a second and a half for it."""
    ids = await contracts(handler, 3)
    somebody = await asyncpg.connect(settings.owner_url)
    async with somebody.transaction():
        await somebody.execute("SELECT FROM head FOR UPDATE")
        asked = [asyncio.create_task(handler.handle(each, TRIAGE, by_a_coordinator())) for each in ids]
        done, _ = await asyncio.wait(asked, timeout=1.5)
        assert not done
    await somebody.close()
    assert all(decision.recorded for decision in await asyncio.gather(*asked))
    assert await transactions(handler, ids, "ClauseTriaged") == len(ids)


async def test_what_anybody_wrote_can_be_read_by_its_own_key(handler: CommandHandler, reader: Reader) -> None:
    ids = await contracts(handler, 3)
    reasons = [f"Skäl {number}" for number in range(3)]
    await asyncio.gather(
        *(
            handler.handle(id_, TriageClause(clause=Clause.NONE, reason=reason), by_a_coordinator())
            for id_, reason in zip(ids, reasons, strict=True)
        )
    )
    for id_, reason in zip(ids, reasons, strict=True):
        detail = await reader.contract(id_)
        assert detail
        assert reason in str(detail.recorded)
