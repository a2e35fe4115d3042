"""The floor: `append` as one statement, a connection of asyncpg's a client."""

import asyncio
import contextlib
from collections.abc import Iterator
from functools import partial

import asyncpg

from benchmarks.bare import APPEND, Rows, Task, arguments, tell
from benchmarks.drive import drive


async def measured(task: Task) -> dict[int, dict[str, float]]:
    async with contextlib.AsyncExitStack() as open_until_the_end:
        connections = []
        for _ in range(max(task.clients)):
            connections.append(await asyncpg.connect(task.url))
            open_until_the_end.push_async_callback(connections[-1].close)
        rows = task.one_after_another()
        asks = [partial(_append, connection, rows) for connection in connections]
        return {number: await drive(asks[:number], task.seconds) for number in task.clients}


async def _append(connection: asyncpg.Connection, rows: Iterator[Rows]) -> None:
    await connection.fetchval(APPEND, *arguments(next(rows)))


if __name__ == "__main__":
    tell(asyncio.run(measured(Task.read())))
