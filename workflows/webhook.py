"""One subscription's deliveries, while any wait: what to send, and when to try again, the store says."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.webhooks import Waiting, WebhookActivities

UNTIL_IT_WORKS = RetryPolicy(maximum_interval=timedelta(minutes=10))


@workflow.defn
class Webhook:
    """Takes one signal: `nudge`. Ends when its queue is empty; the next event starts it again."""

    def __init__(self) -> None:
        self.nudged = False

    @workflow.run
    async def run(self, webhook: UUID) -> None:
        waiting = await self.deliver(webhook)
        while self.nudged or waiting.wait is not None:
            with suppress(TimeoutError):  # then it is time for the next try
                await workflow.wait_condition(
                    lambda: self.nudged, timeout=waiting.wait, timeout_summary="Nästa försök"
                )
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(webhook)
            waiting = await self.deliver(webhook)

    async def deliver(self, webhook: UUID) -> Waiting:
        self.nudged = False
        return await workflow.execute_activity_method(
            WebhookActivities.deliver,
            webhook,
            start_to_close_timeout=timedelta(minutes=1),
            retry_policy=UNTIL_IT_WORKS,
            summary="Leverera det som väntar",
        )

    @workflow.signal
    def nudge(self) -> None:
        """There is something new, or something is to be sent again."""
        self.nudged = True
