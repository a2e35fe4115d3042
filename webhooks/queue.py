"""The queue of deliveries: of each contract in order, one at a time, and at least once.

A delivery is taken under a lease, as a notice is (projections/notices.py): who dies with one leaves it to the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from webhooks.sending import Answer
from webhooks.subscriptions import stop

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection
    from projections.events_out import Published

LEASE = timedelta(seconds=30)  # longer than a delivery may take
KEPT = timedelta(days=30)  # of what was delivered

# After each failed try: the schedule of Standard Webhooks, three days.
TRIES_AGAIN_AFTER = tuple(
    timedelta(seconds=s) for s in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
)


@dataclass(frozen=True)
class Taken:
    """A delivery under lease, and where it goes."""

    webhook_id: UUID
    position: int
    attempts: int
    url: str
    secret: bytes


@dataclass(frozen=True)
class Delivery:
    """`state`: waiting, delivered or given_up; `answer`: what the last try came to."""

    position: int
    contract_id: UUID
    state: str
    attempts: int
    tried_at: datetime | None
    next_try_at: datetime | None
    delivered_at: datetime | None
    answer: str


# The next of a contract goes when the one before it is out of the way.
FIRST_OF_ITS_CONTRACT = """
NOT EXISTS (SELECT FROM webhook_delivery AS earlier
            WHERE earlier.webhook_id = first.webhook_id AND earlier.contract_id = first.contract_id
              AND earlier.position < first.position AND earlier.next_try_at IS NOT NULL)
"""
BEHIND = f"""
SELECT id FROM webhook WHERE stopped = '' AND (queued_to < (SELECT position FROM head)
    OR rests_until <= now() AND EXISTS (
        SELECT FROM webhook_delivery AS first
        WHERE first.webhook_id = webhook.id AND next_try_at <= now() AND {FIRST_OF_ITS_CONTRACT}))
"""  # noqa: S608 - a part of ours
TAKE = f"""
UPDATE webhook_delivery AS taken
SET attempts = attempts + 1, next_try_at = now() + $2, tried_at = now()
FROM webhook WHERE webhook.id = taken.webhook_id AND (taken.webhook_id, taken.position) = (
    SELECT first.webhook_id, first.position FROM webhook_delivery AS first JOIN webhook AS its ON its.id = webhook_id
    WHERE its.id = $1 AND stopped = '' AND rests_until <= now() AND next_try_at <= now() AND {FIRST_OF_ITS_CONTRACT}
    ORDER BY first.position LIMIT 1 FOR UPDATE OF first SKIP LOCKED)
RETURNING webhook_id, position, attempts, url, secret
"""  # noqa: S608
WAIT = f"""
SELECT greatest(min(next_try_at), max(rests_until)) - now() FROM webhook_delivery AS first
JOIN webhook ON webhook.id = webhook_id
WHERE webhook_id = $1 AND stopped = '' AND next_try_at IS NOT NULL AND {FIRST_OF_ITS_CONTRACT}
"""  # noqa: S608
DELIVERED = """
UPDATE webhook_delivery SET delivered_at = now(), next_try_at = NULL, answer = $3
WHERE webhook_id = $1 AND position = $2
"""
# Where it is the receiver itself, all its others rest as long, from the same moment.
NOT_DELIVERED = """
WITH resting AS (
    UPDATE webhook SET rests_until = greatest(rests_until, now() + $4::interval) WHERE id = $1 AND $5)
UPDATE webhook_delivery SET next_try_at = now() + $4::interval, answer = $3
WHERE webhook_id = $1 AND position = $2 AND delivered_at IS NULL
"""
# What has happened is of no kind that they asked for. Those whose workflow is at it are let be.
NOTHING_FOR_THEM = """
UPDATE webhook SET queued_to = head.position FROM head WHERE webhook.id IN (
    SELECT id FROM webhook WHERE stopped = '' AND event_types <> '{}' AND queued_to < (SELECT position FROM head)
    FOR UPDATE SKIP LOCKED)
  AND queued_to < head.position AND NOT EXISTS (
    SELECT FROM event WHERE event.position > queued_to AND event.position <= head.position
      AND event.type = ANY(event_types))
"""


async def behind(pool: "asyncpg.Pool[Any]") -> list[UUID]:
    """Webhooks that have something to do now; whoever has asked for none of what has happened is not woken for it."""
    await pool.execute(NOTHING_FOR_THEM)
    return [row["id"] for row in await pool.fetch(BEHIND)]


async def queue(connection: "Connection", webhook: UUID, events: Sequence["Published"], upto: int) -> None:
    """In the transaction that has locked the webhook's row."""
    await connection.executemany(
        "INSERT INTO webhook_delivery (webhook_id, position, contract_id) VALUES ($1, $2, $3)",
        [(webhook, event.position, event.contract_id) for event in events],
    )
    await connection.execute("UPDATE webhook SET queued_to = $2 WHERE id = $1", webhook, upto)
    await connection.execute("DELETE FROM webhook_delivery WHERE delivered_at < now() - $1::interval", KEPT)


async def take(pool: "asyncpg.Pool[Any]", webhook: UUID) -> Taken | None:
    """The next one to try now, if there is any."""
    row = await pool.fetchrow(TAKE, webhook, LEASE)
    return Taken(**row) if row else None


async def settle(pool: "asyncpg.Pool[Any]", taken: Taken, answer: Answer) -> None:
    """Delivered; or to be tried again, and where the receiver itself fails, all its others rest until then; or, after
    the last try, given up, and where it is the receiver, nothing is: it is stopped, and all waits."""
    if answer.taken:
        await pool.execute(DELIVERED, taken.webhook_id, taken.position, answer.what)
        return
    last = taken.attempts > len(TRIES_AGAIN_AFTER)
    again = timedelta(0) if last else max(TRIES_AGAIN_AFTER[taken.attempts - 1], answer.again_after)
    given_up = last and answer.about_the_event
    when = None if given_up else again
    rests = not last and not answer.about_the_event
    await pool.execute(NOT_DELIVERED, taken.webhook_id, taken.position, answer.what, when, rests)
    if last and not given_up:
        await stop(pool, taken.webhook_id, "silent")


async def withdraw(pool: "asyncpg.Pool[Any]", taken: Taken) -> None:
    """What it is about is no longer shown to other systems."""
    await pool.execute(
        "UPDATE webhook_delivery SET next_try_at = NULL, answer = 'not_shown'"
        " WHERE webhook_id = $1 AND position = $2",
        taken.webhook_id,
        taken.position,
    )


async def wait(pool: "asyncpg.Pool[Any]", webhook: UUID) -> timedelta | None:
    """Until the next one may be tried; None when none waits."""
    found: timedelta | None = await pool.fetchval(WAIT, webhook)
    return found


async def again(pool: "asyncpg.Pool[Any]", webhook: UUID, positions: Sequence[int] | None) -> int:
    """Sent at once, those named, also delivered ones; None: all that has not arrived. How many."""
    rows = await pool.fetch(
        "UPDATE webhook_delivery SET attempts = 0, next_try_at = now(), delivered_at = NULL WHERE webhook_id = $1"
        " AND CASE WHEN $2::bigint[] IS NULL THEN delivered_at IS NULL ELSE position = ANY($2) END RETURNING 1",
        webhook,
        positions,
    )
    await pool.execute("UPDATE webhook SET rests_until = '-infinity' WHERE id = $1", webhook)
    return len(rows)


async def deliveries(
    pool: "asyncpg.Pool[Any]", webhook: UUID, state: str, after: int, limit: int
) -> list[Delivery]:
    """By position; of contracts that whoever asks may see."""
    rows = await pool.fetch(
        """
        SELECT * FROM (
            SELECT position, contract_id, attempts, tried_at, next_try_at, delivered_at, answer,
                   CASE WHEN delivered_at IS NOT NULL THEN 'delivered'
                        WHEN next_try_at IS NULL THEN 'given_up' ELSE 'waiting' END AS state
            FROM webhook_delivery WHERE webhook_id = $1 AND position > $3) AS of_it
        WHERE $2 = '' OR state = $2 ORDER BY position LIMIT $4
        """,
        webhook,
        state,
        after,
        limit,
    )
    return [Delivery(**row) for row in rows]
