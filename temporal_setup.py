"""What a Temporal namespace needs before it serves us: retention, search attributes, the sweep's schedule."""

import logging
from dataclasses import replace
from datetime import timedelta

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import UpdateNamespaceRequest
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleUpdate,
)
from temporalio.service import RPCError

from workflows.contract import DEPARTMENTS, NEXT_DUE, PHASE
from workflows.names import RECONCILE, SWEEP_QUEUE
from workflows.reconcile import Reconcile

log = logging.getLogger("insats.temporal")

RETENTION = timedelta(days=30)  # of closed runs; the record of what happened is the event store
SWEEP_EVERY = timedelta(minutes=1)

ATTRIBUTES = {
    PHASE.name: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    NEXT_DUE.name: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    DEPARTMENTS.name: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
}


async def set_up(client: Client, *, first: bool = False) -> None:
    """Idempotent, and cheap when all is there. The attributes come last: they show that the rest is done.

    `first`: since this process began; the schedule is then as today's code wants it.
    """
    missing = await missing_attributes(client)
    if first or missing:
        await _schedule_the_sweep(client)  # once: what is written twice takes back a pause that came between
    if missing:
        await _retain(client)
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
        )


async def missing_attributes(client: Client) -> dict[str, "IndexedValueType.ValueType"]:
    """None of them once all is set up. Raises RPCError when Temporal is away."""
    asked = ListSearchAttributesRequest(namespace=client.namespace)
    known = await client.operator_service.list_search_attributes(asked)
    return {name: kind for name, kind in ATTRIBUTES.items() if name not in known.custom_attributes}


async def sweep_now(client: Client) -> None:
    """Whoever comes back does what has come due meanwhile, and does not wait for the schedule: but where somebody has
    paused it, or where it is not there yet, as at the very first start."""
    handle = client.get_schedule_handle(RECONCILE)
    try:
        if not (await handle.describe()).schedule.state.paused:
            await handle.trigger()
    except RPCError as error:
        log.info("no sweep out of turn: %s", error)


async def _retain(client: Client) -> None:
    retention = Duration()
    retention.FromTimedelta(RETENTION)
    await client.workflow_service.update_namespace(
        UpdateNamespaceRequest(
            namespace=client.namespace,
            config=NamespaceConfig(workflow_execution_retention_ttl=retention),
        )
    )


async def _schedule_the_sweep(client: Client) -> None:
    action = ScheduleActionStartWorkflow(Reconcile.run, id=RECONCILE, task_queue=SWEEP_QUEUE)
    spec = ScheduleSpec(intervals=[ScheduleIntervalSpec(every=SWEEP_EVERY)])
    policy = SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=timedelta(minutes=1))
    try:
        await client.create_schedule(RECONCILE, Schedule(action=action, spec=spec, policy=policy))
    except (
        ScheduleAlreadyRunningError
    ):  # perhaps an older version's; somebody may have paused it, and it stays so
        await client.get_schedule_handle(RECONCILE).update(
            lambda found: ScheduleUpdate(replace(found.description.schedule, action=action, spec=spec))
        )
