"""Who is asking: people of the policy, signed in by a one-time link, known by a bearer token or a page cookie."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from access.asker import Asker
from access.rights import Right
from domain.policy import Person
from domain.vocabulary import Role
from projections.policies import Policies

if TYPE_CHECKING:
    import asyncpg

LINK = timedelta(minutes=10)  # ASVS 6.5.5
PAGE = timedelta(hours=12)
TOKEN = timedelta(days=30)


@dataclass(frozen=True)
class Identity:
    """A signed-in person; `role` is the capacity in which they act, their first in the policy."""

    person: Person
    instead_of: tuple[Person, ...] = ()  # who is away today, and whose work is theirs meanwhile

    @property
    def role(self) -> Role:
        return self.person.roles[0]

    @property
    def asker(self) -> Asker:
        return Asker(self.person, self.instead_of)

    def may(self, right: str) -> bool:
        """Also asked by the pages' templates, which know rights by their words."""
        return self.asker.may(Right(right))


@dataclass(frozen=True)
class Identities:
    """Secrets are kept as hashes only, on the machine's own time."""

    pool: "asyncpg.Pool[Any]"
    policies: Policies

    async def new_link(self, person_id: str) -> str:
        """A secret for one sign-in within ten minutes. Raises KeyError when the policy has no such person."""
        if await self._person(person_id) is None:
            raise KeyError(person_id)
        return await self._issue("link", person_id, LINK)

    async def redeem(self, link: str, kind: str) -> str | None:
        """A `page` or `token` secret for a link that is unused and in time; the link is gone with it."""
        person_id = await self.pool.fetchval(
            "DELETE FROM session WHERE secret_hash = $1 AND kind = 'link' AND expires_at > now() RETURNING person_id",
            _hash(link),
        )
        if person_id is None:
            return None
        return await self._issue(kind, person_id, PAGE if kind == "page" else TOKEN)

    async def of(self, secret: str, kind: str) -> Identity | None:
        person_id = await self.pool.fetchval(
            "SELECT person_id FROM session WHERE secret_hash = $1 AND kind = $2 AND expires_at > now()",
            _hash(secret),
            kind,
        )
        person = await self._person(person_id) if person_id else None
        return Identity(person) if person else None

    async def _person(self, person_id: str) -> Person | None:
        """Of the policy in force now: whoever is taken out of it is out at once, in every process."""
        await self.policies.look(self.pool)
        return self.policies.current.person(person_id)

    async def forget(self, secret: str) -> None:
        await self.pool.execute("DELETE FROM session WHERE secret_hash = $1", _hash(secret))

    async def _issue(self, kind: str, person_id: str, lasts: timedelta) -> str:
        secret = secrets.token_urlsafe(32)
        await self.pool.execute("DELETE FROM session WHERE expires_at < now()")
        await self.pool.execute(
            "INSERT INTO session VALUES ($1, $2, $3, now() + $4)", _hash(secret), kind, person_id, lasts
        )
        return secret


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
