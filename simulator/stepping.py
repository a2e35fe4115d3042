"""One step of one process: on its line, with what may go wrong in it, and what is left when the process has died."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from domain.refusal import Refusal
from simulator.line import Crash, Spinning, broken_line
from simulator.process import Process
from simulator.world import World

STATEMENTS = 8.0  # into a step, on average, when it goes wrong


@dataclass(frozen=True)
class Outcome:
    """`result` of a step that ended well; else the `error`: Crash when its process died."""

    result: Any = None
    error: BaseException | None = None


async def step(
    world: World,
    process: Process,
    what: Callable[[], Awaitable[Any]],
    prepare: Callable[[], None] = lambda: None,
) -> Outcome:
    moments = process.line.moments
    moments.begin()
    _arm(world, process)
    prepare()
    await world.set_clock()
    before = asyncio.all_tasks()
    try:
        return Outcome(result=await what())
    except Crash as crash:
        await _died(world, process, before)
        return Outcome(error=crash)
    except Spinning as endless:
        await _died(world, process, before)
        world.breaks("no_work_goes_on_for_ever", f"{process.name}: {moments.passed} statements in one step")
        return Outcome(error=endless)
    except Refusal as refusal:
        return Outcome(error=refusal)
    except Exception as error:  # noqa: BLE001 - as Temporal, or the API's client, would see it
        world.tells(f"   {process.name}: {type(error).__name__}: {error}"[:160])
        return Outcome(error=error)
    finally:
        if moments.struck:
            world.interrupted.append(world.true)
            world.went_wrong("line to PostgreSQL broken" if moments.raises is broken_line else "crash")
        moments.begin()
        world.stale = True
        world.true += world.between(0.001, 0.2)


def _arm(world: World, process: Process) -> None:
    moments = process.line.moments
    for rate, raises in ((world.rates.crash, Crash), (world.rates.line_breaks, broken_line)):
        if world.chance(rate):
            moments.after = int(world.random.expovariate(1 / STATEMENTS))
            moments.raises = raises
            return


async def _died(world: World, process: Process, before: set[asyncio.Task[Any]]) -> None:
    """Whatever else it was doing ends with it. Workflows are the server's."""
    kept = before | world.elsewhere | {run.task for run in world.server.runs.values() if run.task}
    strays = [task for task in asyncio.all_tasks() - kept if task is not asyncio.current_task()]
    for task in strays:
        task.cancel()
    await asyncio.gather(*strays, return_exceptions=True)
    process.starts(world.policies[0][1])
    world.interrupted.append(world.true)
    world.unrest = world.true
    world.tells(f"!! {process.name} dies")
    process.until = max(process.until, world.true + world.between(0.5, 120))
