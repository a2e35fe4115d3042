"""What a workflow finds of Temporal in the simulator: timers and activities. The workflow is the real one.

What is played: a timer fires no earlier than its time; an activity whose result does not come back is tried again, ever
more seldom.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import workflows.contract
from simulator.replacing import replaced
from workflows.contract import ContractLifecycle

START_TO_CLOSE = timedelta(seconds=30)  # of both activities: a lost one is given up after that
FIRST_AGAIN, LONGEST_AGAIN = timedelta(seconds=1), timedelta(minutes=10)
A_LONG_HISTORY = 60  # activities, then Temporal suggests to continue as new


class ContinueAsNew(BaseException):
    pass


@dataclass
class Activity:
    """`at`: not before."""

    name: str
    subject: Any
    at: datetime
    attempts: int = 0

    def lost(self, now: datetime) -> None:
        self.attempts += 1
        self.at = now + START_TO_CLOSE

    def backed_off(self, now: datetime) -> None:
        self.attempts += 1
        self.at = now + min(FIRST_AGAIN * 2 ** min(self.attempts - 1, 20), LONGEST_AGAIN)


class Run:
    """One contract's workflow. It runs until it waits: for an activity's result, or for a nudge or a date."""

    def __init__(self, contract: UUID, now: Callable[[], datetime]) -> None:
        self.contract = contract
        self.now = now
        self.lifecycle = ContractLifecycle()
        self.activity: Activity | None = None
        self.timer: datetime | None = None
        self.asked = 0
        self.closed = False
        self.failure: BaseException | None = None
        self._condition: Callable[[], bool] | None = None
        self._answer: asyncio.Future[Any] | None = None
        self._waits = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def start(self) -> None:
        self._task = asyncio.create_task(self._live())
        await self._until_it_waits()

    async def _live(self) -> None:
        CURRENT.set(self)
        try:
            await self._runs()
        except Exception as error:  # noqa: BLE001 - a workflow task that fails is a fault to be told
            self.failure = error
        self.closed = True
        self._waits.set()

    async def _runs(self) -> None:
        while True:
            try:
                return await self.lifecycle.run(self.contract)
            except ContinueAsNew:
                self.lifecycle, self.asked = ContractLifecycle(), 0

    async def _until_it_waits(self) -> None:
        await self._waits.wait()

    async def _park(self) -> Any:
        self._answer = asyncio.get_running_loop().create_future()
        self._waits.set()
        return await self._answer

    async def _go_on(self, answer: Any = None, error: BaseException | None = None) -> None:
        assert self._answer
        self._waits.clear()
        if error:
            self._answer.set_exception(error)
        else:
            self._answer.set_result(answer)
        await self._until_it_waits()

    # What the workflow asks Temporal for.

    async def wait_condition(self, condition: Callable[[], bool], until: timedelta | None) -> None:
        if condition():
            return
        self._condition, self.timer = condition, None if until is None else self.now() + until
        await self._park()

    async def execute(self, name: str, subject: Any) -> Any:
        """What is asked at once is played in its order: Temporal promises none."""
        async with self._one_at_a_time:
            self.activity = Activity(name, subject, self.now())
            self.asked += 1
            return await self._park()

    # What the server tells it.

    async def signal(self) -> None:
        self.lifecycle.nudge()
        if self._condition and self._condition():
            self._condition = self.timer = None
            await self._go_on()

    async def fire(self) -> None:
        self._condition = self.timer = None
        await self._go_on(error=TimeoutError())

    async def complete(self, result: Any) -> None:
        self.activity = None
        await self._go_on(result)

    @property
    def task(self) -> asyncio.Task[None] | None:
        return self._task

    async def forget(self) -> None:
        if self._task and not self._task.done():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)


CURRENT: ContextVar[Run] = ContextVar("CURRENT")


def _suggested() -> bool:
    return CURRENT.get().asked >= A_LONG_HISTORY


def _continue_as_new(_: UUID) -> None:
    raise ContinueAsNew


def _said(*_: Any) -> None:
    """For Temporal's own pages."""


async def _wait_condition(condition: Callable[[], bool], **told: Any) -> None:
    await CURRENT.get().wait_condition(condition, told["timeout"])


async def _execute(method: Callable[..., Any], subject: Any, **_: Any) -> Any:
    return await CURRENT.get().execute(method.__name__, subject)


PLAYED = SimpleNamespace(
    wait_condition=_wait_condition,
    execute_activity_method=_execute,
    execute_local_activity_method=_execute,
    patched=lambda _: True,
    info=lambda: SimpleNamespace(is_continue_as_new_suggested=_suggested),
    continue_as_new=_continue_as_new,
    set_current_details=_said,
    upsert_search_attributes=_said,
)


def in_the_place_of_temporal() -> AbstractContextManager[None]:
    """The lifecycle's module finds this server where it found the SDK's."""
    return replaced((workflows.contract, "workflow", PLAYED))
