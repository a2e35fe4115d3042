"""People's commands over HTTP on the whole stack, beside the floor and what a team might pick instead.

In each round: commands over HTTP with the engine at work, and once every notice is delivered the same rows appended
bare, then by each peer, in a database of their own on the same PostgreSQL.
"""

import asyncio
import json
import os
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from benchmarks import peers
from benchmarks.append_speed import fdatasync_us
from benchmarks.bare import Rows, Task
from benchmarks.drive import drive, in_the_middle, spread
from benchmarks.mail_time import NOTHING_WAITS, case_workers, once_each
from benchmarks.processor import shares, used
from benchmarks.town import Town, say, town, until
from embedded import postgres
from embedded.ports import remembered_in
from event_store.migrate import migrate

CLIENTS = (1, 8, 32)
ROUNDS = int(os.environ.get("INSATS_ROUNDS", "3"))
SECONDS = float(os.environ.get("INSATS_SECONDS", "5"))
SAMPLE = 400  # commands whose rows the others append
SETTLED_WITHIN = 900.0  # s
GIVEN = "SELECT count(DISTINCT command_id) FROM event"
BARE = "bench"  # the database of those who append alone

OF_THE_FLOOR = 25.0  # per cent, at 8 clients
TIMES = {"temporal_update": 5, "dbos": 10}
A_SECOND, LONGEST, QUICK_DISK = 600, 50.0, 200.0  # and p99 in ms, where fdatasync takes no more µs than this

Rounds = dict[str, dict[int, list[dict[str, float]]]]


def measure() -> dict[str, Any]:
    """INSATS_SECONDS, INSATS_ROUNDS: how long and how often, 5 and 3 unless said."""
    return asyncio.run(_measured())


async def _measured() -> dict[str, Any]:
    installed, found = await peers.theirs(), dict[str, dict[int, list[dict[str, float]]]]()
    async with town() as here:
        bare = await _bare_database(here)
        for number in range(ROUNDS):
            say(f"round {number + 1} of {ROUNDS}")
            for clients in CLIENTS:
                _add(found, "http", {clients: await commands(here, clients)})
            for name in peers.PEERS:
                task = Task(bare, await _sample(here), CLIENTS, SECONDS, here.settings.temporal_address)
                _add(found, name, await peers.measured(name, task, installed) or {})
        figures = await once_each(here) | {"fdatasync_us": fdatasync_us(here.data.path)}
    return _judged(found, figures)


def _add(found: Rounds, name: str, figures: Mapping[int, dict[str, float]]) -> None:
    for clients, each in figures.items():
        found.setdefault(name, {}).setdefault(clients, []).append(each)
        say(f"{name}, {clients}: {each}")


async def commands(here: Town, clients: int, addresses: Sequence[str] = ()) -> dict[str, float]:
    """And how long until every notice is delivered. `addresses`: of several APIs, which they share."""
    async with case_workers(here, clients, addresses) as people:
        before, events = used(), await here.count(GIVEN)
        rate = await drive([person.next_command for person in people], SECONDS)
        processors = shares(before)
    given = await here.count(GIVEN) - events
    api = processors["our_cpu_s_by"].get("server", 0.0)
    settled = await until(lambda: here.count(NOTHING_WAITS), within=SETTLED_WITHIN)
    ours = shares(before)["our_cpu_s"] - processors["our_cpu_s_by"].get("bench", 0.0)
    return {
        **rate,
        "api_cpu_ms": round(1000 * api / given, 2),
        "all_cpu_ms": round(1000 * ours / given, 2),  # with its workflow and its mail
        "settled_s": round(settled, 1),
        "others_cpu_percent": processors["others_cpu_percent"],
    }


async def _sample(here: Town) -> list[Rows]:
    rows = await here.handler.pool.fetch(
        "SELECT command_id, type, convert_from(body, 'UTF8') AS body FROM event"
        " WHERE stream_id IN (SELECT id FROM contract ORDER BY registered_at DESC LIMIT $1)"
        " ORDER BY stream_id, version",
        SAMPLE // 2,
    )
    return [
        [[row["type"], row["body"]] for row in its] for _, its in groupby(rows, lambda row: row["command_id"])
    ]


async def _bare_database(here: Town) -> str:
    """Where those append who have no rules: with our tables, on the same server; its superuser's address."""
    port = remembered_in(here.data.ports_file).postgres
    superuser = await postgres.connect(here.data, port)
    await superuser.execute(f"CREATE DATABASE {BARE} OWNER insats_owner")
    await superuser.close()
    await migrate(here.settings.owner_url.replace("/insats?", f"/{BARE}?"), here.settings.backups)
    return f"postgresql://postgres:{here.data.secret('postgres')}@127.0.0.1:{port}/{BARE}?sslmode=disable"


def _judged(found: Rounds, figures: dict[str, Any]) -> dict[str, Any]:
    percent = spread(_ratios(found, "floor", 100))
    times: dict[str, Any] = {
        name: spread(_ratios(found, name)) if name in found else "unknown"
        for name in peers.PEERS
        if name != "floor"
    }
    rate, longest = (spread([each[name] for each in found["http"][8]])[0] for name in ("per_s", "p99_ms"))
    quick = figures["fdatasync_us"] <= QUICK_DISK
    beaten = all(times[name] == "unknown" or times[name][0] >= aim for name, aim in TIMES.items())
    fast_enough = rate >= A_SECOND and longest <= LONGEST
    return {
        "holds": figures["notices"] == figures["delivered"]
        and percent[0] >= OF_THE_FLOOR
        and beaten
        and (fast_enough or not quick),
        "percent_of_floor_at_8": percent,
        "times_as_fast_at_8": times,
        "rate_aim": fast_enough if quick else "not judged: the disk is slower than the aim's",
        **figures,
        **{name: {n: in_the_middle(each) for n, each in by.items()} for name, by in found.items()},
    }


def _ratios(found: Rounds, other: str, of: float = 1) -> Sequence[float]:
    pairs = zip(found["http"][8], found[other][8], strict=True)
    return [of * ours["per_s"] / theirs["per_s"] for ours, theirs in pairs]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
