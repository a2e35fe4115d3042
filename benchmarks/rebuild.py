"""The read models of 100,000 events, all lost, told anew as `insats rebuild` does it: events a second, in as many
processes as there are processors; then over the rows that are there. Beside it two floors: the same events read and
decoded and nothing more, in as many processes; and the bare COPY of the same rows, with indexes and without.

The events are whole lives led by the real rules (benchmarks/lives.py), some fifty events each; and the beginnings of
such lives, seven events each, of which a contract's own rows are a larger part of the work.
"""

import asyncio
import io
import json
import os
import time
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from multiprocessing import get_context
from typing import Any

import asyncpg

from benchmarks.cluster import cluster
from benchmarks.lives import Life, lives, record
from benchmarks.processor import shares, used
from benchmarks.town import say, size
from event_store.keyring import Keyring
from event_store.migrate import migrate
from event_store.streams import read_rows_of, recorded_in, stream_ids
from policy_setup import create_handler
from projections.anew import TABLES
from projections.rebuild import TOGETHER
from rebuilding import rebuild_in_processes
from recovery.compare import digests
from settings import Settings

FULL = 100_000
AT_LEAST = 20_000.0  # events a second, of whole lives
LED = 60  # lives; the others are copies of them
BEGUN = 3  # decisions of one that has been registered and triaged
PROCESSES = os.cpu_count() or 1


def measure() -> dict[str, float | bool]:
    """INSATS_N events, 100,000 unless said; a fifth as many of beginnings."""
    return asyncio.run(_measured(size(FULL)))


async def _measured(events: int) -> dict[str, float | bool]:
    whole = await _of(events, None)
    begun = await _of(events // 5, BEGUN)
    return {
        "holds": whole["events_per_s"] >= AT_LEAST and whole["same_again"] and begun["same_again"],
        **whole,
        "of_beginnings": begun,
        "processes": PROCESSES,
        "load": round(os.getloadavg()[0], 1),
    }


async def _of(events: int, decisions: int | None) -> dict[str, Any]:
    async with _recorded(events, decisions) as settings:
        connection = await asyncpg.connect(settings.owner_url)
        events = await connection.fetchval("SELECT count(*) FROM event")
        told = await _rebuilt(settings, connection, events)
        told["decoded_alone_per_s"] = round(events / await asyncio.to_thread(_decoded, settings))
        told |= await _copied(connection)
        await connection.close()
    say(json.dumps(told))
    return told


@asynccontextmanager
async def _recorded(events: int, decisions: int | None) -> AsyncIterator[Settings]:
    """Events and their keys, and no read model but the policy's."""
    async with cluster() as here:
        its = here.settings
        await migrate(its.keys_url, its.backups, folder="key_migrations")
        async with asyncpg.create_pool(its.writer_url) as pool, asyncpg.create_pool(its.keys_url) as keys:
            keyring = Keyring(keys, its.key_encryption_key)
            handler = await create_handler(pool, keyring, its.policy, its.erasures)
            led = lives(handler.policy, LED)
            began = time.monotonic()
            some = [Life(each.policy, each.seeded, decisions=each.decisions[:decisions]) for each in led]
            number = await record(handler, some, events)
            say(f"{number} events recorded in {time.monotonic() - began:.0f} s")
        connection = await asyncpg.connect(its.owner_url)
        await connection.execute("VACUUM ANALYZE")
        await connection.close()
        yield its


async def _rebuilt(settings: Settings, connection: Any, events: int) -> dict[str, Any]:
    began, before = time.monotonic(), used()
    rebuilt = await rebuild_in_processes(settings)
    took, processors = time.monotonic() - began, shares(before)
    first = await digests(connection)
    began = time.monotonic()
    again = await rebuild_in_processes(settings)
    took_again = time.monotonic() - began
    assert rebuilt.troubled == again.troubled == 0
    return {
        "events": events,
        "contracts": rebuilt.contracts,
        "seconds": round(took, 2),
        "events_per_s": round(events / took),
        "over_rows_per_s": round(events / took_again),
        "cpu_us_an_event": round(1e6 * processors["our_cpu_s"] / events, 1),
        **processors,
        "same_again": first == await digests(connection),
    }


def _decoded(settings: Settings) -> float:
    """Seconds."""
    began = time.monotonic()
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as processes:
        list(
            processes.map(
                partial(_decode, settings.writer_url, settings.keys_url, settings.key_encryption_key),
                range(PROCESSES),
            )
        )
    return time.monotonic() - began


def _decode(writer_url: str, keys_url: str, key: bytes, share: int) -> None:
    asyncio.run(_decode_share(writer_url, keys_url, key, share))


async def _decode_share(writer_url: str, keys_url: str, key: bytes, share: int) -> None:
    async with (
        asyncpg.create_pool(keys_url, min_size=1) as keys,
        asyncpg.create_pool(writer_url, min_size=1) as pool,
    ):
        keyring = Keyring(keys, key)
        async with pool.acquire() as connection, connection.transaction():
            streams = [stream async for stream in stream_ids(connection)]
            for start in range(share * TOGETHER, len(streams), PROCESSES * TOGETHER):
                some = streams[start : start + TOGETHER]
                theirs = await keyring.of(some)
                for rows in (await read_rows_of(connection, some)).values():
                    recorded_in(rows, theirs)


async def _copied(connection: Any) -> dict[str, Any]:
    """Seconds for all rows, by tables' owner, in one go a table."""
    rows, bare, indexed = 0, 0.0, 0.0
    for name in (table.name for table in TABLES):
        written = io.BytesIO()
        told = await connection.copy_from_table(name, output=written, format="binary")
        rows += int(told.split()[1])
        bare += await _copy(connection, written, f"{name}_bare", f"LIKE {name} INCLUDING GENERATED")
        indexed += await _copy(connection, written, f"{name}_indexed", f"LIKE {name} INCLUDING ALL")
    return {"rows": rows, "copy_s": round(bare, 2), "copy_with_indexes_s": round(indexed, 2)}


async def _copy(connection: Any, written: io.BytesIO, name: str, like: str) -> float:
    await connection.execute(f"CREATE TABLE {name} ({like})")
    written.seek(0)
    began = time.monotonic()
    await connection.copy_to_table(name, source=written, format="binary")
    return time.monotonic() - began


if __name__ == "__main__":
    print(json.dumps(measure()))
