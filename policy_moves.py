"""What another policy would move, and the moving itself: contract by contract, each in its own transaction.

Whoever dies in the middle has moved what it has moved; the rest stands in the queue, for the next who comes by: the
sweep, or another `insats policy apply`. Done twice is done once.
"""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID, uuid4

from command_handler import CommandHandler, Envelope
from domain.calendar import date_in_stockholm
from domain.derivation import Derivation
from domain.moving_by_policy import DayBehind, MoveLastDays, days_behind, move_of
from domain.plan import DeadlinePlan
from domain.policy import Policy
from domain.vocabulary import Role
from event_store.streams import clock
from projections.contracts import row_by_policy
from projections.digests import gather_moved
from projections.nudges import nudge
from projections.policy_moves import (
    Queued,
    how_many_wait,
    looked_at,
    move_later,
    running_last_days,
    waiting_to_move,
    waits_to_move,
)
from projections.reading import Row
from projections.troubles import in_trouble, is_its_own, out_of_trouble

if TYPE_CHECKING:
    import asyncpg

BATCH = 96
AT_ONCE = 6  # most of the time goes to waiting for the disk
LATER = timedelta(minutes=10)  # until a contract that an error holds up is tried again


class PlannedMove(NamedTuple):
    """`stays`: why it does not move all the same; empty: it moves."""

    contract: UUID
    number: str
    title: str
    step: str
    was: date
    due: date
    stays: str
    why: tuple[DayBehind, ...]


async def plan_moves(
    pool: "asyncpg.Pool[Any]", before: Policy, after: Policy, today: date
) -> list[PlannedMove]:
    rows = await running_last_days(pool)
    return await asyncio.to_thread(lambda: list(_planned(rows, before, after, today)))  # thousands of sums


def _planned(rows: Sequence[Row], before: Policy, after: Policy, today: date) -> Iterator[PlannedMove]:
    for row in rows:
        derivation = Derivation.model_validate_json(row["derivation"])
        plan = DeadlinePlan(step=row["step"], due=row["due"], derivation=derivation)
        if move := move_of(plan, after, today, missed=row["missed"]):
            why = tuple(days_behind(derivation, move.derivation, before, after))
            of = (row["contract_id"], row["number"], row["title"], plan.step)
            yield PlannedMove(*of, plan.due, move.due, move.stays, why)


async def move_some(handler: CommandHandler) -> int:
    """Looks at a few of the contracts that wait; how many were left. Those told are told once, at the end."""
    waiting = await waiting_to_move(handler.pool, BATCH)
    await asyncio.gather(*(_move_all(handler, waiting[n::AT_ONCE]) for n in range(AT_ONCE)))
    if left := await how_many_wait(handler.pool):
        return left
    async with handler.pool.acquire() as connection, connection.transaction():
        await gather_moved(connection, date_in_stockholm(await clock(connection)))
    return 0


async def move_first(handler: CommandHandler, contract: UUID) -> None:
    """Before time passes for it: no day that a policy has moved away is missed. Raises what goes wrong."""
    if queued := await waits_to_move(handler.pool, contract):
        await _moved(handler, queued)


async def _move_all(handler: CommandHandler, share: Sequence[Queued]) -> None:
    for queued in share:
        await _move(handler, queued)


async def _move(handler: CommandHandler, queued: Queued) -> None:
    """One contract's error is that contract's trouble, and no other's; a database away is nobody's own."""
    try:
        await _moved(handler, queued)
        await out_of_trouble(handler.pool, queued.contract_id)
    except Exception as error:
        if not is_its_own(error):
            raise
        async with handler.pool.acquire() as connection, connection.transaction():
            await in_trouble(connection, queued.contract_id, error)
            await move_later(connection, queued, LATER)


async def _moved(handler: CommandHandler, queued: Queued) -> None:
    """By the policy in force, which is that of `queued.adoption` or a newer one."""
    policies = handler.policies
    await policies.look(handler.pool)
    command = MoveLastDays(
        policy=policies.current.version,
        calendar=policies.current.calendar.version,
        adopted_on=queued.adopted_on,
        reason=policies.reason,
    )
    envelope = Envelope(uuid4(), actor="clock", role=Role.CLOCK, bulk=True)
    decision = await handler.handle(queued.contract_id, command, envelope)
    row = row_by_policy(decision.state, decision.now, policies.current)
    async with handler.pool.acquire() as connection, connection.transaction():
        if await looked_at(connection, queued, decision.state.version, row):
            await nudge(connection, queued.contract_id, bulk=True)  # its timer counts by the old calendar
