"""What can be wrong in a data folder, and with a child, before the installation is up."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from embedded import ports, postgres, tether
from embedded.child import Child
from embedded.data_folder import DataFolder
from embedded.environment import sealer_environment
from embedded.problems import CannotStart
from embedded.supervisor import servers

NEVER = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up'); time.sleep(60)"


@pytest.fixture(scope="module")
async def stopped(data: DataFolder) -> DataFolder:
    """One that has been up once."""
    async with servers(data):
        return data


@pytest.fixture
def innocent() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(["sleep", "60"]) as process:
        yield process
        process.kill()


async def test_a_postmaster_file_naming_the_process_of_somebody_else_is_no_obstacle(
    stopped: DataFolder, innocent: subprocess.Popen[bytes]
) -> None:
    (stopped.cluster / "postmaster.pid").write_text(f"{innocent.pid}\n{stopped.cluster}\n1\n1\n\n")
    async with servers(stopped):
        assert innocent.poll() is None


async def test_a_postgres_left_behind_on_the_folder_is_stopped_cleanly_first(stopped: DataFolder) -> None:
    with _postgres_without_supervisor(stopped) as left_behind:
        async with servers(stopped):
            assert left_behind.wait(1) == 0


async def test_a_folder_from_before_there_was_a_sealer_gets_its_role_and_password(
    stopped: DataFolder,
) -> None:
    async with servers(stopped):
        root = await postgres.connect(stopped, ports.remembered_in(stopped.ports_file).postgres)
        await root.execute("REVOKE ALL ON DATABASE insats FROM insats_sealer")
        await root.execute("DROP ROLE insats_sealer")
        await root.close()
    (stopped.path / "secrets" / "sealer").unlink()
    (stopped.path / "sealer").rmdir()
    async with servers(stopped):
        sealer = await asyncpg.connect(sealer_environment(stopped)["INSATS_SEALER_URL"])
        await sealer.close()
    assert stopped.sealer.is_dir()


async def test_a_lost_key_is_not_silently_replaced(stopped: DataFolder) -> None:
    key = stopped.path / "secrets" / "key_encryption_key"
    hidden = key.rename(stopped.path / "hidden")
    with pytest.raises(CannotStart, match="Put it back from a copy"):
        async with servers(stopped):
            pass
    hidden.rename(key)


async def test_a_child_that_ends_at_once_is_reported_with_the_last_of_its_log(stopped: DataFolder) -> None:
    child = Child("api", [sys.executable, "-c", "raise SystemExit('no such table')"], ready=_never)
    with pytest.raises(CannotStart, match=r"api did not start: ended \(1\)(.|\n)*no such table"):
        async with servers(stopped, children=lambda _: [child]):
            pass


async def test_a_child_that_will_not_end_is_killed(stopped: DataFolder) -> None:
    said: list[str] = []
    log = stopped.logs / "worker.log"

    async def up() -> bool:
        return "up" in log.read_text()

    child = Child("worker", [sys.executable, "-c", NEVER], ready=up, ends_within=0.2)
    async with servers(stopped, said.append, children=lambda _: [child]):
        pass
    assert any("worker: avbryts" in line for line in said)


async def test_a_failing_preparation_stops_the_servers_and_is_raised_as_it_is(stopped: DataFolder) -> None:
    async def prepare(_: object) -> None:
        raise LookupError("migration 3")

    with pytest.raises(LookupError, match="migration 3"):
        async with servers(stopped, prepare=prepare):
            pass
    assert not (stopped.cluster / "postmaster.pid").exists()


def test_a_folder_of_somebody_else_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: home.stat().st_uid + 1)
    with pytest.raises(CannotStart, match="Start as that user"):
        DataFolder(home).create()


def test_a_folder_that_cannot_be_made_is_refused(home: Path) -> None:
    (home / "file").touch()
    with pytest.raises(CannotStart, match="Choose another with --data"):
        DataFolder(home / "file" / "var").create()


async def _never() -> bool:
    return False


def _postgres_without_supervisor(data: DataFolder) -> subprocess.Popen[str]:
    child = postgres.child(data, ports.remembered_in(data.ports_file).postgres)
    command = tether.command(child.argv, child.identity)
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    assert any("ready to accept connections" in line for line in process.stderr)
    return process
