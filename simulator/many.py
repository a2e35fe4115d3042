"""Many seeds, as many at a time as the machine has cores; each has a database of its own on one cluster."""

import asyncio
import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

from embedded.data_folder import DataFolder
from embedded.supervisor import servers
from settings import Settings
from simulator import databases
from simulator.faults import USUAL, Rates
from simulator.year import Outcome, live


def simulate(
    seeds: Sequence[int], days: int, *, keep_trace: bool = False, at_once: int = 0
) -> Iterator[Outcome]:
    """In the order in which they end; `at_once` 0: as many as there are cores. The trace is kept of those that broke a sentence."""
    with (
        installation() as settings,
        ProcessPoolExecutor(at_once or _processes(seeds), get_context("spawn")) as pool,
    ):
        waiting = [pool.submit(one, settings, seed, days, keep_trace=keep_trace) for seed in seeds]
        for ended in as_completed(waiting):
            yield ended.result()


def _processes(seeds: Sequence[int]) -> int:
    return max(1, min(os.cpu_count() or 1, len(seeds)))


def one(settings: Settings, seed: int, days: int, *, keep_trace: bool, rates: Rates = USUAL) -> Outcome:
    logging.disable(logging.CRITICAL)  # what goes wrong is meant to
    outcome = asyncio.run(live(settings, seed, days, rates, f"sim_{os.getpid()}"))
    return outcome if keep_trace or outcome.broken else replace(outcome, trace=[])


@contextmanager
def installation() -> Iterator[Settings]:
    """Servers on a folder that is thrown away, from code that is not async. Raises what starting them raises."""
    started, over, told = Event(), Event(), list[Settings | BaseException]()

    async def keep() -> None:
        with TemporaryDirectory() as folder:
            async with servers(DataFolder(Path(folder))) as settings:
                await databases.prepare(settings, lasting=False)
                told.append(settings)
                started.set()
                await asyncio.to_thread(over.wait)

    def run() -> None:
        try:
            asyncio.run(keep())
        except BaseException as error:  # noqa: BLE001 - told where it is waited for
            told.append(error)
            started.set()

    keeper = Thread(target=run)
    keeper.start()
    started.wait()
    try:
        if isinstance(told[0], BaseException):
            raise told[0]
        yield told[0]
    finally:
        over.set()
        keeper.join()
