"""Temporal's database deleted under open deadlines: how soon is every contract armed again, is anybody told twice?"""

import asyncio
import json
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.processor import shares, used
from benchmarks.town import Town, armed, populate, say, size, today, town, until
from embedded.data_folder import DataFolder
from temporal_connection import connect

FULL = 5_000
WITHIN = 90.0  # s from the start of the servers
GIVE_UP = 600.0  # s


def measure() -> dict[str, float | bool]:
    """INSATS_N contracts, 5,000 unless said."""
    with TemporaryDirectory() as own:
        return asyncio.run(_measured(Path(own) / "var", size(FULL)))


async def _measured(folder: Path, number: int) -> dict[str, float | bool]:
    data = DataFolder(folder)
    async with town(folder=folder) as here:
        await populate(here.handler, number, await today(here), wake=False)
        await here.mail_is_through(all_but=number // 10)
        await here.wake()
        client = await connect(here.settings)
        await until(lambda: armed(client), number, within=GIVE_UP)
        say(f"{number} are armed the first time")
        await until(lambda: _all_sent(here), within=GIVE_UP)
        before = await _told(here)
    for file in (folder / "temporal").glob("*.db*"):
        file.unlink()
    began, processors = time.monotonic(), used()
    async with town(folder=folder) as here:
        started = time.monotonic() - began
        client = await connect(here.settings)
        await until(lambda: armed(client), number, within=GIVE_UP)
        rearmed, took = time.monotonic() - began, shares(processors)
        say(f"all are armed again after {rearmed:.0f} s")
        await until(lambda: _all_sent(here), within=GIVE_UP)
        after = await _told(here)
        doubled = sum(Counter(_message_ids(data)).values()) - len(set(_message_ids(data)))
    return {
        "holds": rearmed <= WITHIN and after == before and doubled == 0,
        "contracts": number,
        "rearmed_s": round(rearmed, 1),
        **took,
        "of_which_starting_s": round(started, 1),
        "notices_before": before,
        "notices_after": after,
        "mails": len(_message_ids(data)),
        "doubled": doubled,
    }


async def _all_sent(here: Town) -> bool:
    return not await here.count("SELECT count(*) FROM notice WHERE next_try_at IS NOT NULL")


async def _told(here: Town) -> int:
    return await here.count("SELECT count(*) FROM notice")


def _message_ids(data: DataFolder) -> list[str]:
    """Of every mail that the catcher has taken."""
    lines = (
        line for mail in data.mail.glob("*.eml") for line in mail.read_text(errors="replace").splitlines()
    )
    return [line for line in lines if line.lower().startswith("message-id:")]


if __name__ == "__main__":
    print(json.dumps(measure()))
