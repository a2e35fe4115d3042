"""The same append as a DBOS workflow: a workflow a command, whose one transaction appends.

Tuned as docs.dbos.dev advises: PostgreSQL for the system database, in the same database as the rows; a datasource's
transaction instead of a step, which commits the rows and the step's checkpoint together; READ COMMITTED, since
SERIALIZABLE would have the one row that gives positions refused again and again; pools as large as the most clients;
listen/notify, no admin server, no tracing, and a log of warnings alone.
Caller and workflows share the process, as is DBOS's way.
"""

import asyncio
from functools import partial
from typing import Any

import sqlalchemy
from dbos import DBOS, AsyncSQLAlchemyDatasource

from benchmarks.bare import Rows, Task, arguments, tell
from benchmarks.drive import drive

APPEND = sqlalchemy.text(
    "SELECT append(cast(:streams AS uuid[]), cast(:versions AS integer[]), cast(:types AS text[]),"
    " cast(:recorded AS timestamptz[]), cast(:commands AS uuid[]), cast(:bodies AS bytea[]))"
)
NAMES = ("streams", "versions", "types", "recorded", "commands", "bodies")


async def measured(task: Task) -> dict[int, dict[str, float]]:
    most = max(task.clients)
    DBOS(
        config={
            "name": "bench",
            "system_database_url": task.url,
            "sys_db_pool_size": most,
            "run_admin_server": False,
            "log_level": "WARNING",
        }
    )
    sizes = {"pool_size": most, "max_overflow": 0}
    rows_database = await AsyncSQLAlchemyDatasource.create(task.url, engine_kwargs=sizes)

    @rows_database.transaction(isolation_level="READ COMMITTED")
    async def append(rows: Rows) -> int:
        session = rows_database.sql_session()
        found = await session.execute(APPEND, dict(zip(NAMES, arguments(rows), strict=True)))
        return int(found.scalar_one())

    @DBOS.workflow()
    async def command(rows: Rows) -> int:
        return int(await append(rows))

    DBOS.launch()
    rows = task.one_after_another()
    figures = {
        number: await drive([partial(_run, command, rows)] * number, task.seconds) for number in task.clients
    }
    DBOS.destroy()
    return figures


async def _run(command: Any, rows: Any) -> None:
    await command(next(rows))


if __name__ == "__main__":
    tell(asyncio.run(measured(Task.read())))
