"""The sweep that Temporal's schedule starts every minute."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.reconcile import ReconcileActivities, Swept


@workflow.defn
class Reconcile:
    @workflow.run
    async def run(self) -> Swept:
        return await workflow.execute_activity_method(
            ReconcileActivities.reconcile,
            start_to_close_timeout=timedelta(minutes=10),
            heartbeat_timeout=timedelta(seconds=30),
            retry_policy=RetryPolicy(maximum_attempts=1),  # the next minute's is the retry
        )
