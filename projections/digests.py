"""The day's one mail to a person: which notices it holds, who may send it, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from domain.calendar import date_in_stockholm, local
from domain.notices import LAST_DAY_MOVED
from domain.policy import Policy
from projections.notices import LEASE, QueuedNotice

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection

MOVED = LAST_DAY_MOVED.kind


@dataclass(frozen=True)
class Digest:
    """Under lease: ours to send until the lease runs out."""

    id: UUID
    recipient: str
    day: date
    about: str  # the one kind of notice that it holds; empty: the day's, all that waits
    attempts: int
    message_id: str


async def gather(connection: "Connection", policy: Policy, now: datetime) -> None:
    """Makes today's digests when their time has come. `now` is the installation's. Needs a transaction.

    What a digest holds is settled here, once: what has come by its time. A second try says the same.
    """
    for recipient in await _waiting(connection, now):
        person = policy.person(recipient)
        if person is None or not person.digest:
            await _one_by_one(connection, recipient)
    day = date_in_stockholm(now)
    closes = local(day, policy.digest_at)
    if policy.calendar.is_working_day(day) and now >= closes:
        for recipient in await _waiting(connection, closes):
            await _gathered(connection, recipient, day, closes)


async def _waiting(connection: "Connection", until: datetime) -> list[str]:
    """Whose notices, queued until then, are in no digest yet."""
    rows = await connection.fetch(
        "SELECT DISTINCT recipient FROM notice WHERE waits AND digest_id IS NULL AND queued_at <= $1 AND kind <> $2",
        until,
        MOVED,
    )
    return [row["recipient"] for row in rows]


async def _one_by_one(connection: "Connection", recipient: str) -> None:
    """Of somebody who gets no digest any more."""
    await connection.execute(
        "UPDATE notice SET waits = false, next_try_at = now() "
        "WHERE recipient = $1 AND waits AND digest_id IS NULL AND kind <> $2",
        recipient,
        MOVED,
    )


async def _gathered(connection: "Connection", recipient: str, day: date, closes: datetime) -> None:
    """The one who makes the day's digest fills it; to whoever comes second it is there already."""
    digest = uuid4()
    made = await connection.execute(
        "INSERT INTO digest (id, recipient, day, message_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        digest,
        recipient,
        day,
        f"<{digest}@insats>",
    )
    if made == "INSERT 0 1":
        await connection.execute(
            "UPDATE notice SET digest_id = $2 "
            "WHERE recipient = $1 AND waits AND digest_id IS NULL AND queued_at <= $3 AND kind <> $4",
            recipient,
            digest,
            closes,
            MOVED,
        )


async def gather_moved(connection: "Connection", day: date) -> None:
    """One mail to each of whom a policy has moved something, once all that it moves has moved. Needs a transaction."""
    if not await connection.fetchval("SELECT pg_try_advisory_xact_lock(4201610)"):
        return  # somebody else is at it
    if await connection.fetchval("SELECT EXISTS (SELECT FROM policy_move WHERE not_before <= now())"):
        return
    rows = await connection.fetch(
        "SELECT DISTINCT recipient FROM notice WHERE waits AND digest_id IS NULL AND kind = $1", MOVED
    )
    for row in rows:
        digest = uuid4()
        await connection.execute(
            "INSERT INTO digest (id, recipient, day, about, message_id) VALUES ($1, $2, $3, $4, $5)",
            digest,
            row["recipient"],
            day,
            MOVED,
            f"<{digest}@insats>",
        )
        await connection.execute(
            "UPDATE notice SET digest_id = $2 "
            "WHERE recipient = $1 AND waits AND digest_id IS NULL AND kind = $3",
            row["recipient"],
            digest,
            MOVED,
        )


async def digests_to_send(pool: "asyncpg.Pool[Any]", limit: int) -> list[UUID]:
    rows = await pool.fetch(
        "SELECT id FROM digest WHERE next_try_at <= now() ORDER BY next_try_at LIMIT $1", limit
    )
    return [row["id"] for row in rows]


async def take_digest(pool: "asyncpg.Pool[Any]", digest: UUID) -> Digest | None:
    """A lease on it; None when it is sent, or another sender holds it."""
    row = await pool.fetchrow(
        "UPDATE digest SET next_try_at = now() + $2, attempts = attempts + 1 "
        "WHERE id = $1 AND next_try_at <= now() RETURNING id, recipient, day, about, attempts, message_id",
        digest,
        LEASE,
    )
    return Digest(**row) if row else None


async def notices_in(pool: "asyncpg.Pool[Any]", digest: UUID) -> Sequence[QueuedNotice]:
    """Oldest first."""
    rows = await pool.fetch(
        """
        SELECT notice.id, contract_id, notice.version, kind, recipient, step, due, notice.number, form, was,
               notice.text, queued_at, attempts, message_id, contract.number AS contract_number, contract.title,
               contract.suppliers AS supplier, (SELECT demo FROM installation)
        FROM notice JOIN contract ON contract.id = contract_id
        WHERE digest_id = $1 ORDER BY queued_at, notice.id
        """,
        digest,
    )
    return [QueuedNotice(**row) for row in rows]


async def digest_sent(pool: "asyncpg.Pool[Any]", digest: Digest, reply: str, sent_to: str = "") -> None:
    """Its notices are sent with it: all, or none. `sent_to`: who got it instead of its recipient."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(
            "UPDATE digest SET sent_at = installation_now(), next_try_at = NULL, reply = $2 WHERE id = $1",
            digest.id,
            reply,
        )
        await connection.execute(
            "UPDATE notice SET sent_at = installation_now(), waits = false, reply = $2, attempts = $3, "
            "message_id = $4, sent_to = $5 WHERE digest_id = $1",
            digest.id,
            reply,
            digest.attempts,
            digest.message_id,
            sent_to,
        )


async def digest_failed(
    pool: "asyncpg.Pool[Any]", digest: Digest, reply: str, again: timedelta | None
) -> None:
    """`again`: how long until the next try; None gives up. What is sent stays sent."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(
            "UPDATE digest SET next_try_at = now() + $3, reply = $2 WHERE id = $1 AND sent_at IS NULL",
            digest.id,
            reply,
            again,
        )
        await connection.execute(
            "UPDATE notice SET waits = $4, reply = $2, attempts = $3 WHERE digest_id = $1 AND sent_at IS NULL",
            digest.id,
            reply,
            digest.attempts,
            again is not None,
        )
