"""When it is over: nothing waits any more, and what there is is read for the checker."""

import asyncio
from datetime import datetime
from typing import Any

import asyncpg

from benchmarks.faults.checker import found
from benchmarks.faults.checker.found import Found
from benchmarks.faults.written import Written
from benchmarks.town import Town
from embedded.ports import remembered_in
from projections.rebuild import rebuild

QUIET = """
SELECT (SELECT count(*) FROM nudge WHERE wanted > delivered)
     + (SELECT count(*) FROM notice WHERE next_try_at IS NOT NULL)
     + (SELECT count(*) FROM contract WHERE next_at <= (SELECT installation_now()))
"""
# A mail that failed waits for minutes or hours. Leases run for 20 s, and are left alone.
TRIED_NOW = "UPDATE notice SET next_try_at = now() WHERE next_try_at > now() + interval '21 seconds'"
LOOKS = 3  # in a row, a second apart


async def settled(here: Town, within: float) -> int:
    """What still waits when it has been quiet for three seconds, or the time is up: so 0, if all is well."""
    waiting, quiet, until = 1, 0, asyncio.get_running_loop().time() + within
    while quiet < LOOKS and asyncio.get_running_loop().time() < until:
        waiting = await _waiting(here)
        quiet = 0 if waiting else quiet + 1
        await asyncio.sleep(1)
    return waiting


async def _waiting(here: Town) -> int:
    try:
        connection = await superuser(here)
    except (OSError, TimeoutError, asyncpg.PostgresError):
        return 1
    await connection.execute(TRIED_NOW)
    waiting: int = await connection.fetchval(QUIET)
    await connection.close()
    return waiting


async def superuser(here: Town) -> "asyncpg.Connection[Any]":
    """Who sees every row."""
    return await asyncpg.connect(
        host="127.0.0.1",
        port=remembered_in(here.data.ports_file).postgres,
        user="postgres",
        password=here.data.secret("postgres"),
        database="insats",
        timeout=5,
    )


async def all_there_is(here: Town, written: Written, due_until: datetime) -> Found:
    connection = await superuser(here)
    events, head = await found.events(connection)
    live = await found.read_models(connection)
    await rebuild(here.handler.pool, here.handler.keyring, here.handler.policies)
    rebuilt = await found.read_models(connection)
    notices = await found.notices(connection)
    await connection.close()
    return Found(
        events,
        head,
        notices,
        found.mails_in(here.data.mail),
        found.notes_in(written.notes),
        found.faults_in(written.faults),
        due_until,
        live,
        rebuilt,
    )
