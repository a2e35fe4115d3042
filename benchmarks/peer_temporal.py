"""The same append as a bare Temporal update: a workflow a client, an update a command, whose activity appends.

Tuned as docs.temporal.io (worker performance) and the SDK's own notes advise: pollers that scale by themselves, every
workflow in the cache, no sandbox for code that is known to be deterministic, activities that are coroutines in the
worker's own loop, and asyncpg's pool as large as the most clients. Client and worker share a process, so that nothing
crosses between them but what Temporal carries. `local`: by a local activity, which Temporal keeps no task for.
"""

import asyncio
import sys
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import asyncpg
from temporalio import activity, workflow
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import PollerBehaviorAutoscaling, UnsandboxedWorkflowRunner, Worker

from benchmarks.bare import APPEND, Rows, Task, arguments, tell
from benchmarks.drive import drive

QUEUE = "bench"
WITHIN = timedelta(seconds=30)


class Append:
    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        self.pool = pool

    @activity.defn
    async def append(self, rows: Rows) -> int:
        position: int = await self.pool.fetchval(APPEND, *arguments(rows))
        return position


@workflow.defn
class Stream:
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def by_activity(self, rows: Rows) -> int:
        return await workflow.execute_activity_method(Append.append, rows, start_to_close_timeout=WITHIN)

    @workflow.update
    async def by_local_activity(self, rows: Rows) -> int:
        return await workflow.execute_local_activity_method(
            Append.append, rows, start_to_close_timeout=WITHIN
        )


async def measured(task: Task, *, local: bool) -> dict[int, dict[str, float]]:
    update = Stream.by_local_activity if local else Stream.by_activity
    client = await Client.connect(task.temporal)
    async with (
        asyncpg.create_pool(task.url, min_size=2, max_size=max(task.clients)) as pool,
        Worker(
            client,
            task_queue=QUEUE,
            workflows=[Stream],
            activities=[Append(pool).append],
            workflow_runner=UnsandboxedWorkflowRunner(),
            max_cached_workflows=1000,
            workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
            activity_task_poller_behavior=PollerBehaviorAutoscaling(),
        ),
    ):
        streams = [
            await client.start_workflow(Stream.run, id=f"bench/{uuid4()}", task_queue=QUEUE)
            for _ in range(max(task.clients))
        ]
        rows = task.one_after_another()
        asks = [partial(_update, stream, update, rows) for stream in streams]
        figures = {number: await drive(asks[:number], task.seconds) for number in task.clients}
        for stream in streams:
            await stream.terminate()
        return figures


async def _update(stream: WorkflowHandle[Any, Any], update: Any, rows: Any) -> None:
    await stream.execute_update(update, next(rows))


if __name__ == "__main__":
    tell(asyncio.run(measured(Task.read(), local="local" in sys.argv)))
