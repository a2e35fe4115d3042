"""A sign-in that began here and goes on at the sign-in service: bound to the browser it began in, finished once."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sign_in.secret import hash_of, keyed, new_secret, text_of

if TYPE_CHECKING:
    import asyncpg

LASTS = timedelta(minutes=10)
BEGIN = """
INSERT INTO sign_in_under_way VALUES ($1, $2, $3, now() + $4::interval)
ON CONFLICT (browser) DO UPDATE
    SET state = excluded.state, stepped_up = excluded.stepped_up, expires_at = excluded.expires_at
"""
TAKE = """
DELETE FROM sign_in_under_way WHERE browser = $1 AND state = $2 AND expires_at > now() RETURNING stepped_up
"""


@dataclass(frozen=True)
class Bound:
    """What goes to the service and comes back; worked out anew from the browser's cookie, and kept nowhere."""

    state: str
    nonce: str
    verifier: str

    @property
    def challenge(self) -> str:
        return text_of(hashlib.sha256(self.verifier.encode()).digest())


@dataclass(frozen=True)
class UnderWay:
    pool: "asyncpg.Pool[Any]"
    key: bytes
    browser: str

    async def begin(self, *, stepped_up: bool) -> Bound:
        """The latest of a browser is the one that counts."""
        state = new_secret()
        await self.pool.execute("DELETE FROM sign_in_under_way WHERE expires_at < now()")
        await self.pool.execute(BEGIN, hash_of(self.browser), hash_of(state), stepped_up, LASTS)
        return self._bound(state)

    async def take(self, state: str) -> tuple[Bound, bool] | None:
        """With whether a stronger sign-in was asked for. None: it is not this browser's, is too old or was taken."""
        stepped_up = await self.pool.fetchval(TAKE, hash_of(self.browser), hash_of(state))
        return None if stepped_up is None else (self._bound(state), stepped_up)

    def _bound(self, state: str) -> Bound:
        nonce, verifier = (
            text_of(keyed(self.key, what, self.browser, state)) for what in ("nonce", "verifier")
        )
        return Bound(state, nonce, verifier)
