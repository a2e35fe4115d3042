"""Tokens of service accounts: random, known by their hashes, for a time, and narrowed to some rights."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sign_in.secret import hash_of, new_secret

if TYPE_CHECKING:
    import asyncpg

PREFIX = "insats_"  # whoever finds one in a log or a repository sees what it is
SHOWN_FOR = timedelta(days=90)  # that one is listed after it has ended

MAKE = """
INSERT INTO api_token (secret_hash, person_id, name, rights, made_by, expires_at)
VALUES ($1, $2, $3, $4, $5, now() + $6::interval) RETURNING *
"""
FIND = """
SELECT id, person_id, rights, coalesce(last_used_at < now() - interval '1 minute', true) AS seen_before
FROM api_token WHERE secret_hash = $1 AND expires_at > now() AND revoked_at IS NULL
"""
LISTED = """
SELECT * FROM api_token WHERE least(expires_at, revoked_at) > now() - $1::interval ORDER BY made_at DESC
"""


@dataclass(frozen=True)
class ApiToken:
    """`last_used_at`: to the minute."""

    id: UUID
    person_id: str
    name: str
    rights: Sequence[str]
    made_by: str
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class Known:
    person_id: str
    rights: Sequence[str]


@dataclass(frozen=True)
class ApiTokens:
    pool: "asyncpg.Pool[Any]"

    async def make(
        self, person_id: str, name: str, rights: Sequence[str], lasts: timedelta, made_by: str
    ) -> tuple[str, ApiToken]:
        """The secret, which cannot be found out again."""
        secret = PREFIX + new_secret()
        row = await self.pool.fetchrow(MAKE, hash_of(secret), person_id, name, rights, made_by, lasts)
        return secret, _token(row)

    async def of(self, secret: str) -> Known | None:
        row = await self.pool.fetchrow(FIND, hash_of(secret))
        if row is None:
            return None
        if row["seen_before"]:
            await self.pool.execute("UPDATE api_token SET last_used_at = now() WHERE id = $1", row["id"])
        return Known(row["person_id"], row["rights"])

    async def listed(self) -> list[ApiToken]:
        """Those that hold, and those that have ended of late; newest first."""
        return [_token(row) for row in await self.pool.fetch(LISTED, SHOWN_FOR)]

    async def revoke(self, token: UUID) -> str | None:
        """Whose it was; None: there is no such token that holds."""
        person_id: str | None = await self.pool.fetchval(
            "UPDATE api_token SET revoked_at = now()"
            " WHERE id = $1 AND revoked_at IS NULL AND expires_at > now() RETURNING person_id",
            token,
        )
        return person_id


def _token(row: Any) -> ApiToken:
    return ApiToken(**{name: value for name, value in row.items() if name != "secret_hash"})
