"""While people do more than can be passed on one by one their mail goes together, and workflows are woken later."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from hypothesis import given, strategies as st

import dispatcher
from command_handler import CommandHandler, Envelope
from dispatcher import LASTS_WITHIN, MANY, Rush
from domain.facts import ContractFacts, Organisation
from domain.process.registration import RegisterContract
from tests.served import Served, eventually

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

    await pool.execute("UPDATE nudge SET not_before = now() WHERE contract_id = ANY($1)", contracts)
    for contract in contracts:
        await eventually(partial(served.is_asleep, contract))
    await eventually(served.outbox_is_done)
    assert len(served.mails(mark)) == expected


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
