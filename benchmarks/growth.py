"""100,000 contracts against 1,000, on the embedded stack with its engine at work: what the processes hold in memory,
what a contract takes on the disk, and how long people's commands take. Two installations run side by side and are asked
in turn, so that both meet the same machine, whatever else it does.

Made as benchmarks/workplace.py makes them: 1,000 by commands, the rest copied by SQL, events too. A workflow waits in
Temporal for `INSATS_ARMED` contracts, not for each of 100,000: 35 ms of processor for one make an hour for all. The
worker keeps 2,000 in its cache (`worker.py`) however many there are, so more than those have to be armed, and are.
"""

import asyncio
import json
import os
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx

from benchmarks.contract_list import FEW, copied, made_by_commands, program, visitor
from benchmarks.drive import percentiles
from benchmarks.faults.parts import MARKS
from benchmarks.town import Town, armed, populate, say, settled, today, town, until
from benchmarks.workplace import COPIED_EVENTS, MOVED, OVER_ALL, PAGES
from temporal_connection import connect

ARMED = int(os.environ.get("INSATS_ARMED", "2500"))
COMMANDS = 150  # registrations, and as many of each other kind, by one person in each installation
MEGABYTES, RATIO = 1024.0, 1.5  # of API and worker together; p95 of the many by p95 of the few
GIVE_UP = 1800.0  # s
SEALED = "SELECT (coalesce(max(size), 0) >= (SELECT position FROM head))::int FROM checkpoint"


def measure() -> dict[str, float | bool]:
    """INSATS_N contracts, 100,000 unless said, with twenty events each; INSATS_ARMED that wait in Temporal."""
    return asyncio.run(_measured())


async def _measured() -> dict[str, float | bool]:
    async with town() as small, town() as large:
        for of in (small, large):
            await made_by_commands(of, await today(of))
        few_on_disk = await _on_disk(small)
        await _fill(large)
        many_on_disk = await _on_disk(large)
        await _rest(small, large)
        took = await _commands(small, large)
        memory = [await _memory(of) for of in (small, large)]
        told = await _told(small, large, few_on_disk, many_on_disk)
    p95 = [percentiles(each)["p95_ms"] for each in took]
    both = memory[1]["api"] + memory[1]["worker"]
    return {
        "holds": both <= MEGABYTES and p95[1] <= RATIO * p95[0],
        **told,
        "api_and_worker_mb": both,
        "memory_1000_mb": memory[0],
        "memory_100000_mb": memory[1],
        "commands": len(took[1]),
        "p95_1000_ms": p95[0],
        "p95_100000_ms": p95[1],
        "ratio": round(p95[1] / p95[0], 2),
        "p50_ms": [percentiles(each)["p50_ms"] for each in took],
        "load": round(os.getloadavg()[0], 1),
    }


async def _fill(large: Town) -> None:
    """Those that are armed have the events that their workflows read; they are among the many."""
    await copied(large, (COPIED_EVENTS, MOVED))
    await populate(large.handler, ARMED, await today(large))
    await large.mail_is_through()
    client = await connect(large.settings)
    took = await until(lambda: armed(client), ARMED, within=GIVE_UP)
    say(f"{ARMED} armed in {took:.0f} s")


async def _rest(*towns: Town) -> None:
    """Until the engine has nothing to do but to wait, and all is sealed."""
    for of in towns:
        await settled(of, within=GIVE_UP)
        await until(partial(of.count, SEALED), within=GIVE_UP)


async def _commands(small: Town, large: Town) -> list[list[float]]:
    """Seconds of each answer, in turn: contracts are registered, triaged, and a step of them passed on."""
    took: list[list[float]] = [[], []]
    clients = [await program(of, "p-01") for of in (small, large)]
    for client in clients:
        client.headers["If-Match"] = "*"
    day = await today(large)
    for _ in range(COMMANDS):
        ids = [uuid4() for _ in clients]
        for command in _of_one(day):
            for client, contract, told in zip(clients, ids, took, strict=True):
                began = time.perf_counter()
                await _do(client, contract, command)
                told.append(time.perf_counter() - began)
    for client in clients:
        await client.aclose()
    return took


def _of_one(day: date) -> Sequence[dict[str, Any]]:
    facts = {
        "title": "Lokalvård i skolor",
        "buyers": [{"name": "Exempelköpings kommun"}],
        "suppliers": [{"name": "Provbolag 7 AB"}],
        "signed_on": day.isoformat(),
    }
    return (
        {"type": "register_contract", "facts": facts},
        {"type": "triage_clause", "clause": "dialogue_clause", "count_from": day.isoformat()},
        {"type": "pass_on_step", "step": "invite", "to": "jobbcenter", "reason": "Deras fråga."},
    )


async def _do(http: httpx.AsyncClient, contract: UUID, command: dict[str, Any]) -> None:
    answer = await http.post(f"/api/v1/contracts/{contract}/commands", json={"command": command})
    assert answer.status_code == httpx.codes.CREATED, answer.text


async def _memory(of: Town) -> dict[str, int]:
    """Megabytes of each process once every page has been looked at: its own, and its share of what several have in
    common (PSS). Linux only."""
    client = await visitor(of, "p-01")
    for address in (*PAGES, *OVER_ALL):
        assert (await client.get(address, timeout=GIVE_UP)).status_code == httpx.codes.OK, address
    await client.aclose()
    found = Counter[str]()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command, told = (process / "cmdline").read_bytes(), (process / "environ").read_bytes()
            if f"{of.data.path}/".encode() in command + told:
                rolled = (process / "smaps_rollup").read_text()
                found[_name_of(command)] += int(rolled.partition("\nPss:")[2].split()[0])
    return {name: round(kilobytes / 1024) for name, kilobytes in found.items()}


def _name_of(command: bytes) -> str:
    return next((name for name, mark in MARKS.items() if mark.encode() in command), "postgres")


async def _on_disk(of: Town) -> dict[str, int]:
    """Bytes of the record, and how many contracts and events they are for."""
    return {
        "contracts": await of.count("SELECT count(*) FROM contract"),
        "events": await of.count("SELECT count(*) FROM event"),
        "bytes": await of.count("SELECT pg_database_size(current_database())"),
        "of_events": await of.count("SELECT pg_total_relation_size('event')"),
    }


async def _told(small: Town, large: Town, few: dict[str, int], many: dict[str, int]) -> dict[str, Any]:
    more = {name: many[name] - few[name] for name in many}
    temporal = sum(file.stat().st_size for file in (large.data.path / "temporal").glob("*.db*"))
    return {
        "contracts": many["contracts"],
        "waiting_in_temporal": await armed(await connect(large.settings)),
        "events": many["events"],
        "events_a_contract": round(more["events"] / more["contracts"], 1),
        "kb_a_contract": round(more["bytes"] / more["contracts"] / 1024, 1),
        "of_which_events_kb": round(more["of_events"] / more["contracts"] / 1024, 1),
        "temporal_kb_an_armed_contract": round(temporal / (ARMED + FEW) / 1024, 1),
    }


if __name__ == "__main__":
    print(json.dumps(measure()))
