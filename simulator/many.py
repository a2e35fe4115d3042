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
from simulator.ending import Outcome
from simulator.faults import USUAL, Rates
from simulator.planted import PLANTED, Planted
from simulator.year import live


def simulate(
    seeds: Sequence[int], days: int, *, keep_trace: bool = False, at_once: int = 0
) -> Iterator[Outcome]:
    """In the order in which they end; at once as many as told, else as there are cores. Those that broke a sentence
    keep their trace."""
    with (
        installation() as settings,
        ProcessPoolExecutor(at_once or _processes(seeds), get_context("spawn")) as pool,
    ):
        waiting = [pool.submit(one, settings, seed, days, keep_trace=keep_trace) for seed in seeds]
        for ended in as_completed(waiting):
            yield ended.result()


def _processes(seeds: Sequence[object]) -> int:
    return max(1, min(os.cpu_count() or 1, len(seeds)))


def one(settings: Settings, seed: int, days: int, *, keep_trace: bool, rates: Rates = USUAL) -> Outcome:
    logging.disable(logging.CRITICAL)  # what goes wrong is meant to
    try:
        outcome = asyncio.run(live(settings, seed, days, rates, f"sim_{os.getpid()}"))
    finally:
        logging.disable(logging.NOTSET)
    return outcome if keep_trace or outcome.broken else replace(outcome, trace=[], script=[], account=[])


def found(these: Sequence[Planted], most: int, days: int = 365) -> Iterator[tuple[Planted, int]]:
    """Each with the first seed that breaks its sentence; 0: none of the first `most` does."""
    with installation() as settings, ProcessPoolExecutor(_processes(these), get_context("spawn")) as pool:
        waiting = {pool.submit(_first, settings, PLANTED.index(each), most, days): each for each in these}
        for ended in as_completed(waiting):
            yield waiting[ended], ended.result()


def _first(settings: Settings, number: int, most: int, days: int) -> int:
    planted = PLANTED[number]
    with planted.switched_on():
        for seed in range(1, most + 1):
            outcome = one(settings, seed, days, keep_trace=False, rates=planted.rates or USUAL)
            if planted.breaks in {each.sentence for each in outcome.broken}:
                return seed
    return 0


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
