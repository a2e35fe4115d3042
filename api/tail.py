"""The end of the log, watched once a process for all who listen: they ask only when there is something to ask about."""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from api.problems import Problem
from domain.words import N_

if TYPE_CHECKING:
    from asyncpg import Pool

log = logging.getLogger("insats.tail")

EVERY = 0.5  # s; half of the two seconds within which an open page is to show something goes elsewhere
RECENT = 1000
AT_MOST, EACH = 500, 20  # streams in this process, and of one person

NEWEST = "SELECT position, stream_id FROM event WHERE position > $1 ORDER BY position DESC LIMIT $2"


@dataclass
class Tail:
    """`head`: the newest position that was seen; `recent`: the last ones, and whose they are."""

    pool: "Pool[Any]"
    head: int = 0
    recent: deque[tuple[int, UUID]] = field(default_factory=lambda: deque(maxlen=RECENT))
    listening: Counter[str] = field(default_factory=Counter)
    _moved: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def run(self) -> None:
        """For ever; the database is asked only while somebody listens."""
        while True:
            await asyncio.sleep(EVERY)
            if self.listening.total():
                try:
                    await self.look()
                except Exception as error:  # noqa: BLE001 - whatever it is, who listens goes on listening
                    log.warning("the log is not seen: %s", error)

    async def look(self) -> None:
        rows = await self.pool.fetch(NEWEST, self.head, RECENT)
        if rows:
            self.recent.extend((row["position"], row["stream_id"]) for row in reversed(rows))
            self.head = rows[0]["position"]
            async with self._moved:
                self._moved.notify_all()

    async def news(self, seen: int, contract: UUID | None, patience: float) -> None:
        """Until something may have happened since the position `seen`, or for so many seconds."""
        try:
            async with asyncio.timeout(patience), self._moved:
                await self._moved.wait_for(lambda: self._concerns(seen, contract))
        except TimeoutError:
            return

    def _concerns(self, seen: int, contract: UUID | None) -> bool:
        if contract is None or not self.recent or seen < self.recent[0][0] - 1:
            return self.head > seen
        return any(position > seen and stream == contract for position, stream in self.recent)

    def must_have_room(self, person: str) -> None:
        """Raises Problem."""
        if self.listening.total() >= AT_MOST or self.listening[person] >= EACH:
            raise Problem(429, "too_many_streams", N_("Too many streams are open. Close some of them."))

    @contextmanager
    def listener(self, person: str) -> Iterator[None]:
        self.listening[person] += 1
        try:
            yield
        finally:
            self.listening[person] -= 1
            if not self.listening[person]:
                del self.listening[person]
