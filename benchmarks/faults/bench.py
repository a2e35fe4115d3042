"""Everything is broken while people work and last days pass; then somebody who knows nothing of the code looks it over.

Two runs that are broken on purpose have to be seen by the same look: a store that acknowledges before it has written,
and senders without a lease.
"""

import asyncio
import json
import logging
import os
import random
from dataclasses import replace
from typing import Any

from benchmarks.faults.killer import deck
from benchmarks.faults.running import Size, run
from benchmarks.town import say

KILLS = 20  # unless INSATS_KILLS says otherwise
COMMANDS_A_KILL = 250  # acknowledged
LAST_DAYS_A_KILL = 25
CONTROL = Size([], commands=150, contracts=20, settles=120)


def measure() -> dict[str, Any]:
    """INSATS_KILLS faults, INSATS_N commands, INSATS_DEADLINES last days, INSATS_WORKERS, INSATS_APIS, INSATS_SEED."""
    logging.getLogger("asyncpg").setLevel(
        logging.CRITICAL
    )  # its pool tells of every try while the store is away
    seed = _number("SEED", random.SystemRandom().randrange(10_000))
    size = _size(random.Random(seed))  # noqa: S311 - to come again, not to be secret
    say(f"seed {seed}: {len(size.faults)} faults, {size.commands} commands, {2 * size.contracts} last days")
    outcome = asyncio.run(run(size, seed))
    lost, doubled = _controls(seed)
    told = outcome.told
    enough = (
        told["last_days_escalated"] >= 2 * size.contracts
        and told["acknowledged"] >= size.commands
        and told["faults"] == len(size.faults)
    )
    return {
        "holds": not outcome.wrongs and enough and bool(lost and doubled),
        "seed": seed,
        "workers": size.workers,
        "apis": size.apis,
        **told,
        "control_lost": lost,
        "control_doubled_mails": doubled,
    }


def _size(seeded: random.Random) -> Size:
    kills = _number("KILLS", KILLS)
    return Size(
        faults=deck(seeded, kills),
        commands=_number("N", COMMANDS_A_KILL * kills),
        contracts=_number("DEADLINES", LAST_DAYS_A_KILL * kills) // 20 * 10,
        workers=_number("WORKERS", 1),
        apis=_number("APIS", 1),
    )


def _controls(seed: int) -> tuple[int, int]:
    """How many acknowledged events the first has lost, how many mails the second has sent again without a cause."""
    early = replace(CONTROL, faults=[("kill", "postgres")] * 2, acknowledges_early=True)
    no_lease = replace(CONTROL, commands=60, without_lease=True)
    return _seen(early, seed, "lost"), _seen(no_lease, seed, "a second copy")


def _seen(broken: Size, seed: int, wrong: str) -> int:
    say(f"a control, in which has to be seen: {wrong}")
    return sum(each.startswith(wrong) for each in asyncio.run(run(broken, seed)).wrongs)


def _number(name: str, default: int) -> int:
    return int(os.environ.get(f"INSATS_{name}", default))


if __name__ == "__main__":
    print(json.dumps(measure()))
