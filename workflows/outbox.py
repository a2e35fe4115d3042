"""Sends what many contracts' departments are to be told, together, while people do more than can be told one by one."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.outbox import OutboxActivities

UNTIL_IT_WORKS = RetryPolicy(maximum_interval=timedelta(seconds=30))


@workflow.defn
class Outbox:
    """One for the installation. Takes one signal: `nudge`. Ends when nothing was due and nobody has asked since."""

    def __init__(self) -> None:
        self.nudged = False

    @workflow.run
    async def run(self) -> None:
        while await self.send() or self.nudged:
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new()

    async def send(self) -> int:
        self.nudged = False
        return await workflow.execute_activity_method(
            OutboxActivities.send_outbox,
            start_to_close_timeout=timedelta(minutes=2),
            heartbeat_timeout=timedelta(seconds=30),
            retry_policy=UNTIL_IT_WORKS,
            summary="Skicka det som väntar",
        )

    @workflow.signal
    def nudge(self) -> None:
        """There is something to send."""
        self.nudged = True
