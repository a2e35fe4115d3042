"""Wakes workflows: what commands have left in the nudge table becomes signals, once a contract, at a pace."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from projections.contracts import herd_under_way
from projections.nudges import Nudge, armed_in, delivered, postpone, take_waiting
from telemetry.steps import step
from temporal_setup import set_up
from workflows.contract import ContractLifecycle
from workflows.names import TASK_QUEUE, contract_workflow_id

if TYPE_CHECKING:
    import asyncpg

log = logging.getLogger("insats.dispatcher")

POLL = 0.05  # s; an idle poll reads one empty partial index
AT_ONCE = 16  # signals
BULK_PAUSE = 0.1  # s after a batch of imports alone: Temporal then leaves the API its processor
PEOPLE_FOR = 5.0  # s after a person's command that others may follow
BESIDE_PEOPLE = 2  # of a bulk's at once meanwhile: waking one costs some 35 ms of processor
PAUSE_BESIDE_PEOPLE = 0.25  # s
NAMESPACE_EVERY = 5.0  # s between looks whether Temporal's database is still the one we armed
POSTPONED = timedelta(seconds=5)
HERD_EVERY = (
    0.5  # s between looks whether the sweep has a herd to do: deadlines then go before what may be told later
)
WAITS_FOR_IT = timedelta(seconds=30)  # and no longer: a sweep may be away


@dataclass
class Dispatcher:
    client: Client
    pool: "asyncpg.Pool[Any]"
    _people_until: float = 0.0
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
                await asyncio.sleep(POLL)

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
        lately = now < self._people_until
        nudges = await take_waiting(self.pool, AT_ONCE, BESIDE_PEOPLE, people_lately=lately)
        if not nudges:
            return False
        if peoples := any(not nudge.bulk for nudge in nudges):
            self._people_until = now + PEOPLE_FOR
        signalled = await asyncio.gather(*(self._signal(nudge) for nudge in nudges))
        await delivered(
            self.pool, [nudge for nudge, arrived in zip(nudges, signalled, strict=True) if arrived]
        )
        if not peoples:
            await asyncio.sleep(PAUSE_BESIDE_PEOPLE if lately else BULK_PAUSE)
        return True

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
