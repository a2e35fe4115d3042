"""One-time codes: eight digits by mail, for ten minutes, once, in the browser that asked (ASVS 6.5, 6.6).

The mail is not a contract's notice: the code passes from here to the mail server, and is neither in the queue of
notices nor in Temporal.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sign_in.secret import hash_of

if TYPE_CHECKING:
    import asyncpg

LASTS = timedelta(minutes=10)
MOST_TRIES = 5  # of one code: with eight digits, one guess in twenty million

KEEP = """
INSERT INTO sign_in_code (browser, code, person_id, expires_at) VALUES ($1, $2, $3, now() + $4::interval)
ON CONFLICT (browser) DO UPDATE
    SET code = excluded.code, person_id = excluded.person_id, tries = 0, expires_at = excluded.expires_at
"""
TRY = """
UPDATE sign_in_code SET tries = tries + 1 WHERE browser = $1 AND expires_at > now() AND tries < $2
RETURNING code, person_id
"""


@dataclass(frozen=True)
class Codes:
    pool: "asyncpg.Pool[Any]"

    async def new(self, browser: str, person_id: str | None) -> str:
        """Also for nobody: the same work, so that the answer tells nothing."""
        code = f"{secrets.randbelow(10**8):08}"
        await self.pool.execute("DELETE FROM sign_in_code WHERE expires_at < now()")
        await self.pool.execute(KEEP, hash_of(browser), hash_of(browser, code), person_id, LASTS)
        return code

    async def redeem(self, browser: str, code: str) -> str | None:
        """Whose code it is; it is gone with that."""
        row = await self.pool.fetchrow(TRY, hash_of(browser), MOST_TRIES)
        told = hash_of(browser, "".join(code.split()))
        if row is None or not hmac.compare_digest(row["code"], told):
            return None
        person_id: str | None = await self.pool.fetchval(
            "DELETE FROM sign_in_code WHERE browser = $1 AND code = $2 RETURNING person_id",
            hash_of(browser),
            told,
        )
        return person_id
