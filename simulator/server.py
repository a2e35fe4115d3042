"""A Temporal server as the simulator plays it: signals, the schedule, the namespace.

What is played: a signal starts what is not running; a closed run is gone; all of it can be deleted.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from temporalio.service import RPCError, RPCStatusCode

from simulator.temporal import Activity, Run
from temporal_setup import ATTRIBUTES


@dataclass
class Server:
    now: Callable[[], datetime]
    runs: dict[UUID, Run] = field(default_factory=dict)
    namespace: str = "default"
    namespace_id: str = "1"
    attributes: set[str] = field(default_factory=set)
    scheduled: bool = False
    outbox: Activity | None = None  # being sent
    up: bool = True
    ending: Callable[[], str] = lambda: ""  # what becomes of the next signal: "", lost, doubled

    async def delete_everything(self) -> None:
        for run in self.runs.values():
            await run.forget()
        self.runs, self.attributes, self.scheduled, self.outbox = {}, set(), False, None
        self.namespace_id = str(int(self.namespace_id) + 1)

    def _must_be_up(self) -> None:
        if not self.up:
            raise RPCError("Temporal is down", RPCStatusCode.UNAVAILABLE, b"")

    # What the dispatcher asks of its client.

    async def start_workflow(
        self, _: Any, contract: UUID | None = None, *, start_signal: str, **__: Any
    ) -> None:
        """No contract: it is asked that what is due be mailed. Asked twice before it is done is asked once."""
        self._must_be_up()
        assert start_signal == "nudge"
        what = self.ending()
        if what == "lost":
            return
        if contract is None:
            self.outbox = self.outbox or Activity("send_outbox", None, self.now())
            return
        for _n in range(2 if what == "doubled" else 1):
            await self._signal_with_start(contract)

    async def _signal_with_start(self, contract: UUID) -> None:
        run = self.runs.get(contract)
        if run and not run.closed:
            await run.signal()
            return
        run = self.runs[contract] = Run(contract, self.now)
        await run.signal()
        await run.start()

    async def describe_namespace(self, _: Any) -> Any:
        self._must_be_up()
        return SimpleNamespace(namespace_info=SimpleNamespace(id=self.namespace_id))

    async def list_search_attributes(self, _: Any) -> Any:
        self._must_be_up()
        return SimpleNamespace(custom_attributes=self.attributes)

    async def update_namespace(self, _: Any) -> None:
        self._must_be_up()

    async def create_schedule(self, *_: Any) -> None:
        self._must_be_up()
        self.scheduled = True

    async def add_search_attributes(self, _: Any) -> None:
        self._must_be_up()
        self.attributes = set(ATTRIBUTES)

    @property
    def workflow_service(self) -> "Server":
        return self

    @property
    def operator_service(self) -> "Server":
        return self
