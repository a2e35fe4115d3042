"""Three workers and three APIs beside one of each, on one PostgreSQL and Temporal: who gets more done?

In each round both by turns, each on an installation of its own: commands over HTTP by clients that do not think, spread
over the APIs; then until every notice is delivered.
"""

import asyncio
import json
import statistics
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.commands import ROUNDS, SECONDS, commands
from benchmarks.drive import in_the_middle, spread
from benchmarks.faults.arranged import Arranged
from benchmarks.mail_time import once_each
from benchmarks.town import say, town
from embedded.data_folder import DataFolder

CLIENTS = 32
ONE, THREE = 1, 3
DONE = ("per_s", "done_per_s")  # answered; with its workflow and its mails

Round = dict[str, float]


def measure() -> dict[str, Any]:
    """INSATS_SECONDS, INSATS_ROUNDS: how long and how often, 5 and 3 unless said."""
    return asyncio.run(_measured())


async def _measured() -> dict[str, Any]:
    found: dict[int, list[Round]] = {ONE: [], THREE: []}
    for number in range(ROUNDS):
        for each in sorted(found, reverse=number % 2 == 1):
            found[each].append(await _round(each))
            say(f"{each} of each: {found[each][-1]}")
    times = {name: _times(found, name) for name in DONE}
    rounds = [*found[ONE], *found[THREE]]
    return {
        "holds": all(statistics.median(its) >= 1 for its in times.values())
        and all(each["second_copies"] == each["undelivered"] == 0 for each in rounds),
        "times_of_one": {name: spread(its) for name, its in times.items()},
        **{f"{number}_of_each": in_the_middle(its) for number, its in found.items()},
    }


async def _round(number: int) -> Round:
    with TemporaryDirectory() as own, ExitStack() as claims:
        data = DataFolder(Path(own) / "var")
        arranged = Arranged(data, claims, workers=number, apis=number)
        async with town(folder=data.path, arranged=arranged.children) as here:
            addresses = [here.settings.public_url, *arranged.further]
            await commands(here, CLIENTS, addresses)  # not counted: connections are opened and plans laid
            figures = await commands(here, CLIENTS, addresses)
            sent = await once_each(here)
    return {
        **figures,
        "done_per_s": round(figures["per_s"] * SECONDS / (SECONDS + figures["settled_s"]), 1),
        "second_copies": sent["second_copies"],
        "undelivered": sent["notices"] - sent["delivered"],
    }


def _times(found: dict[int, list[Round]], name: str) -> Sequence[float]:
    return [three[name] / one[name] for one, three in zip(found[ONE], found[THREE], strict=True)]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
