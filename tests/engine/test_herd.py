"""Many contracts due at one instant are left to the sweep; one of a few has a timer to the second."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from activities.time import AFTER_THE_SWEEP, SPREAD, TimeActivities, later
from command_handler import CommandHandler
from projections.contracts import HERD, herd_under_way
from projections.nudges import nudge, nudge_all, take_waiting
from tests.served import Served, eventually
from workflows.names import RECONCILE, SWEEP_QUEUE, TASK_QUEUE

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection

MANY = 100_000


async def test_one_of_a_herd_looks_for_itself_only_after_the_sweep(
    served: Served, handler: CommandHandler
) -> None:
    contract = await served.signed_contract()
    await eventually(lambda: served.is_asleep(contract))
    activities = TimeActivities(handler)
    alone = (await activities.let_time_pass(contract)).wait
    others = await _due_with(handler.pool, contract, HERD)
    among_many = (await activities.let_time_pass(contract)).wait
    await handler.pool.execute("DELETE FROM contract WHERE id = ANY($1)", others)
    assert alone
    assert among_many
    assert among_many - alone + timedelta(seconds=10) >= AFTER_THE_SWEEP
    assert among_many - alone < AFTER_THE_SWEEP + SPREAD


def test_a_herd_is_spread_and_each_contract_has_the_same_place_in_it_each_time() -> None:
    contracts = [uuid4() for _ in range(2000)]
    waits = [later(contract) for contract in contracts]
    assert waits == [later(contract) for contract in contracts]
    assert AFTER_THE_SWEEP <= min(waits) < max(waits) < AFTER_THE_SWEEP + SPREAD
    assert len({wait // timedelta(seconds=30) for wait in waits}) == 10, "in every half minute of the five"


async def test_those_the_sweep_has_served_are_woken_later_unless_a_person_does_something(
    handler: CommandHandler,
) -> None:
    one, other = sorted([uuid4(), uuid4()])
    async with handler.pool.acquire() as connection, taken_back(connection):
        await nudge_all(connection, [one, other])
        assert not {one, other} & await _taken(connection)
        await nudge(connection, one, bulk=False)
        assert {one, other} & await _taken(connection) == {one}


async def test_while_the_sweep_has_a_herd_to_do_others_are_woken_later_but_not_for_long(
    served: Served, handler: CommandHandler
) -> None:
    """In a transaction that is taken back: the sweep of the tests' own engine would do it otherwise."""
    contract = await served.signed_contract()
    async with handler.pool.acquire() as connection:
        told = []
        for number, due_for in ((HERD - 2, 10), (HERD, 10), (HERD, 40)):
            async with taken_back(connection):
                await _due_with(connection, contract, number)
                await connection.execute(
                    "UPDATE contract SET next_at = CASE WHEN number = (SELECT number FROM contract WHERE id = $1)"
                    " THEN installation_now() - make_interval(secs => $2) END",
                    contract,
                    due_for,
                )
                told.append(await herd_under_way(connection, timedelta(seconds=30)))
    assert told == [False, True, False]


async def test_the_sweep_waits_in_no_queue_behind_the_contracts(served: Served) -> None:
    described = await served.temporal.get_schedule_handle(RECONCILE).describe()
    assert SWEEP_QUEUE != TASK_QUEUE
    assert getattr(described.schedule.action, "task_queue", None) == SWEEP_QUEUE


@asynccontextmanager
async def taken_back(connection: "Connection") -> AsyncIterator[None]:
    transaction = connection.transaction()
    await transaction.start()
    try:
        yield
    finally:
        await transaction.rollback()


async def _due_with(connection: "Connection | asyncpg.Pool[Any]", contract: UUID, number: int) -> list[UUID]:
    """Rows of other contracts for which time has something to do at the same instant."""
    others = [uuid4() for _ in range(number)]
    columns = (
        "version, number, title, buyer, suppliers, procedure_id, phase, clause, steps, departments, next_due,"
        " signed_on, ends_on, places, places_started, next_at, registered_at, changed_at"
    )
    await connection.execute(
        f"INSERT INTO contract (id, {columns}) SELECT other, {columns} FROM contract,"  # noqa: S608
        " unnest($2::uuid[]) AS other WHERE id = $1",
        contract,
        others,
    )
    return others


async def _taken(connection: "Connection") -> set[UUID]:
    taken = await take_waiting(connection, MANY, MANY, people_lately=False)
    return {nudge.contract_id for nudge in taken}
