"""Wakes workflows: what commands have left in the nudge table becomes signals, once a contract, at a pace.

While people do more than can be passed on one by one, what it brings is mailed together, and their contracts' workflows
are woken a little later, each for all that has happened until then."""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from projections.contracts import herd_under_way
from projections.notices import due_to_send
from projections.nudges import Nudge, armed_in, delivered, postpone, put_off, take_waiting
from telemetry.steps import step
from temporal_setup import set_up
from workflows.contract import ContractLifecycle
from workflows.names import OUTBOX, OUTBOX_QUEUE, TASK_QUEUE, contract_workflow_id
from workflows.outbox import Outbox

if TYPE_CHECKING:
    import asyncpg

log = logging.getLogger("insats.dispatcher")

POLL = 0.05  # s; an idle poll reads one empty partial index
POLL_BESIDE_PEOPLE = 0.02  # s
AT_ONCE = 16  # signals
BULK_PAUSE = 0.1  # s after a batch of imports alone: Temporal then leaves the API its processor
PEOPLE_FOR = 5.0  # s after a person's command that others may follow
BESIDE_PEOPLE = 2  # of a bulk's at once meanwhile: waking one costs some 35 ms of processor
PAUSE_BESIDE_PEOPLE = 0.25  # s
# Of people's, s: passed on one by one twenty a second take 0.8 of a processor, and fifty all of two.
MANY, BEGINS_WITHIN, LASTS_WITHIN = 10, 0.5, 1.0
PUT_OFF = timedelta(seconds=5)
TOGETHER_EVERY = 0.5  # s
ASKS_EVERY = 1.0  # s, for mail that goes together: whoever sends it lingers
BESIDE_MANY = 1  # of a bulk's, each time
NAMESPACE_EVERY = 5.0  # s between looks whether Temporal's database is still the one we armed
POSTPONED = timedelta(seconds=5)
HERD_EVERY = (
    0.5  # s between looks whether the sweep has a herd to do: deadlines then go before what may be told later
)
WAITS_FOR_IT = timedelta(seconds=30)  # and no longer: a sweep may be away


@dataclass
class Rush:
    """Begins when more than MANY of people's have come within BEGINS_WITHIN, and lasts while more than MANY come within
    LASTS_WITHIN. Times are seconds of one clock."""

    _came: deque[float] = field(default_factory=deque)
    _on: bool = False

    def came(self, number: int, now: float) -> None:
        self._came.extend([now] * min(number, MANY + 1))

    def is_on(self, now: float) -> bool:
        while self._came and self._came[0] <= now - LASTS_WITHIN:
            self._came.popleft()
        just = sum(at > now - BEGINS_WITHIN for at in self._came)
        self._on = just > MANY or (self._on and len(self._came) > MANY)
        return self._on


@dataclass
class Dispatcher:
    client: Client
    pool: "asyncpg.Pool[Any]"
    rush: Rush = field(default_factory=Rush)
    _people_until: float = 0.0
    _asked: float = float("-inf")
    _herd: bool = False
    _herd_looked: float = float("-inf")

    async def run(self) -> None:
        """For ever. What goes wrong is logged and tried again: nothing is cleared that was not delivered."""
        looked = float("-inf")
        while True:
            try:
                if (now := asyncio.get_running_loop().time()) - looked > NAMESPACE_EVERY:
                    await self.arm(first=looked == float("-inf"))
                    looked = now
                busy = not await self.waits_for_a_herd(now) and await self.dispatch()
            except Exception as error:  # noqa: BLE001 - Temporal or PostgreSQL away: wait and go on
                log.warning("dispatch waits: %s", error)
                busy, looked = False, float("-inf")
                await asyncio.sleep(1)
            if not busy:
                await asyncio.sleep(POLL_BESIDE_PEOPLE if now < self._people_until else POLL)

    async def waits_for_a_herd(self, now: float) -> bool:
        if now - self._herd_looked > HERD_EVERY:
            self._herd_looked, self._herd = now, await herd_under_way(self.pool, WAITS_FOR_IT)
        return self._herd

    async def arm(self, *, first: bool = False) -> None:
        """ "Armed" means armed in the namespace whose id the store remembers; a new id re-arms everything."""
        namespace = self.client.namespace
        answer = await self.client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace=namespace)
        )
        if await armed_in(self.pool, answer.namespace_info.id):
            log.info("a new Temporal namespace: arming every open contract")
        await set_up(self.client, first=first)

    async def dispatch(self) -> bool:
        """People's first, all of them; while somebody works, a bulk's few at a time: those wait for no answer."""
        now = asyncio.get_running_loop().time()
        if self.rush.is_on(now):
            return await self._together(now)
        lately = now < self._people_until or await self._mail_is_left()
        nudges = await take_waiting(self.pool, AT_ONCE, BESIDE_PEOPLE, people_lately=lately)
        if not nudges:
            return False
        await self._wake(nudges)
        if peoples := sum(not nudge.bulk for nudge in nudges):
            self._by_people(peoples)
        else:
            await asyncio.sleep(PAUSE_BESIDE_PEOPLE if lately else BULK_PAUSE)
        return True

    async def _together(self, now: float) -> bool:
        """What people's bring is mailed, and of a bulk's, which they are now, few are woken."""
        if peoples := await put_off(self.pool, PUT_OFF):
            await self._ask_for_mail(now)
        if nudges := await take_waiting(self.pool, 0, BESIDE_MANY, people_lately=True):
            await self._wake(nudges)
        if peoples:
            self._by_people(peoples)
        await asyncio.sleep(TOGETHER_EVERY)
        return True

    async def _ask_for_mail(self, now: float) -> None:
        if now - self._asked > ASKS_EVERY:
            await self.client.start_workflow(
                Outbox.run, id=OUTBOX, task_queue=OUTBOX_QUEUE, start_signal="nudge"
            )
            self._asked = now

    async def _mail_is_left(self) -> bool:
        """Of what was to go together: first people are told, then timers are set."""
        if self._asked > float("-inf") and not await due_to_send(self.pool, 1):
            self._asked = float("-inf")
        return self._asked > float("-inf")

    def _by_people(self, number: int) -> None:
        """As of when they were passed on: where that takes long, as many as came meanwhile are many."""
        now = asyncio.get_running_loop().time()
        self.rush.came(number, now)
        self._people_until = now + PEOPLE_FOR

    async def _wake(self, nudges: Sequence[Nudge]) -> None:
        signalled = await asyncio.gather(*(self._signal(nudge) for nudge in nudges))
        await delivered(
            self.pool, [nudge for nudge, arrived in zip(nudges, signalled, strict=True) if arrived]
        )

    async def _signal(self, nudge: Nudge) -> bool:
        try:
            with step("wake", nudge.traceparent, contract=nudge.contract_id):
                await self.client.start_workflow(
                    ContractLifecycle.run,
                    nudge.contract_id,
                    id=contract_workflow_id(nudge.contract_id),
                    task_queue=TASK_QUEUE,
                    start_signal="nudge",
                    static_summary=str(nudge.contract_id),
                )
        except RPCError as error:
            log.warning("contract %s: %s", nudge.contract_id, error.message)
            await postpone(self.pool, nudge, POSTPONED)
            return False
        return True
