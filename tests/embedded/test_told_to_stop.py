"""Told to stop while a start that failed is cleared away: what went wrong is said all the same, and nothing is left."""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from embedded.child import Child
from embedded.data_folder import DataFolder
from embedded.problems import CannotStart
from embedded.supervisor import run
from settings import Settings
from tests.served import eventually

TAKES_ITS_TIME = """
import pathlib, signal, sys, time
here = pathlib.Path(sys.argv[1])
def asked(*_):
    (here / "asked to end").touch()
    time.sleep(1)
    (here / "ended by itself").touch()
    sys.exit()
signal.signal(signal.SIGTERM, asked)
(here / "began").touch()
time.sleep(60)
"""
FAILS = """
import pathlib, sys, time
while not (pathlib.Path(sys.argv[1]) / "began").exists():
    time.sleep(0.01)
sys.exit("no such table")
"""


async def test_a_start_that_fails_says_why_also_to_whoever_stops_it_meanwhile(home: Path) -> None:
    async def never() -> bool:
        return False

    def children(_: Settings) -> Sequence[Child]:
        slow, fails = ([sys.executable, "-P", "-c", code, str(home)] for code in (TAKES_ITS_TIME, FAILS))
        return [Child("slow", slow, ready=never), Child("api", fails, ready=never)]

    async def nothing(_: object) -> None: ...

    async def asked_to_end() -> bool:
        return (home / "asked to end").exists()

    data = DataFolder(home / "var")
    starting = asyncio.create_task(
        run(data, lambda _: None, api_port=0, prepare=nothing, children=children, on_ready=nothing)
    )
    await eventually(asked_to_end)
    os.kill(os.getpid(), signal.SIGINT)
    with pytest.raises(CannotStart, match="no such table"):
        await starting
    assert (home / "ended by itself").exists()
    assert "database system is shut down" in (data.logs / "postgres.log").read_text()
