"""What a team might pick instead, asked to append the same rows: each in a process of its own.

DBOS and `eventsourcing` are no dependencies of ours: they are installed on demand, by version and hash, into an
environment beside the temporary files, which is kept for the next run.
"""

import asyncio
import json
import os
import sys
import tempfile
import venv
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from benchmarks.bare import Task
from benchmarks.town import say
from embedded.environment import PROJECT

LOCK = Path(__file__).with_name("peers.lock")
OURS = Path(sys.executable)  # has asyncpg and Temporal's SDK

PEERS: Mapping[str, tuple[bool, Sequence[str]]] = {  # whether it has to be installed, and what is run
    "floor": (False, ("benchmarks.peer_floor",)),
    "temporal_update": (False, ("benchmarks.peer_temporal",)),
    "temporal_update_local": (False, ("benchmarks.peer_temporal", "local")),
    "dbos": (True, ("benchmarks.peer_dbos",)),
    "eventsourcing": (True, ("benchmarks.peer_eventsourcing",)),
}

Figures = dict[int, dict[str, float]]


async def theirs() -> Path | None:
    """The Python of the environment that has them; None where they cannot be installed, and it is said."""
    lock = LOCK.read_bytes()
    folder = Path(tempfile.gettempdir()) / f"insats-peers-{os.getuid()}-{sha256(lock).hexdigest()[:12]}"
    python, done = folder / "bin" / "python", folder / "installed"
    if not done.exists():
        await asyncio.to_thread(venv.create, folder, with_pip=True, clear=True)
        options = ("install", "--quiet", "--quiet", "--disable-pip-version-check", "--require-hashes")
        told = await _run([str(python), "-m", "pip", *options, "-r", str(LOCK)], "")
        if told is None:
            say("DBOS and eventsourcing cannot be installed here: the ratios to them stay unknown")
            return None
        done.touch()
    return python


async def measured(name: str, task: Task, their_python: Path | None) -> Figures | None:
    """None where it is not installed. Raises RuntimeError when it fails."""
    to_be_installed, module = PEERS[name]
    python = their_python if to_be_installed else OURS
    if python is None:
        return None
    told = await _run([str(python), "-m", *module], json.dumps(asdict(task)))
    if told is None:
        raise RuntimeError(name)
    figures: dict[str, dict[str, float]] = json.loads(told.splitlines()[-1])
    return {int(clients): each for clients, each in figures.items()}


async def _run(command: Sequence[str], told: str) -> str | None:
    """What it says; None when it fails, whose reason is on the standard error."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    answer, _ = await process.communicate(told.encode())
    return None if process.returncode else answer.decode()
