"""Which contracts' workflows are to be woken: a rising number a contract, so that none is lost and many are one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from projections.together import Rows, Write, write_together
from telemetry.steps import here

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection

NOT_AT_ONCE = timedelta(minutes=1)
WAKE = """
INSERT INTO nudge (contract_id, wanted, bulk, traceparent) VALUES ($1, 1, $2, $3)
ON CONFLICT (contract_id) DO UPDATE SET wanted = nudge.wanted + 1, bulk = nudge.bulk AND $2, traceparent = $3,
    not_before = CASE WHEN $2 THEN nudge.not_before ELSE '-infinity' END,
    since = CASE WHEN nudge.wanted > nudge.delivered THEN nudge.since ELSE now() END
"""
TAKEN_FOR = timedelta(seconds=5)  # by a dispatcher; one that dies is not waited for any longer


@dataclass(frozen=True)
class Nudge:
    contract_id: UUID
    wanted: int
    bulk: bool
    traceparent: str | None = None  # of the command that last asked for it


def nudge_write(contract: UUID, *, bulk: bool) -> Write:
    return Write(WAKE, (contract, bulk, here()))


def nudges_last(streams: Sequence[Sequence[Write | Rows]]) -> Sequence[Sequence[Write | Rows]]:
    """Of several streams: after all else, in the order of their ids, as whoever else wakes many: no deadlock."""
    if len(streams) == 1:
        return streams
    nudges = [write for writes in streams for write in writes if write.query == WAKE]
    others = [[write for write in writes if write.query != WAKE] for writes in streams]
    return [*others, *([write] for write in sorted(nudges, key=lambda nudge: str(nudge[1][0])))]


async def nudge(connection: "Connection", contract: UUID, *, bulk: bool) -> None:
    await write_together(connection, nudge_write(contract, bulk=bulk))


async def nudge_all(connection: "Connection", contracts: Sequence[UUID]) -> None:
    """As a bulk's, in one statement; in the order of their ids, as whoever else takes many: no deadlock.

    Not at once: nothing is due for them, and whoever wakes them has mail to send first, which they then need not.
    """
    await connection.execute(
        """
        INSERT INTO nudge (contract_id, wanted, bulk, not_before)
        SELECT id, 1, true, now() + $2 FROM unnest($1::uuid[]) AS id ORDER BY id
        ON CONFLICT (contract_id) DO UPDATE SET wanted = nudge.wanted + 1,
            not_before = CASE WHEN nudge.wanted > nudge.delivered THEN nudge.not_before ELSE now() + $2 END,
            since = CASE WHEN nudge.wanted > nudge.delivered THEN nudge.since ELSE now() END
        """,
        contracts,
        NOT_AT_ONCE,
    )


async def take_waiting(
    pool: "asyncpg.Pool[Any] | Connection", limit: int, beside_people: int, *, people_lately: bool
) -> list[Nudge]:
    """Ours to deliver for a while: of several dispatchers each has its own. People's first, and beside them only a few
    of a bulk's. Its transaction waits for no disk: what a power cut takes back is delivered again."""
    rows = await pool.fetch(
        """
        WITH people AS (
            SELECT contract_id FROM nudge WHERE wanted > delivered AND not_before <= now() AND NOT bulk
            ORDER BY not_before LIMIT $1 FOR UPDATE SKIP LOCKED
        ), bulks AS (
            SELECT contract_id FROM nudge WHERE wanted > delivered AND not_before <= now() AND bulk
            ORDER BY not_before LIMIT CASE WHEN $3 OR EXISTS (TABLE people) THEN $2 ELSE $1 END
            FOR UPDATE SKIP LOCKED
        )
        UPDATE nudge SET not_before = now() + $4 FROM (TABLE people UNION ALL TABLE bulks) AS taken,
            (SELECT set_config('synchronous_commit', 'off', true)) AS lightly
        WHERE nudge.contract_id = taken.contract_id
        RETURNING nudge.contract_id, wanted, bulk, traceparent
        """,
        limit,
        beside_people,
        people_lately,
        TAKEN_FOR,
    )
    return [Nudge(**row) for row in rows]


async def put_off(pool: "asyncpg.Pool[Any]", delay: timedelta) -> int:
    """People's, as if they were a bulk's, and what is wanted of a contract meanwhile is one with it. How many; its
    transaction waits for no disk: what a power cut takes back is put off again."""
    done = await pool.execute(
        """
        WITH people AS (
            SELECT contract_id FROM nudge WHERE wanted > delivered AND not_before <= now() AND NOT bulk
            FOR UPDATE SKIP LOCKED
        )
        UPDATE nudge SET not_before = now() + $1, bulk = true
        FROM people, (SELECT set_config('synchronous_commit', 'off', true)) AS lightly
        WHERE nudge.contract_id = people.contract_id
        """,
        delay,
    )
    return int(done.rpartition(" ")[2])


async def delivered(pool: "asyncpg.Pool[Any]", nudges: Sequence[Nudge]) -> None:
    """Clears only the number that was seen: what came meanwhile stays wanted. Its transaction waits for no disk: what
    a power cut takes back is delivered again. In the order of their ids, as whoever else takes many."""
    await pool.executemany(
        "UPDATE nudge SET delivered = $2, bulk = bulk OR wanted = $2,"
        " traceparent = CASE WHEN wanted <> $2 THEN traceparent END"
        " FROM (SELECT set_config('synchronous_commit', 'off', true)) AS lightly"
        " WHERE contract_id = $1 AND delivered < $2",
        sorted((nudge.contract_id, nudge.wanted) for nudge in nudges),
    )


async def postpone(pool: "asyncpg.Pool[Any]", nudge: Nudge, delay: timedelta) -> None:
    await pool.execute(
        "UPDATE nudge SET not_before = now() + $2 WHERE contract_id = $1", nudge.contract_id, delay
    )


async def armed_in(pool: "asyncpg.Pool[Any]", namespace_id: str) -> bool:
    """Remembers Temporal's namespace; a new one has no timers, so every open contract is woken. True if new."""
    async with pool.acquire() as connection, connection.transaction():
        known = await connection.fetchval("SELECT temporal_namespace_id FROM installation FOR UPDATE")
        if known == namespace_id:
            return False
        await wake_all(connection)
        await connection.execute("UPDATE installation SET temporal_namespace_id = $1", namespace_id)
        return True


async def wake_all(connection: "Connection") -> None:
    """Every open contract asks the store again, and sets its timer anew."""
    await connection.execute(
        """
        INSERT INTO nudge (contract_id, wanted, bulk)
        SELECT id, 1, true FROM contract WHERE phase <> 'closed' ORDER BY id -- as the sweep does: no deadlock
        ON CONFLICT (contract_id) DO UPDATE SET wanted = nudge.wanted + 1, not_before = '-infinity',
            since = CASE WHEN nudge.wanted > nudge.delivered THEN nudge.since ELSE now() END
        """
    )
