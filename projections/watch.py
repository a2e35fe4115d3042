"""What a silent engine leaves undone, told by the database alone: Temporal is not asked."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection

PATIENCE = timedelta(minutes=5)  # longer than that nothing may wait
LASTS = timedelta(minutes=2)  # that long it is seen before anybody is told: the clock of a test jumps
LEASE = timedelta(seconds=40)  # longer than telling may take

LOOK = """
SELECT (SELECT extract(epoch FROM now() - swept_at)::int / 60 FROM watch
        WHERE swept_at < now() - $1::interval) AS silent,
       (SELECT count(*) FROM contract
        WHERE next_at <= (SELECT installation_now() - $1::interval)
          AND NOT EXISTS (SELECT FROM trouble WHERE contract_id = contract.id)) AS overdue,
       (SELECT count(*) FROM notice
        WHERE next_try_at <= now() - $1::interval OR (next_try_at IS NOT NULL AND attempts >= 3)) AS notices,
       (SELECT count(*) FROM digest
        WHERE next_try_at <= now() - $1::interval OR (next_try_at IS NOT NULL AND attempts >= 3)) AS digests,
       (SELECT count(*) FROM nudge WHERE wanted > delivered AND since <= now() - $1::interval) AS nudges,
       (SELECT count(*) FROM contract
        WHERE phase <> 'closed' AND changed_at <= (SELECT installation_now() - $1::interval)
          AND NOT EXISTS (SELECT FROM nudge WHERE contract_id = contract.id)) AS unarmed,
       (SELECT count(*) FROM trouble WHERE since <= now() - $1::interval) AS troubles,
       (SELECT count(*) FROM breach) AS breaches
"""


@dataclass(frozen=True)
class News:
    """What people are to be told now: what is wrong, or, with nothing wrong, that all is well again."""

    wrong: Sequence[str]


async def look(pool: "asyncpg.Pool[Any]", patience: timedelta = PATIENCE) -> dict[str, int]:
    """What is wrong, and how much of it; nothing when all is well. `silent` counts minutes since the last sweep."""
    row = await pool.fetchrow(LOOK, patience)
    return {name: number for name, number in row.items() if number} if row else {}


async def swept(pool: "asyncpg.Pool[Any]") -> None:
    await pool.execute("UPDATE watch SET swept_at = now()")


async def backed_up(connection: "Connection") -> None:
    await connection.execute("UPDATE watch SET backed_up_at = now()")


async def wrong_since(pool: "asyncpg.Pool[Any]") -> datetime | None:
    """When the oldest of what is wrong was first seen; None when nothing lasts."""
    row = await pool.fetchrow("SELECT seen, now() - $1::interval AS lately FROM watch", LASTS)
    times = [datetime.fromisoformat(at) for at in json.loads(row["seen"]).values()] if row else []
    return min((at for at in times if row and at <= row["lately"]), default=None)


async def news(pool: "asyncpg.Pool[Any]", wrong: Mapping[str, int]) -> News | None:
    """Remembers what was seen. Gives under a lease what is to be told: each silence once, and once its end."""
    async with pool.acquire() as connection, connection.transaction():
        row = await connection.fetchrow(
            "SELECT seen, told, now() AS now, leased_until > now() AS leased FROM watch FOR UPDATE"
        )
        if row is None:
            return None
        before = json.loads(row["seen"])
        seen = {kind: before.get(kind, row["now"].isoformat()) for kind in wrong}
        told = set(row["told"]) & (seen.keys() or set(row["told"]))
        await connection.execute("UPDATE watch SET seen = $1, told = $2", json.dumps(seen), sorted(told))
        lasting = {kind for kind, at in seen.items() if row["now"] - datetime.fromisoformat(at) >= LASTS}
        if row["leased"] or not (lasting - told or (told and not seen)):
            return None
        await connection.execute("UPDATE watch SET leased_until = now() + $1::interval", LEASE)
        return News(sorted(told & seen.keys() | lasting))


async def told(pool: "asyncpg.Pool[Any]", news: News) -> None:
    await pool.execute("UPDATE watch SET told = $1, leased_until = '-infinity'", list(news.wrong))


async def arm_the_unarmed(connection: "Connection") -> int:
    """Open contracts that no command has ever nudged: they get their workflow. How many there were."""
    done = await connection.execute(
        """
        INSERT INTO nudge (contract_id, wanted, bulk)
        SELECT id, 1, true FROM contract
        WHERE phase <> 'closed' AND NOT EXISTS (SELECT FROM nudge WHERE contract_id = id)
        ORDER BY id LIMIT 1000 ON CONFLICT DO NOTHING
        """
    )
    return int(done.rpartition(" ")[2])
