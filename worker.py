"""The engine's process: a Temporal worker, the dispatcher and the importer. Wiring only."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from uuid import uuid4

import asyncpg
import uvloop
from temporalio.client import Client, WorkflowFailureError
from temporalio.service import RPCError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

import policy_setup
from access.viewer import from_outside
from activities.notify import NotifyActivities
from activities.outbox import OutboxActivities
from activities.time import TimeActivities
from activities.to_its_end import all_ended
from activities.webhooks import WebhookActivities
from command_handler import CommandHandler
from dispatcher import Dispatcher
from event_store.connection import LONGEST_KEPT, Writing
from event_store.keyring import Keyring
from garbage import look_seldom
from importing.loop import Importer
from mail import Lines
from settings import Settings, from_environment
from telemetry.start import start
from temporal_connection import connect, leave
from webhook_dispatcher import WebhookDispatcher
from workflows.contract import ContractLifecycle
from workflows.names import OUTBOX_QUEUE, SEALER_QUEUE, TASK_QUEUE, WEBHOOK_QUEUE
from workflows.outbox import Outbox
from workflows.seal import Seal
from workflows.webhook import Webhook

log = logging.getLogger("insats.worker")

ENDS_WITHIN = timedelta(seconds=5)  # all of a process's workers, at once
MAILS_WITHIN = 8.0  # s, after that: those under way; whoever stops us waits for fifteen
SEALED_WITHIN = 2.0  # s; a mail waits for it


@asynccontextmanager
async def telling_departments(
    client: Client, handler: CommandHandler, settings: Settings
) -> AsyncIterator[Sequence[Worker]]:
    """Contracts, and the outbox."""
    notify = NotifyActivities(handler, settings, sealing(client), Lines(settings))
    contracts = Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=[ContractLifecycle],
        activities=[
            TimeActivities(handler).let_time_pass,
            notify.notify_departments,
            notify.notify_department,  # of those who began before 0.6
        ],
        workflow_runner=UnsandboxedWorkflowRunner(),  # half the work; the replay test runs in the sandbox
        max_cached_workflows=2000,
        max_concurrent_workflow_task_polls=10,
        nonsticky_to_sticky_poll_ratio=0.5,  # else new ones come by a single poller: 50 to 60 a second
        graceful_shutdown_timeout=ENDS_WITHIN,
    )
    outbox = Worker(
        client,
        task_queue=OUTBOX_QUEUE,
        workflows=[Outbox],
        activities=[OutboxActivities(notify).send_outbox],
        workflow_runner=UnsandboxedWorkflowRunner(),
        max_cached_workflows=2,
        graceful_shutdown_timeout=ENDS_WITHIN,
    )
    async with contracts, outbox:
        yield contracts, outbox


def sealing(client: Client) -> Callable[[], Awaitable[None]]:
    """Whoever has to have it sealed looks whether it is: a sealer may be away, or refuse."""

    async def seal() -> None:
        with suppress(TimeoutError, WorkflowFailureError, RPCError):
            async with asyncio.timeout(SEALED_WITHIN):
                await client.execute_workflow(
                    Seal.run,
                    id=f"seal/{uuid4()}",
                    task_queue=SEALER_QUEUE,
                    execution_timeout=timedelta(minutes=1),
                )

    return seal


@asynccontextmanager
async def telling_others(
    client: Client, handler: CommandHandler, settings: Settings
) -> AsyncIterator[Worker]:
    """Webhooks: a task queue of their own, and what wakes them."""
    async with asyncpg.create_pool(
        settings.reader_url, min_size=1, max_size=8, setup=from_outside
    ) as outside:
        worker = Worker(
            client,
            task_queue=WEBHOOK_QUEUE,
            workflows=[Webhook],
            activities=[WebhookActivities(handler, outside, settings).deliver],
            workflow_runner=UnsandboxedWorkflowRunner(),
            max_cached_workflows=100,
            graceful_shutdown_timeout=ENDS_WITHIN,
        )
        waking = asyncio.create_task(WebhookDispatcher(client, handler.pool).run())
        async with worker:
            yield worker
        waking.cancel()


async def create_handler(settings: Settings) -> CommandHandler:
    """Its pools are the caller's to close. Raises what policy or ledger of erasures raise, with nothing left open."""
    bounds = {"lock_timeout": "5s", "idle_in_transaction_session_timeout": "30s"}
    async with AsyncExitStack() as opened:
        pool = await opened.enter_async_context(
            asyncpg.create_pool(
                settings.writer_url,
                min_size=2,
                max_size=16,
                server_settings=bounds,
                connection_class=Writing,
                max_cacheable_statement_size=LONGEST_KEPT,
            )
        )
        keys = await opened.enter_async_context(
            asyncpg.create_pool(settings.keys_url, min_size=1, max_size=4)
        )
        keyring = Keyring(keys, settings.key_encryption_key)
        handler = await policy_setup.create_handler(pool, keyring, settings.policy, settings.erasures)
        opened.pop_all()
    return handler


async def run(settings: Settings) -> None:
    stop = told_to_stop()
    handler = await create_handler(settings)
    policy_setup.warn_of_differences(handler, settings.policy)
    client = await connect(settings)
    begins_more = [
        asyncio.create_task(Dispatcher(client, handler.pool).run()),
        asyncio.create_task(Importer(handler).run()),
    ]
    for task in begins_more:  # a process in which one of them has died is of no use: it is started anew
        task.add_done_callback(lambda _: stop.set())
    async with (
        telling_departments(client, handler, settings) as departments,
        telling_others(client, handler, settings) as others,
    ):
        log.info("working on %s", settings.temporal_address)
        await stop.wait()
        for task in begins_more:
            task.cancel()
        # All at once: one after the other they take longer than whoever stops us waits.
        await asyncio.gather(*(each.shutdown() for each in (*departments, others)))
    await all_ended(MAILS_WITHIN)


def told_to_stop() -> asyncio.Event:
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    return stop


def configured(service: str) -> Settings:
    """From the environment; raises KeyError naming the variable that is missing."""
    configuration = from_environment()
    start(service, configuration.log_level, configuration.log_format)
    look_seldom()
    return configuration


if __name__ == "__main__":
    uvloop.run(run(configured("worker")))
    leave()
