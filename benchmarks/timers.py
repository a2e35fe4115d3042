"""Timers alone, without anything of ours: so many workflows wait for the same instant, then each runs a local activity.
Whether all of them come to it, and the longest time in which none did (docs/performance.md).

python -m benchmarks.timers 10000 [cache] [pollers] [slots]
"""

import asyncio
import json
import sys
import time
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from benchmarks.town import until
from embedded.data_folder import DataFolder
from embedded.supervisor import servers
from temporal_connection import connect

QUEUE = "timers"
STARTED_A_SECOND = (
    130  # at most, by what the prototype saw: the instant lies after the last start, if the machine is idle
)
LEAD = 60.0  # s
STANDS_STILL = 60.0  # s without any: it has stalled
AT_ONCE = 32

came: list[float] = []  # when each did


@activity.defn
async def comes() -> None:
    came.append(time.time())


@workflow.defn
class Waits:
    @workflow.run
    async def run(self, at: float) -> None:
        await asyncio.sleep(max(0.0, at - workflow.now().timestamp()))
        await workflow.execute_local_activity(comes, start_to_close_timeout=timedelta(seconds=10))
        await workflow.wait_condition(lambda: False, timeout=timedelta(days=3))


async def measured(number: int, cache: int, pollers: int, slots: int) -> dict[str, float | bool]:
    with TemporaryDirectory() as folder:
        async with servers(DataFolder(Path(folder) / "var")) as settings:
            client, instant = await connect(settings), time.time() + number / STARTED_A_SECOND + LEAD
            worker = Worker(
                client, task_queue=QUEUE, workflows=[Waits], activities=[comes],
                workflow_runner=UnsandboxedWorkflowRunner(), max_cached_workflows=cache,
                max_concurrent_workflow_task_polls=pollers, max_concurrent_workflow_tasks=slots,
                max_concurrent_local_activities=slots,
            )  # fmt: skip
            async with worker:
                await _start(client, number, instant)
                started = time.time()
                await _all_came(number, max(instant, started))
    moments = [max(instant, started), *sorted(each for each in came if each > max(instant, started))]
    pauses = (after - before for before, after in pairwise(moments))
    return {
        "all_came": len(came) == number,
        "came": len(came),
        "last_start_after_the_instant_s": round(started - instant, 1),
        "last_after_the_instant_s": round(max(came, default=instant) - instant, 1),
        "longest_pause_s": round(max(pauses, default=0.0), 1),
    }


async def _start(client: Client, number: int, instant: float) -> None:
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(n: int) -> None:
        async with turns:
            await client.start_workflow(Waits.run, instant, id=f"timer-{n}", task_queue=QUEUE)

    await asyncio.gather(*map(one, range(number)))


async def _all_came(number: int, since: float) -> None:
    """Or until none has for a minute."""
    with suppress(TimeoutError):
        await until(
            lambda: len(came) >= number or time.time() - max([since, *came[-1:]]) > STANDS_STILL, within=3600
        )


if __name__ == "__main__":
    asked = [int(each) for each in sys.argv[1:]]
    print(json.dumps(asyncio.run(measured(*(asked + [10_000, 12_000, 20, 400][len(asked) :])))))
