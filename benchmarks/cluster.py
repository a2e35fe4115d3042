"""A PostgreSQL of its own with the events' tables and nothing beside it: to be killed, or measured alone."""

import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from embedded import lock, ports, postgres, roles
from embedded.child import Keeper
from embedded.data_folder import DataFolder
from embedded.environment import inherited, settings
from event_store.migrate import migrate
from settings import Settings


@dataclass
class Cluster:
    data: DataFolder
    port: int
    settings: Settings
    begin: Callable[[], Keeper]
    keeper: Keeper

    async def crash(self) -> None:
        """kill -9 of all its processes at one instant, and a start: what lay in its shared memory alone is lost."""
        processes = working_in(self.data.cluster)
        for sign in (signal.SIGSTOP, signal.SIGKILL):  # stopped first, so that none sees another end
            for pid in processes:
                with suppress(ProcessLookupError):
                    os.kill(pid, sign)
        await self.keeper.stop()
        self.keeper = self.begin()
        await self.keeper.start()


@asynccontextmanager
async def cluster() -> AsyncIterator[Cluster]:
    with TemporaryDirectory() as folder:
        data = DataFolder(Path(folder) / "var")
        data.create()
        async with lock.locked(data, print) as held:
            data.create_secrets()
            with ports.chosen(data.ports_file, 0) as at:

                def begin() -> Keeper:
                    child = postgres.child(data, at.postgres)
                    return Keeper(child, inherited({}), data.logs, held, lambda _line: None)

                its = settings(data)
                here = Cluster(data, at.postgres, its, begin, begin())
                await here.keeper.start()
                try:
                    await roles.create(data, at.postgres)
                    await migrate(its.owner_url, its.backups, str(postgres.binaries() / "pg_dump"))
                    yield here
                finally:
                    await here.keeper.stop()


def working_in(folder: Path) -> list[int]:
    """A server's and its children's working directory is their cluster's."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):
            if link.samefile(folder):
                found.append(int(link.parent.name))
    return found
