"""`kill -9` of everything, the supervisor too, while thousands of last days are overdue: how soon is somebody served
who asks for a contract, how soon is all that was due done, is any of it done twice; and where the start's seconds go.
"""

import asyncio
import json
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import httpx

from benchmarks.cluster import working_in
from benchmarks.contract_list import program, visitor
from benchmarks.processor import shares, used
from benchmarks.town import MINUTE, Town, armed, populate, say, settled, size, today, until
from embedded.data_folder import DataFolder
from embedded.environment import PROJECT, settings as embedded_settings
from temporal_connection import connect
from worker import create_handler

FULL = 2_000
SERVING, DONE = 5.0, 30.0  # s from the start
GIVE_UP = 600.0  # s
READY = re.compile(r"(\w+): redo / ready \(([\d.]+) s\)")
OF_EACH = "SELECT count(*) AS told, count(DISTINCT stream_id) AS contracts FROM event WHERE type = $1"


def measure() -> dict[str, float | bool]:
    """INSATS_N contracts, 2,000 unless said; each waits for its last day in Temporal before everything is killed."""
    with TemporaryDirectory() as own:
        return asyncio.run(_measured(DataFolder(Path(own) / "var"), size(FULL)))


async def _measured(data: DataFolder, number: int) -> dict[str, float | bool]:
    async with _up(data) as first:
        contracts = await _overdue(data, number, first)
        async with _town(data) as here:
            page, api = await visitor(here, "p-01"), await program(here, "p-01")
            planned = await here.first_rung()
            await here.move_to(planned + MINUTE)
        killed = _kill(first.process.pid, data)
    say(f"{killed} processes killed, {number} contracts overdue")
    before = used()
    async with _up(data) as again:
        serving = await _served(again, contracts[0], page, api)
        async with _town(data) as here:
            await until(lambda: here.count(OF_RUNGS), number, within=GIVE_UP)
            done, processors = time.monotonic() - again.began, shares(before)
            await settled(here, within=GIVE_UP)
            figures = await _counted(here)
    once = all(figures[name] == [number, number] for name in ("missed", "escalated"))
    return {
        "holds": once and serving["served_s"] <= SERVING and done <= DONE,
        "contracts": number,
        **{name: round(seconds, 2) for name, seconds in serving.items()},
        "all_done_s": round(done, 1),
        **figures,
        "start": again.where_it_goes(),
        "importing_server_s": await _importing("server"),
        **processors,
    }


OF_RUNGS = "SELECT count(*) FROM lateness WHERE rung = 1"


@dataclass
class Up:
    """`insats up`, and when it said that a part was ready, in seconds since it was started."""

    process: asyncio.subprocess.Process
    began: float
    parts: dict[str, tuple[float, float]] = field(
        default_factory=dict
    )  # at which second, after how many of its own

    async def listen(self) -> None:
        assert self.process.stdout
        async for line in self.process.stdout:
            if found := READY.search(line.decode(errors="replace")):
                self.parts.setdefault(found[1], (time.monotonic() - self.began, float(found[2])))

    def where_it_goes(self) -> dict[str, float]:
        """Servers start side by side, while the API reads itself in; then the databases are looked at; then the API
        goes on, and the others of ours start."""
        servers = [self.parts[name] for name in ("postgres", "temporal", "smtp")]
        api_at, api_took = self.parts["api"]
        told = {
            "before_any_server": min(at - took for at, took in servers),
            **{name: self.parts[name][1] for name in ("postgres", "temporal", "smtp")},
            "databases_looked_at": api_at - api_took - max(at for at, _ in servers),
            "api": api_took,
        }
        return {name: round(seconds, 2) for name, seconds in told.items()}


@asynccontextmanager
async def _up(data: DataFolder) -> AsyncIterator[Up]:
    command = [sys.executable, "-m", "cli.main", "up", "--test", "--port", "0", "--data", str(data.path)]
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(*command, cwd=PROJECT, stdout=asyncio.subprocess.PIPE)
    up = Up(process, began)
    listening = asyncio.create_task(up.listen())
    try:
        yield up
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        await process.wait()
        listening.cancel()


@asynccontextmanager
async def _town(data: DataFolder) -> AsyncIterator[Town]:
    """Of an installation that runs already, in processes of its own."""
    settings = embedded_settings(data)
    handler = await create_handler(settings)
    try:
        async with httpx.AsyncClient(base_url=settings.public_url) as http:
            yield Town(data, settings, handler, http)
    finally:
        await handler.pool.close()
        await handler.keyring.close()


async def _overdue(data: DataFolder, number: int, up: Up) -> list[UUID]:
    """Not yet: all that has to be there before the clock is moved."""
    await until(lambda: int(_runs(data, up)), within=GIVE_UP)
    async with _town(data) as here:
        contracts = await populate(here.handler, number, await today(here))
        await here.mail_is_through()
        client = await connect(here.settings)
        waited = await until(lambda: armed(client), number, within=GIVE_UP)
        await settled(here, within=GIVE_UP)
        say(f"{number} contracts wait in Temporal after {waited:.0f} s")
    return contracts


def _runs(data: DataFolder, up: Up) -> bool:
    running = data.running()
    return running is not None and running.pid == up.process.pid


def _kill(supervisor: int, data: DataFolder) -> int:
    """Stopped first, so that none sees another's end."""
    pids = [*_with_children(supervisor), *working_in(data.cluster)]
    for sign in (signal.SIGSTOP, signal.SIGKILL):
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, sign)
    return len(set(pids))


def _with_children(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [each for child in task.read_text().split() for each in _with_children(int(child))]
    return found


async def _served(
    up: Up, contract: UUID, page: httpx.AsyncClient, api: httpx.AsyncClient
) -> dict[str, float]:
    """Seconds from the start until each of them is answered. Whoever was signed in still is."""
    asked = {
        "readyz_s": (api, "/readyz"),
        "api_s": (api, f"/api/v1/contracts/{contract}"),
        "page_s": (page, f"/avtal/{contract}"),
    }
    told = dict(zip(asked, await asyncio.gather(*(_answered(up, *it) for it in asked.values())), strict=True))
    await page.aclose()
    await api.aclose()
    return {"served_s": max(told.values()), **told}


async def _answered(up: Up, client: httpx.AsyncClient, address: str) -> float:
    while time.monotonic() - up.began < GIVE_UP:
        with suppress(httpx.HTTPError):
            if (await client.get(address, timeout=5)).status_code == httpx.codes.OK:
                return time.monotonic() - up.began
        await asyncio.sleep(0.02)
    raise TimeoutError(address)


async def _counted(here: Town) -> dict[str, Any]:
    """Of each kind how many events, and of how many contracts."""
    rows: Sequence[Any] = [
        await here.handler.pool.fetchrow(OF_EACH, kind) for kind in ("DeadlineMissed", "StepEscalated")
    ]
    return dict(zip(("missed", "escalated"), ([*row] for row in rows), strict=True))


async def _importing(module: str) -> float:
    """By itself, with nothing else of ours at work."""
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", f"import {module}", cwd=PROJECT, env={**os.environ, "PYTHONPATH": str(PROJECT)}
    )
    await process.wait()
    return round(time.monotonic() - began, 2)


if __name__ == "__main__":
    print(json.dumps(measure()))
