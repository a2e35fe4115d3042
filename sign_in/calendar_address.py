"""A person's own address for a calendar program, which signs in nowhere: a random secret, known by its hash."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sign_in.secret import hash_of, new_secret

if TYPE_CHECKING:
    import asyncpg

MAKE = """
INSERT INTO calendar_feed (person, secret_hash, language) VALUES ($1, $2, $3)
ON CONFLICT (person) DO UPDATE SET secret_hash = $2, language = $3, made_at = now(), fetched_at = NULL
"""
OF = """
UPDATE calendar_feed SET fetched_at = date_trunc('minute', now()) WHERE secret_hash = $1 RETURNING person, language
"""


class Whose(NamedTuple):
    person: str
    language: str


class Address(NamedTuple):
    """On the machine's own clock; `fetched_at`: None until a program has asked."""

    made_at: datetime
    fetched_at: datetime | None


@dataclass(frozen=True)
class CalendarAddresses:
    """One a person: a new one ends the old one."""

    pool: "asyncpg.Pool[Any]"

    async def make(self, person: str, language: str) -> str:
        """Its secret, which is told this once."""
        secret = new_secret()
        await self.pool.execute(MAKE, person, hash_of(secret), language)
        return secret

    async def of(self, secret: str) -> Whose | None:
        row = await self.pool.fetchrow(OF, hash_of(secret))
        return Whose(**row) if row else None

    async def end(self, person: str) -> None:
        await self.pool.execute("DELETE FROM calendar_feed WHERE person = $1", person)

    async def standing(self, person: str) -> Address | None:
        query = "SELECT made_at, fetched_at FROM calendar_feed WHERE person = $1"
        row = await self.pool.fetchrow(query, person)
        return Address(**row) if row else None
