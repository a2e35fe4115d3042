"""The installation's processes, found by their command lines, and signals to them."""

import os
import random
import signal
from contextlib import suppress
from pathlib import Path

from benchmarks.cluster import working_in
from embedded.data_folder import DataFolder

MARKS = {
    "api": "-m\0server",
    "worker": "-m\0worker",
    "sweeper": "-m\0sweeper",
    "sealer": "-m\0sealer",
    "smtp": "embedded.smtp_catcher",
    "temporal": "start-dev",
}


def processes(data: DataFolder, part: str, seeded: random.Random) -> list[int]:
    """One of several workers or APIs; all of PostgreSQL's, which is one to whoever asks it."""
    if part == "postgres":
        return working_in(data.cluster)
    found = [pid for pid in _children() if MARKS[part] in _command(pid)]
    return [seeded.choice(found)] if found else []


def everything(data: DataFolder) -> list[int]:
    return [*_children(), *working_in(data.cluster)]


def backend(data: DataFolder, seeded: random.Random) -> list[int]:
    """One that serves an ordinary connection: PostgreSQL then starts all the others afresh by itself."""
    found = [pid for pid in working_in(data.cluster) if "insats_writer" in _command(pid)]
    return [seeded.choice(found)] if found else []


def tell(pids: list[int], sign: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, sign)


def _children() -> list[int]:
    """Of the supervisor, which is this very process."""
    me = os.getpid()
    return [int(pid) for pid in Path(f"/proc/{me}/task/{me}/children").read_text().split()]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""
