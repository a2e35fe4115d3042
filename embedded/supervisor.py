"""Starts the installation on one machine, keeps it alive, and stops it in order."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from embedded import lock, ports, postgres, roles, smtp_server, temporal_server
from embedded.child import Child, Keeper, Say
from embedded.data_folder import DataFolder, Running
from embedded.environment import environment, inherited, settings
from embedded.ports import Ports
from settings import Settings

Prepare = Callable[[Settings], Awaitable[None]]
Children = Callable[[Settings], Sequence[Child]]


async def run(
    data: DataFolder,
    say: Say,
    *,
    api_port: int,
    prepare: Prepare,
    children: Children,
    on_ready: Callable[[Running], Awaitable[None]],
) -> None:
    """Returns after SIGINT or SIGTERM, all stopped. Raises CannotStart, or what a hook raises."""
    with _until_told_to_stop(say):
        async with servers(data, say, api_port=api_port, prepare=prepare, children=children):
            with _marked_as_running(data) as running:
                await on_ready(running)
                await asyncio.Event().wait()


@asynccontextmanager
async def servers(
    data: DataFolder,
    say: Say = lambda _line: None,
    *,
    api_port: int = 0,
    prepare: Prepare | None = None,
    children: Children = lambda _settings: (),
) -> AsyncIterator[Settings]:
    """PostgreSQL, Temporal and SMTP, started side by side; then `prepare`; then `children`.

    Stops the children last to first, then the servers. `api_port` 0 is any free one.
    Raises CannotStart, or what `prepare` raises.
    """
    data.create()
    say = _recorded(say, data.logs / "supervisor.log")
    async with lock.locked(data, say) as held:
        data.create_secrets()
        with ports.chosen(data.ports_file, api_port) as at:
            its = settings(data)

            def keepers(some: Sequence[Child], variables: dict[str, str]) -> list[Keeper]:
                return [Keeper(child, inherited(variables), data.logs, held, say) for child in some]

            ours = keepers(children(its), environment(its))
            async with _begun(ours), _kept(keepers(_servers(data, at), {})):
                await roles.create(data, at.postgres)
                if prepare:
                    await prepare(its)
                async with _kept(ours):
                    yield its


def _recorded(say: Say, log: Path) -> Say:
    """A closed terminal or a full disk is no reason to stop looking after the children."""

    def both(line: str) -> None:
        with suppress(OSError):
            say(line)
        with suppress(OSError), log.open("a") as file:
            file.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC {line}\n")

    return both


def _servers(data: DataFolder, at: Ports) -> list[Child]:
    return [
        postgres.child(data, at.postgres),
        smtp_server.child(data, at.smtp),
        temporal_server.child(data, at),
    ]


@asynccontextmanager
async def _begun(keepers: Sequence[Keeper]) -> AsyncIterator[None]:
    try:
        for keeper in keepers:
            await keeper.begin()
        yield
    finally:  # of one that never came to be kept
        await _in_full(_stopped(keepers))


@asynccontextmanager
async def _kept(keepers: Sequence[Keeper]) -> AsyncIterator[None]:
    """Those that are waited for are started together, the others then: they would only keep them from the processors.
    Stopped one by one from the last."""
    try:
        for waited_for in (True, False):
            await _together([keeper.start() for keeper in keepers if keeper.is_waited_for == waited_for])
        yield
    finally:
        await _in_full(_stopped([*reversed(keepers)]))


async def _stopped(keepers: Sequence[Keeper]) -> None:
    for keeper in keepers:
        await keeper.stop()


async def _in_full(ending: Coroutine[None, None, None]) -> None:
    """Whoever presses Ctrl-C while a failed start is cleared away is told why it failed all the same."""
    task = asyncio.create_task(ending)
    while not task.done():
        with suppress(asyncio.CancelledError):
            await asyncio.shield(task)
    task.result()


async def _together(starts: Sequence[Coroutine[None, None, None]]) -> None:
    """The first failure stops the others and is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            for start in starts:
                group.create_task(start)
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None


@contextmanager
def _marked_as_running(data: DataFolder) -> Iterator[Running]:
    at, address = ports.remembered_in(data.ports_file), settings(data).public_url
    running = Running(os.getpid(), address, datetime.now(UTC).isoformat(timespec="seconds"), asdict(at))
    data.say_running(running)
    try:
        yield running
    finally:
        data.forget_running()


@contextmanager
def _until_told_to_stop(say: Say) -> Iterator[None]:
    """SIGINT and SIGTERM cancel what runs inside, once: stopping in order is not cut short by a second."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    told: list[signal.Signals] = []

    def tell(by: signal.Signals) -> None:
        first = not told
        told.append(by)
        if task and first:
            task.cancel()
            with suppress(OSError):  # whoever read our words may be gone; we stop all the same
                say(f"stoppar / stopping ({by.name})")

    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, tell, one)
    try:
        yield
    except asyncio.CancelledError:
        if not (task and told):
            raise
        task.uncancel()
    finally:
        for one in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(one)
