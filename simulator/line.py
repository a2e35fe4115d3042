"""A process's one line to PostgreSQL, on which it can be interrupted before any statement and around any commit."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from simulator.databases import Connection

CLOCK = "clock_timestamp() + clock_offset FROM installation"  # how others ask (event_store.streams.clock)
TURN = "FROM turn_of("  # how a command takes its contract, and asks for the time
MOST = 5_000  # statements that one step may need


class Crash(BaseException):
    """The process ends here: no handler of its own runs, as after kill -9."""


class Spinning(BaseException):
    """Work that never ends."""


def broken_line() -> Exception:
    return asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")


@dataclass
class Moments:
    """`after`: so many moments from now comes what `raises` makes; None: nothing comes. `old`: what the next
    question for the time is answered with. `when_locked`: called once, when a command has its contract."""

    after: int | None = None
    raises: Callable[[], BaseException] = Crash
    down: bool = False
    old: datetime | None = None
    when_locked: Callable[[], None] | None = None
    passed: int = 0
    struck: bool = False

    def begin(self) -> None:
        self.after = self.old = self.when_locked = None
        self.passed, self.struck = 0, False

    def come(self) -> None:
        self.passed += 1
        if self.passed > MOST:
            raise Spinning
        if self.down:
            raise ConnectionRefusedError("PostgreSQL is down")
        if self.after is None:
            return
        self.after -= 1
        if self.after < 0:
            self.after, self.struck = None, True
            raise self.raises()


class Line:
    """What our code takes for a pool: of one connection, so that whatever waits for it waits in order."""

    def __init__(self, connection: Connection) -> None:
        self.real = connection
        self.moments = Moments()
        self._mine = asyncio.Lock()

    @asynccontextmanager
    async def acquire(self, **_: float) -> AsyncIterator["Interrupted"]:
        async with self._mine:
            if self.moments.down:
                raise ConnectionRefusedError("PostgreSQL is down")
            yield Interrupted(self.real, self.moments)

    async def fetch(self, query: str, *args: Any) -> Any:
        async with self.acquire() as connection:
            return await connection.fetch(query, *args)

    async def fetchrow(self, query: str, *args: Any) -> Any:
        async with self.acquire() as connection:
            return await connection.fetchrow(query, *args)

    async def fetchval(self, query: str, *args: Any) -> Any:
        async with self.acquire() as connection:
            return await connection.fetchval(query, *args)

    async def execute(self, query: str, *args: Any) -> Any:
        async with self.acquire() as connection:
            return await connection.execute(query, *args)

    async def fetchmany(self, query: str, rows: Any) -> Any:
        async with self.acquire() as connection:
            return await connection.fetchmany(query, rows)

    async def executemany(self, query: str, rows: Any) -> Any:
        async with self.acquire() as connection:
            return await connection.executemany(query, rows)


class Interrupted:
    """A connection that says before each statement that it is a moment at which things can go wrong."""

    def __init__(self, connection: Connection, moments: Moments) -> None:
        self._real = connection
        self._moments = moments
        self._broken: BaseException | None = None

    def _come(self) -> None:
        """What is broken once stays so until another line is taken."""
        if self._broken:
            raise self._broken
        try:
            self._moments.come()
        except BaseException as error:
            self._broken = error
            raise

    async def fetch(self, query: str, *args: Any) -> Any:
        self._come()
        rows = await self._real.fetch(query, *args)
        return self._taken(rows) if TURN in query else rows

    def _taken(self, turn: Any) -> Any:
        """A command has its contract now."""
        if told := self._moments.when_locked:
            self._moments.when_locked = None
            told()
        now = self._perhaps_old(turn[0]["clock"])
        return [{**row, "clock": now} for row in turn]

    async def fetchrow(self, query: str, *args: Any) -> Any:
        self._come()
        return await self._real.fetchrow(query, *args)

    async def fetchval(self, query: str, *args: Any) -> Any:
        self._come()
        found = await self._real.fetchval(query, *args)
        return self._perhaps_old(found) if CLOCK in query else found

    def _perhaps_old(self, now: datetime) -> datetime:
        if self._moments.old:
            now, self._moments.old = min(now, self._moments.old), None
        return now

    async def execute(self, query: str, *args: Any) -> Any:
        self._come()
        return await self._real.execute(query, *args)

    async def fetchmany(self, query: str, rows: Any) -> Any:
        self._come()
        return await self._real.fetchmany(query, rows)

    async def executemany(self, query: str, rows: Any) -> Any:
        self._come()
        return await self._real.executemany(query, rows)

    def cursor(self, query: str, *args: Any) -> Any:
        return self._real.cursor(query, *args)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """Interrupted before its commit it is undone; after it, done, and nobody has been answered."""
        async with self._real.transaction():
            yield
            self._come()
        self._come()
