"""The sweep: many deadlines at once in batches, one contract's error in nobody's way."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from activities.notify import NotifyActivities
from activities.reconcile import BATCH, ReconcileActivities
from activities.time import TimeActivities
from cli.installation import prepared
from command_handler import CommandHandler, Decision, Envelope
from domain.facts import ContractFacts, Organisation
from domain.process.award import NotifyAward, StandstillEnded
from domain.process.registration import RegisterContract
from domain.process.triage import TriageClause
from domain.vocabulary import Clause
from embedded.data_folder import DataFolder
from embedded.supervisor import servers
from event_store.codec import NO_PREVIOUS, Origin, encode
from event_store.streams import append, move_clock, read_stream
from settings import Settings
from temporal_setup import sweep_now
from tests.served import A_SWEEP, Served, eventually, serving
from tests.visitor import Visitor
from tests.web.test_who_may import sign_in
from worker import create_handler
from workflows.names import RECONCILE

# Longer than any standstill of ten days, also one that would end at Christmas or Easter: other tests move the clock to
# whatever day.
OVER = timedelta(days=20)


async def test_due_contracts_are_done_in_batches_and_each_once(
    handler: CommandHandler, settings: Settings, served: Served
) -> None:
    """Given more standstills than a batch holds, all run out in one sweep, each with one event."""
    sent_on = (await served.today()) - timedelta(days=5)
    contracts = [await _in_standstill(handler, sent_on.isoformat()) for _ in range(BATCH // 10)]
    await served.http.post("/api/v1/clock", json={"days": 12})
    sweep = ReconcileActivities(handler, NotifyActivities(handler, settings))
    await sweep.reconcile()
    await sweep.reconcile()
    for contract in contracts:
        assert (await _types(handler, contract)).count("StandstillEnded") == 1


async def test_temporals_schedule_runs_the_sweep(handler: CommandHandler, served: Served) -> None:
    """Given a due contract that nobody has nudged, the schedule's next run does it."""
    contract = await _in_standstill(handler, (await served.today()).isoformat())
    async with handler.pool.acquire() as connection:
        assert await move_clock(connection, OVER)  # beside the API, which would wake it
    before = await _runs(served)
    await served.temporal.get_schedule_handle(RECONCILE).trigger()

    async def ended() -> bool:
        return "StandstillEnded" in await _types(handler, contract) and await _runs(served) > before

    await eventually(ended)
    await eventually(served.sweep_rests, A_SWEEP)  # it still has mail to send, also other tests'


async def test_whoever_comes_back_sweeps_at_once_but_where_somebody_has_paused_it(served: Served) -> None:
    schedule = served.temporal.get_schedule_handle(RECONCILE)
    await eventually(served.sweep_rests, A_SWEEP)  # beside one that is under way no other begins
    before = await _runs(served)
    await sweep_now(served.temporal)
    assert await _runs(served) == before, "the tests' own is paused"
    await schedule.unpause()
    try:
        await sweep_now(served.temporal)

        async def swept() -> bool:
            return await _runs(served) > before

        await eventually(swept)
    finally:
        await schedule.pause(note="tests sweep when they mean to")
        await eventually(served.sweep_rests, A_SWEEP)


async def _runs(served: Served) -> int:
    return (await served.temporal.get_schedule_handle(RECONCILE).describe()).info.num_actions


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Served]:
    """Whose log may hold what nobody can read: of a log that is shared each test after it would hear."""
    async with servers(DataFolder(tmp_path / "var"), prepare=prepared(test=True)) as settings:
        handler = await create_handler(settings)
        async with serving(settings, handler) as running:
            yield running
        await handler.pool.close()
        await handler.keyring.close()


async def test_a_contract_whose_events_cannot_be_read_is_shown_and_holds_up_nobody(own: Served) -> None:
    handler, sent_on = own.handler, (await own.today() - timedelta(days=1)).isoformat()
    broken, sound = [await _in_standstill(handler, sent_on) for _ in range(2)]
    await _append_nonsense(handler, broken)
    await own.http.post("/api/v1/clock", json={"days": 14})
    await ReconcileActivities(handler, NotifyActivities(handler, own.settings)).reconcile()
    assert "StandstillEnded" in await _types(handler, sound)
    (trouble,) = await handler.pool.fetch("SELECT * FROM trouble WHERE contract_id = $1", broken)
    assert trouble["retry_at"] > trouble["since"]
    listed = (await own.http.get("/api/v1/contracts", params={"limit": 200})).json()["items"]
    assert {item["id"]: item["in_trouble"] for item in listed}[str(broken)]
    async with Visitor(own.url) as coordinator:
        await sign_in(coordinator, await own.sign_in_link())
        assert "”SomethingUnknown”" in (await coordinator.get("/granskning")).text
        assert (await coordinator.get("/vecka")).status_code == 200


class Fails(CommandHandler):
    """With what `why` says, whatever it is told."""

    why: Exception = ValueError("no such step")

    async def handle(self, *_: Any) -> Decision:
        raise self.why


async def test_a_line_to_the_store_that_breaks_is_nobodys_own_trouble(handler: CommandHandler) -> None:
    contract = await _in_standstill(handler, "2026-01-12")
    failing = Fails(handler.pool, handler.keyring, handler.policies)
    troubles = "SELECT coalesce(sum(attempts), 0) FROM trouble WHERE contract_id = $1"
    away = (
        asyncpg.InternalClientError("another operation is in progress"),
        asyncpg.LockNotAvailableError("of five seconds"),
    )
    for why, told in (
        *((each, 0) for each in away),
        (asyncpg.UniqueViolationError("twice"), 1),
        (Fails.why, 2),
    ):
        object.__setattr__(failing, "why", why)
        with pytest.raises(type(why)):
            await TimeActivities(failing).let_time_pass(contract)
        assert await handler.pool.fetchval(troubles, contract) == told


async def _in_standstill(handler: CommandHandler, sent_on: str) -> UUID:
    contract = uuid4()
    facts = ContractFacts(title="Byggtjänster", buyers=(Organisation(name="Exempelköpings kommun"),))
    for command in (
        RegisterContract(facts=facts),
        TriageClause(clause=Clause.DIALOGUE),
        NotifyAward.model_validate({"sent_on": sent_on}),
    ):
        await handler.handle(contract, command, Envelope(uuid4(), "p-01", "coordinator", wake=False))
    return contract


async def _append_nonsense(handler: CommandHandler, contract: UUID) -> None:
    """An event of a kind that nobody knows: as after a bad upgrade."""
    async with handler.pool.acquire() as connection:
        version = (await read_stream(connection, contract))[-1].version
        now = datetime.now(UTC)
        origin = Origin(uuid4(), "p-01", "coordinator", now.date(), now)
        (row,), _ = encode(contract, version, NO_PREVIOUS, [StandstillEnded(last_day=now.date())], origin)
        unknown = row.body.replace(b"StandstillEnded", b"SomethingUnknown")
        await append(
            connection, [type(row)(row.stream, row.version, "SomethingUnknown", origin, unknown, row.leaf)]
        )


async def _types(handler: CommandHandler, contract: UUID) -> list[str]:
    async with handler.pool.acquire() as connection:
        return [record.event.type for record in await read_stream(connection, contract)]
