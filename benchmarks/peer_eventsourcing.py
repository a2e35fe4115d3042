"""The same append with the `eventsourcing` library: an aggregate a command, as many events, the same bytes.

Tuned as eventsourcing.readthedocs.io advises: its functions in the database (POSTGRES_ENABLE_DB_FUNCTIONS), a pool
as large as the most clients, no ping before a connection is used, and a thread a client, since it knows no coroutines.
It numbers all events in one sequence, under a lock of its table, as we do; no hash, no link, no read model.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate

from benchmarks.bare import Rows, Task, tell
from benchmarks.drive import drive


class Stream(Aggregate):
    class Created(Aggregate.Created):
        kind: str
        body: str

    class Happened(Aggregate.Event):
        kind: str
        body: str

        def apply(self, aggregate: Aggregate) -> None:
            pass

    def __init__(self, kind: str, body: str) -> None:
        pass


async def measured(task: Task) -> dict[int, dict[str, float]]:
    at, most = urlsplit(task.url), max(task.clients)
    application = Application(
        env={
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": at.path[1:],
            "POSTGRES_HOST": at.hostname or "",
            "POSTGRES_PORT": str(at.port),
            "POSTGRES_USER": at.username or "",
            "POSTGRES_PASSWORD": at.password or "",
            "POSTGRES_POOL_SIZE": str(most),
            "POSTGRES_MAX_OVERFLOW": "0",
            "POSTGRES_ENABLE_DB_FUNCTIONS": "y",
        }
    )
    loop, rows = asyncio.get_running_loop(), task.one_after_another()
    with ThreadPoolExecutor(most) as threads:

        async def ask() -> None:
            await loop.run_in_executor(threads, partial(_save, application, next(rows)))

        figures = {number: await drive([ask] * number, task.seconds) for number in task.clients}
    application.close()
    return figures


def _save(application: Any, rows: Rows) -> None:
    (kind, body), *more = rows
    stream = Stream(kind=kind, body=body)
    for its_kind, its_body in more:
        stream.trigger_event(Stream.Happened, kind=its_kind, body=its_body)
    application.save(stream)


if __name__ == "__main__":
    tell(asyncio.run(measured(Task.read())))
