"""Who is signed in, kept on the server: a random reference, known by its hash, that ends when it should."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from domain.vocabulary import Role
from sign_in.refused import Refused
from sign_in.secret import hash_of, new_secret
from together import Together

if TYPE_CHECKING:
    import asyncpg

Kind = Literal["link", "page", "token"]
Way = Literal["link", "code", "oidc"]

# The longest that each lasts, and the longest that it may rest (ASVS 7.3.1, 7.3.2). A dialogue may be held with its
# form open: whoever then saves it is still signed in.
LASTS: dict[Kind, timedelta] = {
    "link": timedelta(minutes=10),
    "page": timedelta(hours=12),
    "token": timedelta(days=30),
}
RESTS: dict[Kind, timedelta] = LASTS | {"page": timedelta(hours=4)}

# How long ago somebody may have shown who they are, to open a form that gives others rights; to send one, twice that.
FRESH = timedelta(minutes=30)

BEGIN = """
INSERT INTO session
    (secret_hash, kind, person_id, expires_at, way, roles, department, subject, their_sid, strong, proved_at)
VALUES ($1, $2, $3, now() + $4::interval, $5, $6, $7, $8, $9, $10, least($11, now()))
"""
FIND = """
SELECT secret_hash, kind, id, person_id, roles, department, strong, now() - proved_at AS age, policy, somebody_away,
       seen_at < now() - interval '1 minute' AS seen_before
FROM session, at_hand
WHERE secret_hash = $1 AND kind = $2 AND expires_at > now() AND seen_at > now() - $3::interval
"""
STILL = """
SELECT id, person_id, roles, department, strong, now() - proved_at AS age, policy, somebody_away FROM session, at_hand
WHERE id = $1 AND expires_at > now()
    AND seen_at > now() - CASE kind WHEN 'page' THEN $2::interval ELSE $3::interval END
"""
OPEN = """
SELECT id, kind, way, began_at, seen_at, expires_at FROM session
WHERE person_id = $1 AND expires_at > now()
    AND seen_at > now() - CASE kind WHEN 'page' THEN $2::interval ELSE $3::interval END
    AND kind <> 'link'
ORDER BY seen_at DESC
"""


EVERYWHERE = """
SELECT person_id, id, kind, way, began_at, seen_at, expires_at FROM session
WHERE expires_at > now() AND kind <> 'link'
    AND seen_at > now() - CASE kind WHEN 'page' THEN $1::interval ELSE $2::interval END
ORDER BY person_id, seen_at DESC LIMIT 2000
"""


@dataclass(frozen=True)
class Told:
    """What a sign-in service says of a person. None: it does not say, the policy does. `strong`: they signed in as the
    strongest roles must; by a link that was made on the machine itself, too. `proved_at`: when they last showed who
    they are; None: just now."""

    roles: tuple[Role, ...] | None = None
    department: str | None = None
    subject: str | None = None
    their_sid: str | None = None
    strong: bool = False
    proved_at: datetime | None = None


@dataclass(frozen=True)
class Session:
    """`age`: how long ago they showed who they are. `policy`: the number of the one in force; `somebody_away`: and so
    somebody else may be here in their stead."""

    id: UUID
    person_id: str
    told: Told
    age: timedelta
    policy: int | None
    somebody_away: bool


@dataclass(frozen=True)
class OpenSession:
    id: UUID
    kind: Kind
    way: Way
    began_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class TheirSession(OpenSession):
    person_id: str


@dataclass(frozen=True)
class Sessions:
    pool: "asyncpg.Pool[Any]"

    async def begin(self, kind: Kind, person_id: str, way: Way, told: Told | None = None) -> str:
        """A new secret each time: one from before somebody signed in never becomes theirs (ASVS 7.2.4)."""
        secret, told = new_secret(), told or Told()
        await self.pool.execute("DELETE FROM session WHERE expires_at < now()")
        await self.pool.execute(
            BEGIN,
            hash_of(secret),
            kind,
            person_id,
            LASTS[kind],
            way,
            told.roles,
            told.department,
            told.subject,
            told.their_sid,
            told.strong or way == "link",
            told.proved_at,
        )
        return secret

    async def of(self, secret: str, kind: Kind) -> Session | None:
        row = await self._found((hash_of(secret), kind))
        if row is None:
            return None
        if row["seen_before"]:
            await self.pool.execute("UPDATE session SET seen_at = now() WHERE id = $1", row["id"])
        return _session(row)

    @cached_property
    def _found(self) -> "Together[tuple[bytes, Kind], asyncpg.Record | None]":
        return Together(self._find)

    async def _find(self, asked: "Sequence[tuple[bytes, Kind]]") -> "list[asyncpg.Record | None]":
        """Several requests' are asked for one after another in one trip."""
        of = [(secret, kind, RESTS[kind]) for secret, kind in asked]
        if len(of) == 1:
            return [await self.pool.fetchrow(FIND, *of[0])]
        rows = await self.pool.fetchmany(FIND, of)
        found = {(row["secret_hash"], row["kind"]): row for row in rows}
        return [found.get(each) for each in asked]

    async def still(self, session: UUID) -> Session | None:
        """As it is now; asked without being seen by it."""
        row = await self.pool.fetchrow(STILL, session, RESTS["page"], RESTS["token"])
        return _session(row) if row else None

    async def take_link(self, secret: str) -> str | None:
        """Whose one-time link it is; it is gone with that."""
        person_id: str | None = await self.pool.fetchval(
            "DELETE FROM session WHERE secret_hash = $1 AND kind = 'link' AND expires_at > now() RETURNING person_id",
            hash_of(secret),
        )
        return person_id

    async def end(self, secret: str) -> None:
        await self.pool.execute("DELETE FROM session WHERE secret_hash = $1", hash_of(secret))

    async def end_all(self, person_id: str) -> int:
        """Everywhere: pages, tokens, and links that nobody has used yet."""
        ended = await self.pool.fetch("DELETE FROM session WHERE person_id = $1 RETURNING 1", person_id)
        return len(ended)

    async def end_theirs(self, subject: str | None, their_sid: str | None) -> list[str]:
        """As the sign-in service says it: one of its sessions, or all of whom it calls so. Whose they were."""
        ended = await self.pool.fetch(
            "DELETE FROM session WHERE their_sid = $2 OR ($2::text IS NULL AND subject = $1) RETURNING person_id",
            subject,
            their_sid,
        )
        return [row["person_id"] for row in ended]

    async def take_logout_token(self, jti: str, expires_at: float) -> None:
        """Raises Refused when it was taken before."""
        await self.pool.execute(
            "DELETE FROM logout_token_taken WHERE expires_at < now() - interval '2 minutes'"
        )
        taken = await self.pool.fetchval(
            "INSERT INTO logout_token_taken VALUES ($1, to_timestamp($2)) ON CONFLICT DO NOTHING RETURNING 1",
            hash_of(jti),
            expires_at,
        )
        if taken is None:
            raise Refused("taken before")

    async def open(self, person_id: str) -> list[OpenSession]:
        rows = await self.pool.fetch(OPEN, person_id, RESTS["page"], RESTS["token"])
        return [OpenSession(**row) for row in rows]

    async def open_everywhere(self) -> list[TheirSession]:
        """Of everybody, person by person."""
        rows = await self.pool.fetch(EVERYWHERE, RESTS["page"], RESTS["token"])
        return [TheirSession(**row) for row in rows]


def _session(row: "asyncpg.Record") -> Session:
    roles = tuple(map(Role, row["roles"])) if row["roles"] is not None else None
    told = Told(roles, row["department"], strong=row["strong"])
    return Session(row["id"], row["person_id"], told, row["age"], row["policy"], row["somebody_away"])
