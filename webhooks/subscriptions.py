"""Who is told what, as other systems and administrators have asked for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from webhooks.seal import sealed

if TYPE_CHECKING:
    import asyncpg

AT_MOST = 50  # each costs a queue of its own


@dataclass(frozen=True)
class Subscription:
    """`stopped`: why nothing is sent any more; empty while it is. `waiting`, `given_up`: deliveries."""

    id: UUID
    owner: str
    url: str
    event_types: Sequence[str]
    department: str
    made_at: datetime
    queued_to: int
    rests_until: datetime | None
    stopped: str
    waiting: int
    given_up: int


LIST = """
SELECT webhook.id, owner, url, event_types, department, made_at, queued_to, stopped,
       CASE WHEN rests_until > now() THEN rests_until END AS rests_until,
       count(position) FILTER (WHERE next_try_at IS NOT NULL) AS waiting,
       count(position) FILTER (WHERE next_try_at IS NULL AND delivered_at IS NULL) AS given_up
FROM webhook LEFT JOIN webhook_delivery ON webhook_id = webhook.id
WHERE ($1 = '' OR owner = $1) AND ($2::uuid IS NULL OR webhook.id = $2)
GROUP BY webhook.id ORDER BY made_at, webhook.id
"""


async def subscriptions(
    pool: "asyncpg.Pool[Any]", owner: str, webhook: UUID | None = None
) -> list[Subscription]:
    """`owner`: empty for everybody's."""
    return [Subscription(**row) for row in await pool.fetch(LIST, owner, webhook)]


async def subscribe(
    pool: "asyncpg.Pool[Any]", asked: Subscription, secret: str, key_encryption_key: bytes
) -> bool:
    """From now on: what has happened by now is read from the feed. False: there are as many as there may be."""
    made = await pool.execute(
        "INSERT INTO webhook (id, owner, url, event_types, department, secret, queued_to)"
        " SELECT $1, $2, $3, $4, $5, $6, position FROM head WHERE (SELECT count(*) FROM webhook) < $7",
        asked.id,
        asked.owner,
        asked.url,
        list(asked.event_types),
        asked.department,
        sealed(key_encryption_key, asked.id, secret),
        AT_MOST,
    )
    return bool(made == "INSERT 0 1")


async def unsubscribe(pool: "asyncpg.Pool[Any]", webhook: UUID) -> None:
    """With its queue, and with what was delivered."""
    await pool.execute("DELETE FROM webhook WHERE id = $1", webhook)


async def stop(pool: "asyncpg.Pool[Any]", webhook: UUID, why: str) -> None:
    """Its queue stays, and the log is where the rest waits. An empty `why` starts it again, and tries at once."""
    await pool.execute(
        "UPDATE webhook SET stopped = $2, rests_until = '-infinity' WHERE id = $1", webhook, why
    )
    await pool.execute(
        "UPDATE webhook_delivery SET attempts = 0, next_try_at = now()"
        " WHERE webhook_id = $1 AND next_try_at IS NOT NULL AND $2 = ''",
        webhook,
        why,
    )
