"""Clients that ask as fast as they are answered: how many answers a second, and how long each took.

The standard library alone: what is compared with us runs it in an environment of its own.
"""

import asyncio
import math
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

Ask = Callable[[], Awaitable[Any]]
FIGURES = ("per_s", "p50_ms", "p95_ms", "p99_ms")


async def drive(clients: Sequence[Ask], seconds: float) -> dict[str, float]:
    """Each client's first answer is not counted: connections are made and plans laid then."""
    await asyncio.gather(*(ask() for ask in clients))
    took: list[float] = []
    began = time.perf_counter()

    async def one(ask: Ask) -> None:
        while (asked := time.perf_counter()) - began < seconds:
            await ask()
            took.append(time.perf_counter() - asked)

    await asyncio.gather(*map(one, clients))
    return rate(took, time.perf_counter() - began)


def rate(took: Sequence[float], seconds: float) -> dict[str, float]:
    return {"per_s": round(len(took) / seconds, 1), **percentiles(took)}


def percentiles(took: Sequence[float]) -> dict[str, float]:
    """In milliseconds."""
    return {f"p{part}_ms": round(1000 * quantile(took, part / 100), 1) for part in (50, 95, 99)}


def quantile(values: Sequence[float], part: float) -> float:
    if not values:
        return math.nan
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def in_the_middle(rounds: Sequence[Mapping[str, float]]) -> dict[str, list[float]]:
    """Of each figure its median, its least and its most."""
    return {name: spread([each[name] for each in rounds]) for name in rounds[0]}


def spread(values: Sequence[float]) -> list[float]:
    return [round(of, 2) for of in (statistics.median(values), min(values), max(values))]
