"""Three workers and three APIs beside one of each, on one PostgreSQL and Temporal: who gets more done?

In each round both by turns, each on an installation of its own: commands over HTTP by clients that do not think, spread
over the APIs; then until every notice is delivered.
"""

import asyncio
import json
import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.commands import ROUNDS, SECONDS, SETTLED_WITHIN
from benchmarks.drive import drive, in_the_middle, spread
from benchmarks.faults.arranged import Arranged
from benchmarks.mail_time import NOTHING_WAITS, case_workers, once_each
from benchmarks.processor import shares, used
from benchmarks.town import say, town, until
from embedded.data_folder import DataFolder

CLIENTS = 32
ONE, THREE = 1, 3
LEAST = 1.0  # times what one gets done

Round = dict[str, float]


def measure() -> dict[str, Any]:
    """INSATS_SECONDS, INSATS_ROUNDS: how long and how often, 5 and 3 unless said."""
    return asyncio.run(_measured())


async def _measured() -> dict[str, Any]:
    os.environ.setdefault("INSATS_API_RATE", "1000000")  # one token makes them all
    found: dict[int, list[Round]] = {ONE: [], THREE: []}
    for _ in range(ROUNDS):
        for number, rounds in found.items():
            rounds.append(await _round(number))
            say(f"{number} of each: {rounds[-1]}")
    times = {name: spread(_ratios(found, name)) for name in ("per_s", "done_per_s")}
    once = all(
        each["second_copies"] == each["undelivered"] == 0 for rounds in found.values() for each in rounds
    )
    return {
        "holds": once and all(middle >= LEAST for middle, *_ in times.values()),
        "times_of_one": times,
        **{f"{number}_of_each": in_the_middle(rounds) for number, rounds in found.items()},
    }


async def _round(number: int) -> Round:
    with TemporaryDirectory() as own:
        data = DataFolder(Path(own) / "var")
        arranged = Arranged(data, workers=number, apis=number)
        async with town(folder=data.path, arranged=arranged.children) as here:
            before, addresses = used(), [here.settings.public_url, *arranged.further]
            async with case_workers(here, CLIENTS, addresses) as people:
                rate = await drive([person.next_command for person in people], SECONDS)
            settled = await until(lambda: here.count(NOTHING_WAITS), within=SETTLED_WITHIN)
            sent = await once_each(here)
            return {
                **rate,
                "settled_s": round(settled, 1),
                "done_per_s": round(rate["per_s"] * SECONDS / (SECONDS + settled), 1),
                "others_cpu_percent": shares(before)["others_cpu_percent"],
                "second_copies": sent["second_copies"],
                "undelivered": sent["notices"] - sent["delivered"],
            }


def _ratios(found: dict[int, list[Round]], name: str) -> Sequence[float]:
    return [three[name] / one[name] for one, three in zip(found[ONE], found[THREE], strict=True)]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
