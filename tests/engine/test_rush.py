"""While people do more than can be passed on one by one their mail goes together, and workflows are woken later."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given, strategies as st
from temporalio.client import Client

import dispatcher
from cli.installation import prepared
from command_handler import CommandHandler, Envelope
from dispatcher import AT_ONCE, BESIDE_MANY, BESIDE_PEOPLE, LASTS_WITHIN, MANY, Dispatcher, Rush
from domain.facts import ContractFacts, Organisation
from domain.process.registration import RegisterContract
from embedded.data_folder import DataFolder
from embedded.supervisor import servers
from projections.nudges import nudge_all
from temporal_connection import connect
from tests.served import AsTold, Served, eventually
from worker import create_handler

UNSENT = "SELECT count(*) FROM notice WHERE contract_id = ANY($1) AND sent_at IS NULL"
WAITING = "SELECT count(*) FROM nudge WHERE contract_id = ANY($1) AND wanted > delivered"


@pytest.mark.parametrize(
    ("came", "looks", "told"),
    [
        ({0.0: MANY + 1}, 0.1, True),
        ({0.0: MANY}, 0.1, False),
        ({0.0: MANY, 0.6: MANY}, 0.7, False),
        ({0.0: MANY + 1}, 1.1, False),
        ({0.0: MANY, 0.1: 1, 0.8: MANY}, 0.9, True),
    ],
    ids=[
        "many at once",
        "not so many",
        "many, but in more time",
        "many, a while ago",
        "more than many still come",
    ],
)
def test_a_rush_begins_within_half_a_second_and_lasts_while_as_many_come_in_a_whole_one(
    came: Mapping[float, int], looks: float, told: bool
) -> None:
    rush = Rush()
    for at, number in came.items():
        rush.came(number, at)
        rush.is_on(at)
    assert rush.is_on(looks) is told


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30)), max_size=40))
def test_there_is_no_rush_where_no_second_saw_more_than_many(looks: Sequence[tuple[float, int]]) -> None:
    rush, now, came = Rush(), 0.0, list[tuple[float, int]]()
    for pause, number in looks:
        now += pause
        lately = sum(many for at, many in came if at > now - LASTS_WITHIN)
        assert not rush.is_on(now) or lately > MANY
        rush.came(number, now)
        came.append((now, number))
    assert not rush.is_on(now + 2 * LASTS_WITHIN)


async def test_many_contracts_mail_goes_together_each_once_and_their_workflows_are_woken_later(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given workflows that wait for an hour: nobody but the outbox can have sent it."""
    monkeypatch.setattr(dispatcher, "PUT_OFF", timedelta(hours=1))
    monkeypatch.setattr(dispatcher, "MANY", 3)
    for within in ("BEGINS_WITHIN", "LASTS_WITHIN"):  # s: on a busy machine so many do not come in one
        monkeypatch.setattr(dispatcher, within, 3600.0)
    monkeypatch.setattr(served.dispatcher, "rush", Rush())
    mark = uuid4().hex[:8]
    contracts = await _registered(served.handler, mark, 30)
    pool = served.handler.pool

    async def is_sent() -> bool:
        return not await pool.fetchval(UNSENT, contracts)

    await eventually(is_sent)
    assert await pool.fetchval(WAITING, contracts) > 0
    expected = await pool.fetchval("SELECT count(*) FROM notice WHERE contract_id = ANY($1)", contracts)
    arrived = Counter(str(mail["Message-ID"]) for mail in served.mails(mark))
    assert expected == len(arrived) == arrived.total()

    monkeypatch.setattr(served.dispatcher, "rush", AsTold())  # it is over
    await pool.execute("UPDATE nudge SET not_before = now() WHERE contract_id = ANY($1)", contracts)
    for contract in contracts:
        await eventually(partial(served.is_asleep, contract))
    await eventually(served.outbox_is_done)
    assert len(served.mails(mark)) == expected


async def test_a_rush_is_noticed_however_long_the_waking_takes(
    own: tuple[CommandHandler, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a Temporal that takes longer than the time within which many are many."""
    handler, client = own
    monkeypatch.setattr(dispatcher, "BEGINS_WITHIN", 0.05)
    monkeypatch.setattr(dispatcher, "LASTS_WITHIN", 0.05)
    await _registered(handler, "N", AT_ONCE)
    its, clock = Dispatcher(client, handler.pool), asyncio.get_running_loop().time
    began = clock()
    await its.dispatch()
    assert its.rush.is_on(clock())
    assert clock() - began > dispatcher.LASTS_WITHIN


async def test_after_a_rush_few_are_woken_until_its_mail_is_out(
    own: tuple[CommandHandler, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given an installation where nobody mails, and a bulk's contracts that wait beside what people did."""
    handler, client = own
    monkeypatch.setattr(dispatcher, "PEOPLE_FOR", 0.0)
    await _registered(handler, "N", 1)
    async with handler.pool.acquire() as connection:
        await nudge_all(connection, [uuid4() for _ in range(3 * AT_ONCE)])
    await handler.pool.execute("UPDATE nudge SET not_before = now() WHERE bulk")
    rush = AsTold(on=True)
    its = Dispatcher(client, handler.pool, rush)
    assert await _woken_by(its) == BESIDE_MANY
    rush.on = False
    assert await _woken_by(its) == BESIDE_PEOPLE
    await handler.pool.execute("UPDATE notice SET next_try_at = NULL")
    assert await _woken_by(its) == AT_ONCE


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[tuple[CommandHandler, Client]]:
    async with servers(DataFolder(tmp_path / "var"), prepare=prepared(test=True)) as settings:
        handler = await create_handler(settings)
        yield handler, await connect(settings)
        await handler.pool.close()
        await handler.keyring.close()


async def _woken_by(its: Dispatcher) -> int:
    waiting = "SELECT count(*) FROM nudge WHERE wanted > delivered"
    before = await its.pool.fetchval(waiting)
    await its.dispatch()
    return int(before - await its.pool.fetchval(waiting))


async def _registered(handler: CommandHandler, mark: str, number: int) -> list[UUID]:
    async def one(n: int) -> UUID:
        contract, envelope = uuid4(), Envelope(uuid4(), "p-01", "coordinator")
        facts = ContractFacts(
            title="Byggtjänster",
            contract_number=f"{mark}-{n}",
            buyers=(Organisation(name="Exempelköpings kommun"),),
        )
        await handler.handle(contract, RegisterContract(facts=facts), envelope)
        return contract

    return list(await asyncio.gather(*map(one, range(number))))
