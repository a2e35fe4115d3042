"""Last days moved by several at once, and by one that is killed in the middle: each once."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable
from uuid import UUID

from activities.heart import Heart
from command_handler import CommandHandler
from domain.refusal import Refusal
from embedded.environment import PROJECT, environment
from policy_moves import move_some
from tests.town import DAY, Town, closing

MOVER = """
import asyncio
import policy_moves
from settings import from_environment
from worker import create_handler

policy_moves.BATCH = 1

async def main():
    handler = await create_handler(from_environment())
    while left := await policy_moves.move_some(handler):
        print(left, flush=True)
        input()

asyncio.run(main())
"""


async def of_these_wait(town: Town, contracts: list[UUID]) -> int:
    """Others' the engine may be moving at the same time: those have workflows that a move before has woken."""
    told = "SELECT count(*) FROM policy_move WHERE contract_id = ANY($1)"
    number: int = await town.handler.pool.fetchval(told, contracts)
    return number


async def test_killed_in_the_middle_the_next_goes_on_and_nothing_moves_twice(
    quiet: Town, record_property: Callable[[str, object], None]
) -> None:
    contracts = [await quiet.contract() for _ in range(30)]
    await quiet.no_mail()
    await quiet.adopt(closing(await quiet.last_day(contracts[0])))
    env = {**os.environ, **environment(quiet.settings)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", MOVER, env=env, cwd=PROJECT, stdin=PIPE, stdout=PIPE
    )
    assert process.stdin
    assert process.stdout
    while await of_these_wait(quiet, contracts) > len(contracts) / 2:
        assert await process.stdout.readline(), "it ended before"
        process.stdin.write(b"go on\n")
    process.send_signal(signal.SIGKILL)
    await process.wait()
    moved = [contract for contract in contracts if await quiet.moves(contract)]
    assert 0 < len(moved) < len(contracts)
    assert await quiet.handler.pool.fetchval("SELECT count(*) FROM digest WHERE next_try_at IS NOT NULL") == 0
    await quiet.sweeper()._move_last_days(Heart())
    assert [len(await quiet.moves(contract)) for contract in contracts] == [1] * len(contracts)
    digests = await quiet.handler.pool.fetch("SELECT recipient FROM digest WHERE next_try_at IS NOT NULL")
    assert sorted(row["recipient"] for row in digests) == ["p-01", "p-02"]
    record_property("moved_before_the_kill", len(moved))


async def test_of_two_who_apply_at_once_one_adopts_and_all_is_moved_once(quiet: Town) -> None:
    contracts = [await quiet.contract() for _ in range(10)]
    day = await quiet.last_day(contracts[0])
    one, other = await quiet.another_process(), await quiet.another_process()
    answers = await asyncio.gather(
        quiet.adopt(closing(day), one), quiet.adopt(closing(day, day + DAY), other), return_exceptions=True
    )
    (refused,) = [answer for answer in answers if answer is not None]
    assert isinstance(refused, Refusal)
    assert refused.code == "policy_changed"

    async def apply(handler: CommandHandler) -> None:
        while await move_some(handler):
            pass

    await asyncio.gather(apply(one), apply(other), apply(quiet.handler))
    assert [len(await quiet.moves(contract)) for contract in contracts] == [1] * len(contracts)
    told = await quiet.handler.pool.fetchval(
        "SELECT max(n) FROM (SELECT count(*) AS n FROM digest WHERE next_try_at IS NOT NULL GROUP BY recipient) AS _"
    )
    assert told == 1
