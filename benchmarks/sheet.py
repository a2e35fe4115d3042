"""20,000 contracts from one spreadsheet, on the whole system as `insats up` runs it: how fast beside the bare COPY of
the same rows, and how long people's commands take meanwhile, and while the contracts' timers are set afterwards."""

import asyncio
import io
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
from openpyxl import Workbook

from cli.client import new_link
from domain.numbers import check_digit_is_right
from embedded.data_folder import DataFolder
from embedded.environment import PROJECT, settings as embedded_settings
from exchange.columns import COLUMNS
from projections.nudges import NOT_AT_ONCE
from settings import Settings

ROWS = int(os.environ.get("INSATS_ROWS", "20000"))
AT_MOST = 0.100  # s, p99 of people's commands
PEOPLE = 2  # who work at the same time
ARMING = float(os.environ.get("INSATS_ARMING", "60"))  # s that are measured of setting timers; 0: none
BREATH = 0.15  # s between somebody's commands: some 13 a second of them all
GIVE_UP = 3600.0  # s
READY = 300.0  # s
NAMED = ("number", "title", "supplier", "supplier_number", "procurement", "buyer_unit")
FIELDS = (*NAMED, "signed_on", "ends_on", "value", "cpv", "clause", "count_from")


def measure() -> dict[str, float | bool]:
    with TemporaryDirectory() as folder, installation(DataFolder(Path(folder) / "var")) as settings:
        return asyncio.run(_measured(settings, rows_of(ROWS)))


def rows_of(number: int) -> list[tuple[str, ...]]:
    """Every third waits for triage, every third runs, every third carries no clause."""
    return [_row(n) for n in range(number)]


def _row(n: int) -> tuple[str, ...]:
    clause = ("", "dialog", "ingen")[n % 3]
    told = (f"R-{n:06}", f"Lokalvård område {n}", f"Provbolag {n % 997} AB", organisation(n % 997))
    rest = ("Ramavtal lokalvård", f"Enhet {n % 12}", "2025-03-01", "2028-12-31", f"{n % 90 + 10} 000,50")
    return (*told, *rest, "90919300", clause, "")


def organisation(n: int) -> str:
    nine = f"5599{n:05}"
    digit = next(d for d in "0123456789" if check_digit_is_right(nine + d))
    return f"{nine[:6]}-{nine[6:]}{digit}"


def workbook(rows: Sequence[Sequence[str]]) -> bytes:
    titles = {column.field: column.title for column in COLUMNS}
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Avtal")
    sheet.append([*(titles[field] for field in FIELDS), titles["reason"]])
    for row in rows:
        sheet.append([*row, "Under gränsen." if row[10] == "ingen" else ""])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@contextmanager
def installation(data: DataFolder) -> Iterator[Settings]:
    """`insats up`, stopped when it has been used."""
    command = [sys.executable, "-m", "cli.main", "up", "--port", "0", "--data", str(data.path)]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    try:
        until = time.monotonic() + READY
        while not data.running():
            if time.monotonic() > until or process.poll() is not None:
                raise RuntimeError("insats up did not become ready")
            time.sleep(0.05)
        yield embedded_settings(data)
    finally:
        process.terminate()
        process.wait()


async def _measured(settings: Settings, rows: Sequence[tuple[str, ...]]) -> dict[str, float | bool]:
    copied = await copy(settings, rows)
    url = f"http://{settings.api_host}:{settings.api_port}/api/v1"
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        link = await new_link(settings, None)
        token = (await http.post("/sessions", json={"link": link})).json()["access_token"]
        http.headers.update({"Authorization": f"Bearer {token}", "If-Match": "*"})
        contracts = [await _contract(http) for _ in range(PEOPLE * 10)]
        quiet = await _people_for(http, contracts, asyncio.create_task(asyncio.sleep(10)))
        importing = asyncio.create_task(_import(http, workbook(rows)))
        busy = await _people_for(http, contracts, importing)
        seconds, totals = await importing
        told = _told_of(rows, seconds, copied, quiet, busy)
        sys.stderr.write(f"{told}\n")  # the rest takes minutes
        told |= await _while_timers_are_set(settings, http, contracts)
    told["imported"] = totals.get("imported", 0)
    in_time = told["p99_ms"] <= 1000 * AT_MOST
    return {"holds": totals == {"imported": len(rows)} and in_time, **told}


def _told_of(
    rows: Sequence[object], seconds: float, copied: float, quiet: Sequence[float], busy: Sequence[float]
) -> dict[str, float]:
    return {
        "rows": len(rows),
        "import_s": round(seconds, 1),
        "rows_per_s": round(len(rows) / seconds, 1),
        "copy_rows_per_s": round(len(rows) / copied),
        "copy_is_times_faster": round(seconds / copied),
        "peoples_commands": len(busy),
        "p50_ms": round(1000 * statistics.median(busy), 1),
        "p99_ms": round(1000 * _percentile(busy, 99), 1),
        "max_ms": round(1000 * max(busy), 1),
        "p99_ms_without_import": round(1000 * _percentile(quiet, 99), 1),
    }


async def _while_timers_are_set(
    settings: Settings, http: httpx.AsyncClient, contracts: Sequence[UUID]
) -> dict[str, float]:
    """It begins a minute after the import has ended, and people go on."""
    if not ARMING:
        return {}
    await _people_for(http, contracts, asyncio.create_task(asyncio.sleep(NOT_AT_ONCE.total_seconds())))
    before = await _armed(settings)
    taken = await _people_for(http, contracts, asyncio.create_task(asyncio.sleep(ARMING)))
    return {
        "p99_ms_while_timers_are_set": round(1000 * _percentile(taken, 99), 1),
        "max_ms_while_timers_are_set": round(1000 * max(taken), 1),
        "timers_set_per_s": round((await _armed(settings) - before) / ARMING, 1),
    }


async def copy(settings: Settings, rows: Sequence[tuple[str, ...]]) -> float:
    """Seconds for the same rows as text, by COPY, in one transaction that is committed to the disk."""
    connection = await asyncpg.connect(
        settings.owner_url if hasattr(settings, "owner_url") else settings.writer_url
    )
    try:
        columns = ", ".join(f"{name} text" for name in FIELDS)
        await connection.execute(f"CREATE TEMPORARY TABLE bare ({columns})")
        began = time.perf_counter()
        await connection.copy_records_to_table("bare", records=rows, columns=list(FIELDS))
        return time.perf_counter() - began
    finally:
        await connection.close()


async def _armed(settings: Settings) -> int:
    connection = await asyncpg.connect(settings.writer_url)
    try:
        found: int = await connection.fetchval("SELECT count(*) FROM nudge WHERE bulk AND delivered > 0")
        return found
    finally:
        await connection.close()


async def _contract(http: httpx.AsyncClient) -> UUID:
    contract = uuid4()
    facts = {"title": "Städ", "buyers": [{"name": "Exempelköping"}], "suppliers": [{"name": "Bolaget AB"}]}
    await _do(http, contract, {"type": "register_contract", "facts": facts})
    return contract


async def _do(http: httpx.AsyncClient, contract: UUID, command: dict[str, Any]) -> None:
    answer = await http.post(f"/contracts/{contract}/commands", json={"command": command})
    answer.raise_for_status()


async def _import(http: httpx.AsyncClient, content: bytes) -> tuple[float, dict[str, int]]:
    """Seconds from the start to the end, and what came of the rows."""
    importing = uuid4()
    (
        await http.put(f"/imports/{importing}/files/1", params={"name": "register.xlsx"}, content=content)
    ).raise_for_status()
    began = time.perf_counter()
    (await http.post(f"/imports/{importing}/start")).raise_for_status()
    while (standing := (await http.get(f"/imports/{importing}")).json())["state"] != "ended":
        if time.perf_counter() - began > GIVE_UP:
            raise RuntimeError(f"the import did not end: {standing}")
        await asyncio.sleep(1)
    return time.perf_counter() - began, standing["totals"]


async def _people_for(
    http: httpx.AsyncClient, contracts: Sequence[UUID], meanwhile: "asyncio.Task[Any]"
) -> list[float]:
    """Seconds of each command that people gave until something else was done."""
    shares = [contracts[n::PEOPLE] for n in range(PEOPLE)]
    return [
        each
        for told in await asyncio.gather(*(_person(http, share, meanwhile) for share in shares))
        for each in told
    ]


async def _person(
    http: httpx.AsyncClient, contracts: Sequence[UUID], meanwhile: "asyncio.Task[Any]"
) -> list[float]:
    taken: list[float] = []
    while not meanwhile.done():
        contract = contracts[len(taken) % len(contracts)]
        began = time.perf_counter()
        await _do(http, contract, {"type": "supply_details", "diarienummer": f"KS-{len(taken)}"})
        taken.append(time.perf_counter() - began)
        await asyncio.sleep(BREATH)
    return taken


def _percentile(seconds: Sequence[float], percent: int) -> float:
    return statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1]


if __name__ == "__main__":
    print(measure())
