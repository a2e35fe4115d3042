"""The sealer's process: a Temporal worker of its own, with a key that no other process is given. Wiring only."""

import asyncio
import logging
import signal
import sys
from contextlib import suppress
from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
)
from temporalio.service import RPCError
from temporalio.worker import Worker

from activities.seal import SealActivities
from audit.anchoring import Anchoring
from audit.sealer import Sealer, SealerFolder
from settings import SealerSettings, sealer_from_environment
from telemetry.logs import log_as
from temporal_connection import connect, leave, workflow_runner
from workflows.names import SEAL, SEALER_QUEUE
from workflows.seal import Seal

log = logging.getLogger("insats.sealer")

SEAL_EVERY = timedelta(minutes=5)
SCHEDULED_AGAIN_AFTER = 60.0  # s: Temporal's database may be another one by then


def create_sealer(settings: SealerSettings) -> Sealer:
    return Sealer(settings.url, SealerFolder(settings.folder), settings.log_name)


def create_worker(client: Client, sealer: Sealer) -> Worker:
    """One at a time: two seals at once would both be right, and the later file might be the older one."""
    return Worker(
        client,
        task_queue=SEALER_QUEUE,
        workflows=[Seal],
        activities=[SealActivities(sealer, Anchoring(sealer)).seal],
        workflow_runner=workflow_runner(),
        max_concurrent_activities=1,
        graceful_shutdown_timeout=timedelta(seconds=5),
    )


async def schedule(client: Client) -> None:
    with suppress(ScheduleAlreadyRunningError):
        await client.create_schedule(
            SEAL,
            Schedule(
                action=ScheduleActionStartWorkflow(Seal.run, id=SEAL, task_queue=SEALER_QUEUE),
                spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=SEAL_EVERY)]),
                policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=SEAL_EVERY),
            ),
        )


async def run(settings: SealerSettings) -> None:
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    sealer = create_sealer(settings)
    log.info("signs as %s", sealer.folder.signer(sealer.name).vkey)
    sealer.folder.lock()
    client = await connect(settings)
    async with create_worker(client, sealer):
        while not stop.is_set():
            try:
                await schedule(client)
            except RPCError as error:
                log.warning("not scheduled: %s", error)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), SCHEDULED_AGAIN_AFTER)


def give_up(settings: SealerSettings) -> None:
    """For whoever restored a log that is shorter than what was signed: the first half of beginning anew."""
    last = SealerFolder(settings.folder).give_up()
    sys.stdout.write(f"given up: {last.origin}, {last.size} events\n")


if __name__ == "__main__":
    configuration = sealer_from_environment()
    if sys.argv[1:] == ["give-up"]:
        give_up(configuration)
        sys.exit()
    log_as(configuration.log_format, "sealer", configuration.log_level)
    asyncio.run(run(configuration))
    leave()
