"""From a person's command to the mail that it brings: while nothing else happens, at a pace, and after a burst.

Contracts are registered and triaged in turn, each with a workflow that begins with it, and its departments are mailed.
A mail has arrived when the mail server has it; its file's name says when.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.append_speed import fdatasync_us
from benchmarks.drive import percentiles
from benchmarks.keep_alive import CaseWorker, Line
from benchmarks.processor import shares, used
from benchmarks.town import Town, say, size, today, town, until

IDLE, IDLE_PAUSE = 60, 0.5  # commands, s between two
PACE, PACED_FOR = 50, 20  # commands a second, s
BURST = 2000  # commands, by all at once
CASE_WORKERS = 32
GIVE_UP = 600.0  # s

IDLE_P95, PACE_P95, BURST_WITHIN = 100.0, 500.0, 60.0  # ms, ms, s
NOTHING_WAITS = """
SELECT (NOT EXISTS (SELECT FROM nudge WHERE wanted > delivered)
    AND NOT EXISTS (SELECT FROM notice WHERE sent_at IS NULL AND NOT waits))::int
"""
CAUSES = """
SELECT message_id, command_id FROM notice
JOIN event ON stream_id = contract_id AND event.version = notice.version
"""

Give = Callable[[CaseWorker], Awaitable[None]]
Work = Callable[[Give, int, Sequence[CaseWorker]], Awaitable[None]]


def measure() -> dict[str, Any]:
    """INSATS_N: commands of the burst, 2,000 unless said; the other two shrink with it."""
    return asyncio.run(_measured(size(BURST)))


async def _measured(burst: int) -> dict[str, Any]:
    part = burst / BURST
    async with town() as here:
        figures: dict[str, Any] = {"fdatasync_us": fdatasync_us(here.data.path)}
        for name, work, number in (
            ("idle", one_by_one, IDLE),
            ("paced", at_a_pace, PACE * PACED_FOR),
            ("burst", at_once, BURST),
        ):
            told = await _phase(here, work, max(6, round(number * part)))
            say(f"{name}: {told}")
            figures |= {f"{name}_{figure}": its for figure, its in told.items()}
        figures |= await once_each(here)
    holds = (
        figures["idle_p95_ms"] <= IDLE_P95
        and figures["paced_p95_ms"] <= PACE_P95
        and figures["burst_last_mail_after_s"] <= BURST_WITHIN
        and figures["notices"] == figures["delivered"]
    )
    return {"holds": holds, **figures}


@asynccontextmanager
async def case_workers(
    here: Town, number: int, addresses: Sequence[str] = ()
) -> AsyncIterator[list[CaseWorker]]:
    """`addresses`: of several APIs, which they share."""
    at = addresses or [here.settings.public_url]
    day, token = (await today(here)).isoformat(), here.http.headers["Authorization"]
    with ExitStack() as open_until_the_end:
        people = []
        for n in range(number):
            line = await Line.to(at[n % len(at)], token)
            open_until_the_end.callback(line.close)
            people.append(CaseWorker(line, day))
        yield people


async def one_by_one(give: Give, number: int, people: Sequence[CaseWorker]) -> None:
    for _ in range(number):
        await give(people[0])
        await asyncio.sleep(IDLE_PAUSE)


async def at_a_pace(give: Give, number: int, people: Sequence[CaseWorker]) -> None:
    """At its instant each, as long as somebody is free to give it."""
    free, began = asyncio.Queue[CaseWorker](), time.monotonic()
    for person in people:
        free.put_nowait(person)

    async def next_one(person: CaseWorker) -> None:
        await give(person)
        free.put_nowait(person)

    async with asyncio.TaskGroup() as under_way:  # the first that fails ends them all
        for n in range(number):
            await asyncio.sleep(max(0.0, began + n / PACE - time.monotonic()))
            under_way.create_task(next_one(await free.get()))


async def at_once(give: Give, number: int, people: Sequence[CaseWorker]) -> None:
    async def one(share: range, person: CaseWorker) -> None:
        for _ in share:
            await give(person)

    shares = [range(n, number, len(people)) for n in range(len(people))]
    await asyncio.gather(*map(one, shares, people))


async def _phase(here: Town, work: Work, number: int) -> dict[str, Any]:
    answered: dict[UUID, datetime] = {}  # when each command's answer was there

    async def give(person: CaseWorker) -> None:
        answered[await person.next_command()] = datetime.now(UTC)

    before, began = used(), time.monotonic()
    async with case_workers(here, CASE_WORKERS) as people:
        await work(give, number, people)
    commanded, last = time.monotonic() - began, max(answered.values())
    await until(lambda: here.count(NOTHING_WAITS), within=GIVE_UP)
    waits = await _waits(here, answered)
    return {
        "commands": len(answered),
        "commands_per_s": round(len(answered) / commanded, 1),
        "mails": len(waits),
        **percentiles(waits),
        "last_mail_after_s": round((max(_arrivals(here.data.mail).values()) - last).total_seconds(), 1),
        **shares(before),
    }


async def _waits(here: Town, answered: Mapping[UUID, datetime]) -> list[float]:
    """From each command's answer to each of its mails, in seconds."""
    arrivals = _arrivals(here.data.mail)
    return [
        (arrivals[row["message_id"]] - answered[row["command_id"]]).total_seconds()
        for row in await here.handler.pool.fetch(CAUSES)
        if row["command_id"] in answered and row["message_id"] in arrivals
    ]


def _arrivals(folder: Path) -> dict[str, datetime]:
    """By Message-ID; of two copies the first counts."""
    found: dict[str, datetime] = {}
    for mail in sorted(folder.glob("*.eml")):
        at = datetime.strptime(mail.name.partition("_")[0], "%Y-%m-%dT%H-%M-%S.%fZ").replace(tzinfo=UTC)
        found.setdefault(message_from_bytes(mail.read_bytes())["Message-ID"], at)
    return found


async def once_each(here: Town) -> dict[str, int]:
    """Notices, those of them whose mail is there, and second copies."""
    rows = await here.handler.pool.fetch("SELECT message_id FROM notice WHERE NOT waits")
    arrived = _arrivals(here.data.mail)
    copies = sum(1 for _ in here.data.mail.glob("*.eml")) - len(arrived)
    delivered = sum(row["message_id"] in arrived for row in rows)
    return {"notices": len(rows), "delivered": delivered, "second_copies": copies}


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
