"""The sweep's process, beside the worker's: thousands of last days at once hold up nothing that people wait for, and
nobody's commands hold up a last day. Wiring only."""

import uvloop
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.notify import NotifyActivities
from activities.reconcile import ReconcileActivities
from activities.to_its_end import all_ended
from command_handler import CommandHandler
from mail import Lines
from settings import Settings
from temporal_connection import connect, leave
from temporal_setup import sweep_now
from worker import ENDS_WITHIN, MAILS_WITHIN, configured, create_handler, sealing, told_to_stop
from workflows.names import SWEEP_QUEUE
from workflows.reconcile import Reconcile


def create_sweeper(client: Client, handler: CommandHandler, settings: Settings) -> Worker:
    notify = NotifyActivities(handler, settings, sealing(client), Lines(settings))
    return Worker(
        client,
        task_queue=SWEEP_QUEUE,
        workflows=[Reconcile],
        activities=[ReconcileActivities(handler, notify).reconcile],
        workflow_runner=UnsandboxedWorkflowRunner(),
        max_cached_workflows=2,
        graceful_shutdown_timeout=ENDS_WITHIN,
    )


async def run(settings: Settings) -> None:
    stop = told_to_stop()
    handler = await create_handler(settings)
    client = await connect(settings)
    async with create_sweeper(client, handler, settings):
        await sweep_now(client)
        await stop.wait()
    await all_ended(MAILS_WITHIN)


if __name__ == "__main__":
    uvloop.run(run(configured("sweeper")))
    leave()
