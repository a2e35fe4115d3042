"""One process of the installation: started, waited for, kept alive, stopped."""

import asyncio
import os
import shutil
import signal
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from embedded import tether
from embedded.problems import CannotStart

ANSWERS_WITHIN = 60.0  # seconds, at its first start
STEADY_AFTER = 60.0  # seconds; who lived that long is started again at once
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0  # seconds before starting again
# As `nice`: of a processor that both want, API and PostgreSQL have three times as much as what is due, and that three
# times as much as timers being set and mail being sent. Never much less: other programs would starve them.
AFTER_PEOPLE, AFTER_WHAT_IS_DUE = 5, 10
ROTATED_FROM = 10_000_000  # bytes of log
ROTATED_EVERY = 60.0  # seconds

Say = Callable[[str], None]


@dataclass(frozen=True)
class Child:
    """`argv` begins with an absolute path; `env` is added to what all children get."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], Awaitable[bool]] | None = None
    before: Callable[[], Awaitable[None]] | None = None  # once, when it is first started
    identity: tether.Identity = "own"
    reads_in_early: bool = False  # while the servers start; then it waits for its input to end
    nice: int = 0  # how far it steps back, for a processor, behind those that people wait for
    stop: signal.Signals = signal.SIGTERM
    ends_within: float = 15.0  # seconds after `stop`, then it is killed


class Keeper:
    """Keeps one child alive from `start()` to `stop()`; its output goes to a log of its name."""

    def __init__(self, child: Child, environment: Mapping[str, str], logs: Path, lock: int, say: Say) -> None:
        self._child = child
        self._environment = {**environment, **child.env}
        self._log = logs / f"{child.name}.log"
        self._log_before = self._log.with_suffix(".log.1")
        self._lock = lock
        self._say = say
        self._process: asyncio.subprocess.Process | None = None
        self._keeping: asyncio.Task[None] | None = None

    @property
    def is_waited_for(self) -> bool:
        return self._child.ready is not None

    async def begin(self) -> None:
        """Before `start()`; does nothing but for a child that reads in early."""
        if self._child.reads_in_early:
            await self._spawn(asyncio.subprocess.PIPE)

    async def start(self) -> None:
        """Returns when the child answers. Raises CannotStart if it ends, or says nothing, before that."""
        began = time.monotonic()
        if self._child.before:
            await self._child.before()
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                process = self._told_to_go_on() or await self._spawn()
                while not await self._answers():
                    if process.returncode is not None:
                        raise self._failed(f"slutade ({process.returncode})", f"ended ({process.returncode})")
                    await asyncio.sleep(0.03)
        except TimeoutError:
            silent = f"{ANSWERS_WITHIN:.0f} s"
            raise self._failed(f"svarar inte på {silent}", f"does not answer in {silent}") from None
        self._say(f"{self._child.name}: redo / ready ({time.monotonic() - began:.1f} s)")
        self._keeping = asyncio.create_task(self._keep(process))

    async def stop(self) -> None:
        """Asks it to end, then kills it; does nothing if it is not running."""
        if self._keeping:
            self._keeping.cancel()
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.send_signal(self._child.stop)
        try:
            await asyncio.wait_for(process.wait(), self._child.ends_within)
        except TimeoutError:
            self._say(f"{self._child.name}: avbryts efter / killed after {self._child.ends_within:.0f} s")
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()

    def _told_to_go_on(self) -> asyncio.subprocess.Process | None:
        if self._process and self._process.stdin:
            self._process.stdin.close()
        return self._process

    async def _answers(self) -> bool:
        return self._child.ready is None or await self._child.ready()

    async def _keep(self, process: asyncio.subprocess.Process) -> None:
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            code = await self._ended(process)
            if time.monotonic() - began > STEADY_AFTER:
                pause = FIRST_PAUSE
            self._say(f"{self._child.name}: slutade ({code}), startas om / ended, restarts in {pause:.1f} s")
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
            with suppress(OSError):  # no memory for one more process, say: the next turn tries again
                process = await self._spawn()

    async def _ended(self, process: asyncio.subprocess.Process) -> int:
        """With which code. Some live for a year: what their log has become is put aside meanwhile."""
        while True:
            with suppress(TimeoutError):
                return await asyncio.wait_for(process.wait(), ROTATED_EVERY)
            if self._log_is_long():
                # Who writes keeps it open, at its end; a line of that very moment may be lost.
                with suppress(OSError):  # no room for a second one
                    shutil.copyfile(self._log, self._log_before)
                    os.truncate(self._log, 0)

    def _log_is_long(self) -> bool:
        return self._log.exists() and self._log.stat().st_size > ROTATED_FROM

    async def _spawn(self, its_input: int = asyncio.subprocess.DEVNULL) -> asyncio.subprocess.Process:
        """A session of its own, so that Ctrl-C in the terminal reaches only the supervisor."""
        if self._log_is_long():
            self._log.replace(self._log_before)
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *tether.command(self._child.argv, self._child.identity, self._child.stop, self._child.nice),
                env=self._environment,
                stdin=its_input,
                stdout=log,
                stderr=log,
                pass_fds=(self._lock,),
                start_new_session=True,
            )
        return self._process

    def _failed(self, swedish: str, english: str) -> CannotStart:
        tail = "\n".join(self._log.read_text(errors="replace").splitlines()[-8:])
        return CannotStart(
            f"{self._child.name} startade inte: {swedish}. Orsaken står sist i {self._log}.",
            f"{self._child.name} did not start: {english}. The cause is last in {self._log}:\n{tail}",
        )
