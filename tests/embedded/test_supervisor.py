"""The whole installation under its supervisor, started and ended as people and accidents do."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from embedded import control
from embedded.data_folder import DataFolder
from embedded.environment import settings
from tests.sign_in.conftest import free_port

SCRIPT = Path(__file__).with_name("one_installation.py")
ENDS_WITHIN = 30.0  # s; on a busy machine
Installation = subprocess.Popen[str]
Start = Callable[[], Installation]


@pytest.fixture
def data(home: Path) -> DataFolder:
    return DataFolder(home / "var")


@pytest.fixture
def api_port() -> int:
    return free_port()


@pytest.fixture
def start(data: DataFolder, api_port: int) -> Iterator[Start]:
    started: list[Installation] = []

    def begin() -> Installation:
        command = [sys.executable, "-P", str(SCRIPT), str(data.path), str(api_port)]
        environment = os.environ | {"PYTHONPATH": str(SCRIPT.parents[2])}
        pipe = subprocess.PIPE
        started.append(
            subprocess.Popen(command, env=environment, stdout=pipe, stderr=subprocess.STDOUT, text=True)
        )
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.communicate()


async def test_it_starts_in_order_tells_its_status_and_stops_when_told(
    data: DataFolder, start: Start, api_port: int
) -> None:
    said = _until_ready(installation := start())
    order = [said.index(word) for word in ("postgres: redo", "prepared", "api: redo", "ready at")]
    assert order == sorted(order)
    assert await control.status(data) == {"postgres": True, "temporal": True, "smtp": True, "api": True}
    assert (running := data.running())
    assert (running.pid, running.address) == (installation.pid, f"http://127.0.0.1:{api_port}")
    assert control.stop(data)
    assert installation.wait(ENDS_WITHIN) == 0
    assert not _processes_of(data)
    assert data.running() is None
    assert not control.stop(data)
    assert await control.status(data) == {}


def test_a_second_start_says_that_it_is_already_running_and_where(start: Start, api_port: int) -> None:
    _until_ready(start())
    second = start()
    said, _ = second.communicate(timeout=ENDS_WITHIN)
    assert second.returncode == 1
    assert f"redan igång: http://127.0.0.1:{api_port}" in said
    assert f"already running: http://127.0.0.1:{api_port}" in said


async def test_after_kill_9_nothing_survives_and_the_next_start_has_all_that_was_committed(
    data: DataFolder, start: Start
) -> None:
    _until_ready(installation := start())
    before = settings(data)
    await _execute(before.owner_url, "CREATE TABLE kept ()")
    installation.kill()
    _until_ready(start())  # at once: it waits for what is left itself
    assert settings(data) == before
    await _execute(before.owner_url, "DROP TABLE kept")
    data_running = data.running()
    assert data_running
    os.kill(data_running.pid, signal.SIGKILL)
    _within(ENDS_WITHIN, lambda: not _processes_of(data))


def test_ctrl_c_pressed_twice_still_stops_everything_in_order(data: DataFolder, start: Start) -> None:
    _until_ready(installation := start())
    installation.send_signal(signal.SIGINT)
    time.sleep(0.3)
    installation.send_signal(signal.SIGINT)
    assert installation.wait(ENDS_WITHIN) == 0
    assert "database system is shut down" in (data.logs / "postgres.log").read_text()
    assert not _processes_of(data)


def test_a_taken_port_is_named_with_its_remedy_before_anything_starts(
    data: DataFolder, start: Start, api_port: int
) -> None:
    with socket.create_server(("127.0.0.1", api_port)):
        refused = start()
        said, _ = refused.communicate(timeout=ENDS_WITHIN)
    assert refused.returncode == 1
    assert f"Port {api_port} går inte att använda" in said
    assert f"Port {api_port} cannot be used" in said
    assert "insats up --port" in said
    assert not data.cluster.exists()


def _until_ready(installation: Installation) -> str:
    assert installation.stdout
    said = ""
    for line in installation.stdout:
        said += line
        if line.startswith("ready at"):
            return said
    raise AssertionError(said)


def _processes_of(data: DataFolder) -> list[str]:
    """Command lines that name the folder, or work in it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_text()
            if f"{data.path}" in command or (process / "cwd").readlink().is_relative_to(data.path):
                found.append(command)
        except OSError:
            continue
    return found


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _within(seconds: float, holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < give_up
        time.sleep(0.05)
