"""The map and the register of suppliers, which add up all contracts, held to what the pages of each day are: the same
two installations as in benchmarks/workplace.py, asked in turn by the same people."""

import asyncio
import os

from benchmarks.contract_list import PEOPLE, in_turn, visitor
from benchmarks.workplace import DAILY, RATIO, Took, both, say_middles, two_sizes

PAGES = ("/oversikt", "/leverantorer")


def measure() -> dict[str, float | bool]:
    """INSATS_N contracts, 100,000 unless said."""
    return asyncio.run(_measured())


async def _measured() -> dict[str, float | bool]:
    took: Took = [{}, {}]
    async with two_sizes() as towns:
        for person in PEOPLE:
            clients = [await visitor(of, person) for of in towns]
            for address in PAGES:
                await in_turn(clients, [address] * len(towns), took, f"{person} {address}")
            for client in clients:
                await client.aclose()
    say_middles(took)
    few, many = both(took)
    return {
        "holds": many <= DAILY and many <= RATIO * few,
        "p95_1000_ms": few,
        "p95_100000_ms": many,
        "ratio": round(many / few, 2),
        "load": round(os.getloadavg()[0], 1),
    }


if __name__ == "__main__":
    print(measure())
