"""How often something may be tried, counted by a keyed hash of who or where."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sign_in.secret import keyed

if TYPE_CHECKING:
    import asyncpg

WINDOW = timedelta(minutes=15)

COUNT = """
INSERT INTO sign_in_rate AS rate (key) VALUES ($1)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN rate.began_at > now() - $2::interval THEN rate.count + 1 ELSE 1 END,
    began_at = CASE WHEN rate.began_at > now() - $2::interval THEN rate.began_at ELSE now() END
RETURNING count, extract(epoch FROM began_at + $2 - now())::float AS left
"""


@dataclass(frozen=True)
class Rate:
    purpose: str
    most: int  # in a WINDOW


CODES_FOR_AN_ADDRESS = Rate("code for an address", 5)
CODES_FOR_A_CLIENT = Rate("code for a client", 50)  # a whole office may come from one address
TRIES_OF_A_CLIENT = Rate("tries of a client", 100)
LOGINS_OF_A_CLIENT = Rate("logins of a client", 200)
SEARCHES_IN_TEXTS = Rate("searches in texts", 60)  # of a person who may not read them


class Limited(Exception):
    """Too often; `seconds` until it may be tried again."""

    def __init__(self, rate: Rate, seconds: int) -> None:
        super().__init__(rate.purpose)
        self.rate, self.seconds = rate, seconds


@dataclass(frozen=True)
class Rates:
    pool: "asyncpg.Pool[Any]"
    key: bytes

    async def count(self, rate: Rate, who: str) -> None:
        """Raises Limited. Counted in one statement, so that many at once are counted each."""
        row = await self.pool.fetchrow(COUNT, keyed(self.key, rate.purpose, who), WINDOW)
        assert row  # noqa: S101 - it was written just now
        if row["count"] == 1:
            await self.pool.execute("DELETE FROM sign_in_rate WHERE began_at < now() - $1::interval", WINDOW)
        if row["count"] > rate.most:
            raise Limited(rate, max(1, int(row["left"])))
