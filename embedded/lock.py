"""One supervisor at a time for a data folder, and none before what an earlier one left behind has ended."""

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import IO

from embedded.child import Say
from embedded.data_folder import DataFolder
from embedded.problems import CannotStart

LEFTOVERS_END_WITHIN = 60.0  # seconds


@asynccontextmanager
async def locked(data: DataFolder, say: Say) -> AsyncIterator[int]:
    """Yields a file descriptor for children to inherit: as long as one of them lives, its lock is held.

    Raises CannotStart if another supervisor runs, or if children of a killed one do not end.
    """
    with data.lock.open("ab") as own, data.children_lock.open("ab") as children:
        if not await _taken(own, within=0.2):  # somebody may just be looking, in `holder()`
            raise _already_running(data)
        own.truncate(0)
        own.write(str(os.getpid()).encode())
        own.flush()
        if not await _taken(children, within=0):
            say("väntar på processer från en tidigare start / waiting for processes of an earlier start")
        if not await _taken(children, within=LEFTOVERS_END_WITHIN):
            raise CannotStart(
                f"Processer från en tidigare start lever kvar i {data.path}. Avsluta dem först.",
                f"Processes of an earlier start still live in {data.path}. End them first.",
            )
        yield children.fileno()


def holder(data: DataFolder) -> int | None:
    """The process id of the supervisor that runs on this folder, if one does."""
    if not data.lock.exists():
        return None
    with data.lock.open("rb") as file:
        while _held(file):
            file.seek(0)
            if pid := file.read():
                return int(pid)
            time.sleep(0.01)  # taken this instant, not signed yet
    return None


def _held(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


async def _taken(file: IO[bytes], within: float) -> bool:
    give_up = time.monotonic() + within
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > give_up:
                return False
            await asyncio.sleep(0.05)
        else:
            return True


def _already_running(data: DataFolder) -> CannotStart:
    running = data.running()
    where = running.address if running else data.path
    return CannotStart(
        f"Insats är redan igång: {where} (process {holder(data)}). Stoppa med: insats down",
        f"Insats is already running: {where} (process {holder(data)}). Stop it with: insats down",
    )
