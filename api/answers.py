"""Answers to requests that carried an Idempotency-Key, kept for a day."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sign_in.secret import keyed, opened, sealed

if TYPE_CHECKING:
    import asyncpg

KEPT = timedelta(days=1)
LAPSES = timedelta(
    seconds=60
)  # a claim, whose process may have died: far longer than anybody waits for its answer

CLAIM = """
INSERT INTO idempotency_key AS known (key, request) VALUES ($1, $2)
ON CONFLICT (key) DO UPDATE SET request = $2, claimed_at = now(), answer = NULL
    WHERE known.claimed_at < now() - CASE WHEN known.answer IS NULL THEN $3::interval ELSE $4::interval END
RETURNING claimed_at
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def packed(self) -> bytes:
        return json.dumps([self.status, {**self.headers}]).encode() + b"\n" + self.body

    @staticmethod
    def unpacked(packed: bytes) -> "Answer":
        head, _, body = packed.partition(b"\n")
        status, headers = json.loads(head)
        return Answer(status, headers, body)


@dataclass(frozen=True)
class Asked:
    """One request. `secret`: the installation's key. What is worked out of it never tells what was sent. `capacity`:
    what they might when they asked: nothing is told again to who may less by now, or with a narrower token."""

    secret: bytes
    person: str
    capacity: str
    key: str
    request: tuple[str, ...]

    @property
    def name(self) -> bytes:
        return keyed(self.secret, "idempotency key", self.person, self.capacity, self.key)

    @property
    def fingerprint(self) -> bytes:
        return keyed(self.secret, "idempotent request", *self.request)

    @property
    def command_id(self) -> UUID:
        """The same for the same request: an answer that was lost does not make it happen twice."""
        told = keyed(self.secret, "command", self.person, self.key, self.fingerprint.hex())
        return UUID(bytes=told[:16], version=4)

    @property
    def wrapping(self) -> bytes:
        """Of who asked: without their key, what was answered cannot be read here, nor in any backup."""
        return keyed(self.secret, "kept answer", self.person, self.capacity, self.key)


@dataclass(frozen=True)
class Answers:
    pool: "asyncpg.Pool[Any]"

    async def claim(self, asked: Asked) -> datetime | None:
        """None: it is somebody's already, under way or answered."""
        claimed: datetime | None = await self.pool.fetchval(
            CLAIM, asked.name, asked.fingerprint, LAPSES, KEPT
        )
        return claimed

    async def known(self, asked: Asked) -> tuple[bytes, Answer | None] | None:
        """Fingerprint of the request that the key was used for, and what was answered, if it has been."""
        row = await self.pool.fetchrow(
            "SELECT request, answer FROM idempotency_key WHERE key = $1", asked.name
        )
        if row is None:
            return None
        if row["answer"] is None or row["request"] != asked.fingerprint:
            return row["request"], None
        return row["request"], Answer.unpacked(opened(asked.wrapping, row["answer"], row["request"]))

    async def keep(self, asked: Asked, claimed: datetime, answer: Answer) -> None:
        await self.pool.execute(
            "UPDATE idempotency_key SET answer = $3 WHERE key = $1 AND claimed_at = $2",
            asked.name,
            claimed,
            sealed(asked.wrapping, answer.packed(), asked.fingerprint),
        )

    async def let_go(self, asked: Asked, claimed: datetime) -> None:
        await self.pool.execute(
            "DELETE FROM idempotency_key WHERE key = $1 AND claimed_at = $2", asked.name, claimed
        )

    async def forget_old(self) -> None:
        await self.pool.execute("DELETE FROM idempotency_key WHERE claimed_at < now() - $1::interval", KEPT)
