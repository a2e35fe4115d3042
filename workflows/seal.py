"""Seals the log: Temporal's schedule every five minutes, and whoever exports."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.seal import SealActivities, Sealed


@workflow.defn
class Seal:
    @workflow.run
    async def run(self) -> Sealed:
        return await workflow.execute_activity_method(
            SealActivities.seal,
            start_to_close_timeout=timedelta(minutes=4),
            retry_policy=RetryPolicy(maximum_attempts=1),  # the next one is the retry
        )
