"""The three servers, as other rooms meet them."""

import asyncio
import os
import signal
import smtplib
import stat
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import astuple
from email.message import EmailMessage
from pathlib import Path

import asyncpg
import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from embedded import ports
from embedded.control import status
from embedded.data_folder import FOLDERS, DataFolder
from embedded.environment import environment
from settings import Settings, from_environment

LISTEN = "0A"


async def test_a_child_reads_the_same_settings_from_its_environment(
    running: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment(running).items():
        monkeypatch.setenv(name, value)
    assert from_environment() == running


@pytest.mark.parametrize("role", ["owner", "writer", "reader", "keys"])
async def test_each_role_reaches_its_database_and_is_no_superuser(running: Settings, role: str) -> None:
    connection = await asyncpg.connect(getattr(running, f"{role}_url"))
    row = await connection.fetchrow(
        "SELECT current_user, current_database(), rolsuper OR rolcreaterole OR rolcreatedb AS mighty"
        " FROM pg_roles WHERE rolname = current_user"
    )
    await connection.close()
    assert row
    assert tuple(row) == (f"insats_{role}", "insats_keys" if role == "keys" else "insats", False)


@pytest.mark.parametrize(("role", "database"), [("writer", "insats_keys"), ("keys", "insats")])
async def test_no_role_connects_to_the_database_of_the_others(
    running: Settings, role: str, database: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(getattr(running, f"{role}_url"), database=database)


async def test_a_wrong_password_is_refused(running: Settings) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(running.reader_url, password="guessed")  # noqa: S106


async def test_the_writer_creates_no_table(running: Settings) -> None:
    connection = await asyncpg.connect(running.writer_url)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("CREATE TABLE t ()")
    await connection.close()


async def test_the_database_flushes_checks_its_pages_and_sorts_by_code_point(running: Settings) -> None:
    connection = await asyncpg.connect(running.owner_url)
    shown = [await connection.fetchval(f"SHOW {name}") for name in ("fsync", "data_checksums", "timezone")]
    collation = await connection.fetchval("SELECT datlocale FROM pg_database WHERE datname = 'insats'")
    await connection.close()
    assert [*shown, collation] == ["on", "on", "UTC", "C.UTF-8"]


async def test_temporal_answers(running: Settings) -> None:
    client = await Client.connect(running.temporal_address)
    wanted = DescribeNamespaceRequest(namespace=running.temporal_namespace)
    described = await client.workflow_service.describe_namespace(wanted)
    assert described.namespace_info.name == "default"


async def test_a_mail_becomes_one_file_named_by_time_and_subject(running: Settings, data: DataFolder) -> None:
    mails = [_mail("Möte om avtal K-17"), _mail("Påminnelse 2: svar/önskas")]
    for mail in mails:
        await asyncio.to_thread(_send, running, mail)
    files = sorted(data.mail.iterdir())
    assert [file.name.split("Z_")[1] for file in files] == [
        "Möte-om-avtal-K-17.eml",
        "Påminnelse-2-svar-önskas.eml",
    ]
    assert "Välkommen på torsdag" in files[0].read_bytes().decode()


async def test_everything_listens_on_this_machine_only(data: DataFolder, running: Settings) -> None:
    ours = set(astuple(ports.remembered_in(data.ports_file))) - {running.api_port}
    sockets = [
        local.split(":") for local, _, state, *_ in _sockets("tcp") + _sockets("tcp6") if state == LISTEN
    ]
    listening = {(address, int(port, 16)) for address, port in sockets if int(port, 16) in ours}
    assert listening == {("0100007F", port) for port in ours}


async def test_only_its_owner_may_look_into_the_data_folder(data: DataFolder, running: Settings) -> None:
    folders = [data.path / name for name in FOLDERS]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    secrets = list((data.path / "secrets").iterdir())
    assert {stat.S_IMODE(file.stat().st_mode) for file in secrets} == {0o600}
    assert len(secrets) == 7
    assert len(running.key_encryption_key) == 32


async def test_nothing_above_the_data_folder_changes_owner_or_mode(
    running: Settings, data: DataFolder, above_before: list[tuple[int, int, int]]
) -> None:
    assert [(at.st_uid, at.st_gid, at.st_mode) for at in map(Path.stat, data.path.parents)] == above_before


async def test_a_killed_postgres_comes_back_with_what_was_committed(
    running: Settings, data: DataFolder
) -> None:
    await _execute(running, "CREATE TABLE kept AS SELECT 1 AS n")
    os.kill(_process_with("bin/postgres", str(data.cluster)), signal.SIGKILL)
    await _eventually(lambda: _execute(running, "DROP TABLE kept"))


async def test_a_killed_temporal_comes_back(running: Settings, data: DataFolder) -> None:
    os.kill(pid := _process_with("start-dev", str(data.path)), signal.SIGKILL)
    await _eventually(lambda: _demand_that_it_is_gone(pid))  # until then it may still be connected to
    assert not (await status(data))["temporal"]
    await _eventually(lambda: _demand_all_three(data))


def _mail(subject: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@karlstad.example", "b@supplier.example", subject
    mail.set_content("Välkommen på torsdag", cte="8bit")
    return mail


def _send(to: Settings, mail: EmailMessage) -> None:
    with smtplib.SMTP(to.smtp_host, to.smtp_port) as server:
        server.send_message(mail)


def _sockets(family: str) -> list[list[str]]:
    """Local address, remote address, state … of each (proc_net_tcp in the kernel's documentation)."""
    lines = Path(f"/proc/net/{family}").read_text().splitlines()[1:]
    return [line.split()[1:] for line in lines]


def _process_with(*words: str) -> int:
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if all(word in file.read_text() for word in words):
                return int(file.parent.name)
    raise LookupError(words)


async def _demand_that_it_is_gone(pid: int) -> None:
    assert not Path(f"/proc/{pid}").exists()


async def _demand_all_three(data: DataFolder) -> None:
    assert await status(data) == {"postgres": True, "temporal": True, "smtp": True, "api": False}


async def _execute(at: Settings, statement: str) -> None:
    connection = await asyncpg.connect(at.owner_url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def _eventually(act: Callable[[], Awaitable[object]]) -> None:
    """Tries for 30 s."""
    for _ in range(300):
        with suppress(OSError, AssertionError, asyncpg.PostgresError):
            await act()
            return
        await asyncio.sleep(0.1)
    await act()
