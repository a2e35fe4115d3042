"""The engine's process: a Temporal worker, the dispatcher and the importer. Wiring only."""

import asyncio
import logging
import signal
from datetime import timedelta

import asyncpg
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

import policy_setup
from activities.notify import NotifyActivities
from activities.reconcile import ReconcileActivities
from activities.time import TimeActivities
from command_handler import CommandHandler
from dispatcher import Dispatcher
from event_store.keyring import Keyring
from importing.loop import Importer
from settings import Settings, from_environment
from temporal_connection import connect, leave
from workflows.contract import ContractLifecycle
from workflows.names import TASK_QUEUE
from workflows.reconcile import Reconcile

log = logging.getLogger("insats.worker")

ENDS_WITHIN = timedelta(seconds=5)


def create_worker(client: Client, handler: CommandHandler, settings: Settings) -> Worker:
    notify = NotifyActivities(handler, settings)
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=[ContractLifecycle, Reconcile],
        activities=[
            TimeActivities(handler).let_time_pass,
            notify.notify_department,
            ReconcileActivities(handler, notify).reconcile,  # of a sweep begun before it had its own queue
        ],
        workflow_runner=UnsandboxedWorkflowRunner(),  # half the work; the replay test runs in the sandbox
        max_cached_workflows=2000,
        graceful_shutdown_timeout=ENDS_WITHIN,
    )


async def create_handler(settings: Settings) -> CommandHandler:
    bounds = {"lock_timeout": "5s", "idle_in_transaction_session_timeout": "30s"}
    pool = await asyncpg.create_pool(settings.writer_url, min_size=2, max_size=16, server_settings=bounds)
    keys = await asyncpg.create_pool(settings.keys_url, min_size=1, max_size=4)
    return await policy_setup.create_handler(
        pool, Keyring(keys, settings.key_encryption_key), settings.policy, settings.erasures
    )


async def run(settings: Settings) -> None:
    stop = told_to_stop()
    handler = await create_handler(settings)
    policy_setup.warn_of_differences(handler, settings.policy)
    client = await connect(settings)
    dispatching = asyncio.create_task(Dispatcher(client, handler.pool).run())
    importing = asyncio.create_task(Importer(handler).run())
    async with create_worker(client, handler, settings):
        log.info("working on %s", settings.temporal_address)
        await stop.wait()
    dispatching.cancel()
    importing.cancel()


def told_to_stop() -> asyncio.Event:
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    return stop


def configured() -> Settings:
    """From the environment; raises KeyError naming the variable that is missing."""
    configuration = from_environment()
    logging.basicConfig(
        level=configuration.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    return configuration


if __name__ == "__main__":
    asyncio.run(run(configured()))
    leave()
