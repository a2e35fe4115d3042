"""Many deadlines at the same instant, on the embedded stack, while people go on working.

Every contract's first rung of escalation is planned for the same minute. How late is each, is any doubled or left out,
how long do people wait meanwhile; and the floor: the same rows written by bare SQL, in the same database.
"""

import asyncio
import json
import os
import time
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from temporalio.client import Client

from benchmarks.processor import shares, used
from benchmarks.town import CLIENTS, MINUTE, People, Town, armed, populate, say, size, today, town, until
from temporal_connection import connect
from workflows.names import RECONCILE

FULL = 10_000
PEOPLE_WAIT = 100.0  # ms, p99
LATENESS = 20.0  # s, p99
BEFORE = 5.0  # s that people work before the herd comes
GIVE_UP = 600.0  # s
AFTER = 30.0  # s that they go on once it is done


def measure() -> dict[str, float | bool]:
    """INSATS_N contracts, 10,000 unless said; INSATS_SWEEP=off leaves it to each contract's own timer."""
    return asyncio.run(_measured(size(FULL)))


async def _measured(number: int) -> dict[str, float | bool]:
    async with town() as here:
        began = time.monotonic()
        await populate(here.handler, number, await today(here), wake=False)
        await here.mail_is_through()
        made = time.monotonic() - began
        planned = await here.first_rung()  # the instant that all of them share
        await here.move_to(planned - _lead(number), wake=False)
        missed = await until(lambda: _nothing_is_due(here), within=GIVE_UP)
        await here.mail_is_through()
        say(f"{number} contracts made in {made:.0f} s, missed in {missed:.0f} s")
        client = await connect(here.settings)
        if not _sweeps():
            await client.get_schedule_handle(RECONCILE).pause(note="the bench leaves it to the timers")
        figures = await _herd(here, client, number, planned)
        floor = await _floor(here, number)
        figures |= {
            "contracts": number,
            "made_s": round(made, 1),
            "floor_s": floor,
        }
        return {"holds": _holds(figures), **figures}


def _lead(number: int) -> timedelta:
    """Time for every contract, woken by its miss, to set its timer before the herd comes."""
    return (number // 2500 + 2) * MINUTE


def _holds(figures: dict[str, Any]) -> bool:
    once = figures["escalated"] == figures["contracts"] and figures["doubled"] == 0
    return bool(once and figures["lateness_p99_s"] <= LATENESS and figures["people_p99_ms"] <= PEOPLE_WAIT)


async def _herd(here: Town, client: Client, number: int, planned: datetime) -> dict[str, Any]:
    people, over = People(here.http, await today(here)), asyncio.Event()
    wait = (planned - await here.now()).total_seconds()
    say(f"the herd comes in {wait:.0f} s")
    assert wait > BEFORE, "too slow here for so many: they were made, or missed, too late"
    await asyncio.sleep(max(0, wait - BEFORE))
    working = asyncio.create_task(people.work(over.is_set))
    await asyncio.sleep(min(BEFORE, max(0, wait)))
    left = await here.count("SELECT count(*) FROM nudge WHERE wanted > delivered")
    came, before, timers = time.monotonic(), used(), await armed(client)
    done = await _escalated(here, number, came)
    herd_over, processors = time.monotonic(), shares(before)
    say(f"{done} escalated after {herd_over - came:.1f} s")
    await asyncio.sleep(AFTER)
    over.set()
    await working
    return {
        **await _counted(here),
        **processors,
        "armed_before": timers,
        "nudges_left": left,
        "all_done_after_s": round(herd_over - came, 1),
        "people_p50_ms": people.milliseconds(0.5, came, herd_over),
        "people_p99_ms": people.milliseconds(0.99, came, herd_over),
        "people_max_ms": people.milliseconds(1, came, herd_over),
        "people_p99_after_ms": people.milliseconds(0.99, herd_over, herd_over + AFTER),
        "people_p99_before_ms": people.milliseconds(0.99, 0, came),
        "commands": len(people.answers),
        "clients": CLIENTS,
    }


async def _escalated(here: Town, number: int, came: float) -> int:
    """How many, once all are, or when nobody waits any longer."""
    while True:
        done = await here.count("SELECT count(*) FROM lateness WHERE rung = 1")
        if done >= number or time.monotonic() - came > GIVE_UP:
            return done
        await asyncio.sleep(0.2)


async def _nothing_is_due(here: Town) -> int:
    return await here.count(
        "SELECT (NOT EXISTS (SELECT FROM contract WHERE next_at <= (SELECT installation_now())))::int"
    )


async def _counted(here: Town) -> dict[str, Any]:
    row = await here.handler.pool.fetchrow(
        """
        SELECT count(*) AS escalated, count(*) - count(DISTINCT stream_id) AS doubled FROM event
        WHERE type = 'StepEscalated'
        """
    )
    late = await here.handler.pool.fetchval(
        "SELECT percentile_cont(ARRAY[0.5, 0.99, 1]) WITHIN GROUP (ORDER BY extract(epoch FROM late_by))"
        " FROM lateness WHERE rung = 1"
    )
    assert row is not None
    names = ("lateness_p50_s", "lateness_p99_s", "lateness_max_s")
    return {
        **dict(row),
        **{name: round(float(at), 2) for name, at in zip(names, late or (0, 0, 0), strict=True)},
    }


async def _floor(here: Town, number: int, batch: int = 200) -> float:
    """Seconds for the rows of as many escalations, without any rule: 200 a transaction, as the sweep does."""
    began = time.monotonic()
    for start in range(0, number, batch):
        await _bare(here, [uuid4() for _ in range(min(batch, number - start))])
    return round(time.monotonic() - began, 2)


async def _bare(here: Town, contracts: list[UUID]) -> None:
    async with here.handler.pool.acquire() as connection, connection.transaction():
        await connection.execute(
            "INSERT INTO contract SELECT x, version, number, title, buyer, suppliers, procedure_id, phase, clause,"
            " steps, departments, next_due, signed_on, ends_on, places, places_started, NULL, registered_at,"
            " changed_at FROM unnest($1::uuid[]) x, (SELECT * FROM contract LIMIT 1) c",
            contracts,
        )
        await connection.execute(
            "INSERT INTO deadline SELECT x, set_version, step, due, derivation, outcome FROM unnest($1::uuid[]) x,"
            " (SELECT * FROM deadline LIMIT 1) d",
            contracts,
        )
        await connection.execute(
            "INSERT INTO lateness SELECT x, 99, 99, '0', now() FROM unnest($1::uuid[]) x", contracts
        )
        await connection.execute(
            "INSERT INTO notice (id, contract_id, version, kind, recipient, roles, queued_at, next_try_at, message_id)"
            " SELECT gen_random_uuid(), x, 99, 'floor', n::text, '{}', now(), NULL, '' FROM unnest($1::uuid[]) x,"
            " generate_series(1, 2) n",
            contracts,
        )
        await connection.execute(
            "INSERT INTO nudge (contract_id, wanted, delivered, bulk) SELECT x, 1, 1, true FROM unnest($1::uuid[]) x",
            contracts,
        )
        row = await connection.fetchrow("SELECT body FROM event WHERE type = 'StepEscalated' LIMIT 1")
        assert row is not None
        await connection.fetchval(
            "SELECT append($1, $2, $3, $4, $5, $6)",
            contracts,
            [1] * len(contracts),
            ["Floor"] * len(contracts),
            [await connection.fetchval("SELECT now()")] * len(contracts),
            contracts,
            [row["body"]] * len(contracts),
        )


def _sweeps() -> bool:
    return os.environ.get("INSATS_SWEEP") != "off"


if __name__ == "__main__":
    print(json.dumps(measure()))
