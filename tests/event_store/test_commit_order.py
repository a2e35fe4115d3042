"""Many write at once, some commit slowly, some not at all: whoever follows the log misses none and waits for none."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from uuid import UUID, uuid4

import asyncpg
import pytest

from access.viewer import EVERYTHING
from event_store.streams import append
from settings import Settings
from tests.event_store.test_append import rows_of

WRITERS = 32
OPEN_FOR = float(os.environ.get("INSATS_OPEN_FOR", "3"))  # s; `make prove-append-only` takes 60
SLOW = 0.02  # s between the append and its commit
AT_ONCE = 1.0  # s; what a busy machine takes from its commit until a reader who polls has an event


class ChangedTheirMind(Exception):
    pass


@dataclass(frozen=True)
class Written:
    """`began`, `answered`: on the machine's monotonic clock, around the whole transaction."""

    position: int
    stream: UUID
    began: float
    answered: float


@dataclass
class Follower:
    """As every reader of the log reads it: what stands after the last position that it has seen."""

    connection: asyncpg.Connection
    last: int
    seen: dict[int, float] = field(default_factory=dict)
    of: dict[int, UUID] = field(default_factory=dict)  # whose stream stands at a position

    async def follow(self) -> None:
        while True:
            await self.read()
            await asyncio.sleep(0.005)

    async def read(self) -> None:
        query = "SELECT position, stream_id FROM event WHERE position > $1 ORDER BY position"
        for row in await self.connection.fetch(query, self.last):
            assert row["position"] == self.last + 1, f"after {self.last} came {row['position']}"
            self.last, self.seen[row["position"]] = row["position"], time.monotonic()
            self.of[self.last] = row["stream_id"]


@pytest.fixture
async def follower(settings: Settings) -> AsyncIterator[Follower]:
    connection = await asyncpg.connect(settings.reader_url, server_settings={"insats.viewer": EVERYTHING})
    yield Follower(connection, await connection.fetchval("SELECT position FROM head"))
    await connection.close()


@pytest.fixture
async def open_elsewhere(settings: Settings) -> AsyncIterator[int]:
    """A writing transaction in another database of the cluster, open all the while; its number."""
    connection = await asyncpg.connect(settings.keys_url)
    transaction = connection.transaction()
    await transaction.start()
    yield await connection.fetchval("SELECT pg_current_xact_id()::text::bigint")
    await transaction.rollback()
    await connection.close()


async def write(settings: Settings, random: Random, until: float, tried: set[UUID]) -> list[Written]:
    """One or three events at a time; of the transactions a quarter commit slowly, and some are rolled back."""
    connection, written = await asyncpg.connect(settings.writer_url), []
    while (began := time.monotonic()) < until:
        tried.add(stream := uuid4())
        rows = rows_of(stream, count=random.choice((1, 3)))
        with suppress(ChangedTheirMind):
            async with connection.transaction():
                last = await append(connection, rows)
                if random.random() < 0.25:
                    await asyncio.sleep(random.random() * SLOW)
                if random.random() < 0.1:
                    raise ChangedTheirMind
            answered = time.monotonic()
            written += [Written(last - number, stream, began, answered) for number in range(len(rows))]
    await connection.close()
    return written


def out_of_order(written: list[Written]) -> list[Written]:
    """Those that began after somebody else had had their answer, and came before them in the log."""
    found, earliest = [], float("inf")
    for each in sorted(written, key=lambda one: one.position, reverse=True):
        if earliest < each.began:
            found.append(each)
        earliest = min(earliest, each.answered)
    return found


@pytest.mark.timeout(240)
async def test_a_reader_sees_every_event_once_in_the_order_of_their_commits_and_at_once(
    settings: Settings,
    follower: Follower,
    open_elsewhere: int,
    record_property: Callable[[str, object], None],
) -> None:
    first, until, tried = follower.last + 1, time.monotonic() + OPEN_FOR, set[UUID]()
    following = asyncio.create_task(follower.follow())
    done = await asyncio.gather(*(write(settings, Random(n), until, tried) for n in range(WRITERS)))  # noqa: S311
    written = [each for some in done for each in some]
    following.cancel()
    with suppress(asyncio.CancelledError):
        await following
    await follower.read()
    # the engine may write beside them
    ours = [(position, stream) for position, stream in follower.of.items() if stream in tried]
    assert sorted((each.position, each.stream) for each in written) == ours
    assert {each.stream for each in written} < tried, "some were rolled back"
    assert list(follower.seen) == list(range(first, follower.last + 1))
    assert out_of_order(written) == []
    waited = max(follower.seen[each.position] - each.answered for each in written)
    assert waited < AT_ONCE
    horizon = await follower.connection.fetchval(
        "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    )
    assert horizon <= open_elsewhere, "whoever waits for it had seen nothing of all this"
    record_property("events_by_32_writers", len(written))
    record_property("open_elsewhere_s", OPEN_FOR)
    record_property("longest_wait_ms", round(1000 * max(waited, 0)))


async def test_numbers_from_a_sequence_would_let_a_reader_miss_an_event(settings: Settings) -> None:
    """What is proven above can fail: this is what it guards against."""
    owner, other = await asyncpg.connect(settings.owner_url), await asyncpg.connect(settings.owner_url)
    await owner.execute("CREATE TABLE numbered (position bigserial)")
    try:
        slow = owner.transaction()
        await slow.start()
        missed = await owner.fetchval("INSERT INTO numbered DEFAULT VALUES RETURNING position")
        seen = await other.fetchval("INSERT INTO numbered DEFAULT VALUES RETURNING position")
        await slow.commit()
        after = await other.fetch("SELECT position FROM numbered WHERE position > $1", seen)
        assert missed < seen
        assert after == []
    finally:
        await owner.execute("DROP TABLE numbered")
        await owner.close()
        await other.close()
