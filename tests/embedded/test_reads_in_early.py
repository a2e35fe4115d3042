"""A child of which most of the start is reading itself in: it does so while the servers start."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from embedded.child import Child
from embedded.data_folder import DataFolder
from embedded.supervisor import servers
from settings import Settings
from tests.served import eventually

READS_ITSELF_IN = """
import os, pathlib, sys, time
here = pathlib.Path(sys.argv[1])
(here / "begins").write_text(str(os.getpid()))
(here / "begins").rename(here / "begun")
sys.stdin.read()
(here / "went on").touch()
time.sleep(60)
"""


class Early:
    """What it left in its folder tells how far it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = DataFolder(folder / "var")
        self.goes_on = folder / "went on"

    async def went_on(self) -> bool:
        return self.goes_on.exists()

    def child(self, _: Settings) -> list[Child]:
        command = [sys.executable, "-P", "-c", READS_ITSELF_IN, str(self.folder)]
        return [Child("early", command, ready=self.went_on, reads_in_early=True)]

    async def has_begun(self) -> bool:
        return (self.folder / "begun").exists()

    def pid(self) -> int:
        return int((self.folder / "begun").read_text())


@pytest.fixture
def early(home: Path) -> Early:
    return Early(home)


async def test_it_waits_for_the_servers_goes_on_with_them_and_waits_for_nobody_when_it_is_started_again(
    early: Early,
) -> None:
    async def servers_are_there(_: Settings) -> None:
        await eventually(early.has_begun)
        await asyncio.sleep(0.2)
        assert not await early.went_on()

    async with servers(early.data, prepare=servers_are_there, children=early.child):
        assert await early.went_on()
        early.goes_on.unlink()
        os.kill(early.pid(), signal.SIGKILL)
        await eventually(early.went_on)


async def test_it_does_not_outlive_a_start_that_failed(early: Early) -> None:
    async def prepare(_: Settings) -> None:
        await eventually(early.has_begun)
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        async with servers(early.data, prepare=prepare, children=early.child):
            pass
    with pytest.raises(ProcessLookupError):
        os.kill(early.pid(), 0)
    assert not await early.went_on()
