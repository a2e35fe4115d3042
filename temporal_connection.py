"""The way to Temporal, for every process: the sealer's too, which imports nothing of the application. Wiring only."""

import asyncio
import logging
import os
from typing import NoReturn, Protocol

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from telemetry import steps
from telemetry.temporal import interceptors

log = logging.getLogger("insats.temporal")

OURS = ("activities", "domain", "workflows.names")


class Reached(Protocol):
    """What settings of any process tell."""

    @property
    def temporal_address(self) -> str: ...
    @property
    def temporal_namespace(self) -> str: ...


def workflow_runner() -> SandboxedWorkflowRunner:
    """Our own pure modules pass through: the sandbox watches the workflow, and its types stay the same."""
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*OURS))


async def connect(settings: Reached) -> Client:
    """Waits until Temporal answers."""
    while True:
        try:
            return await Client.connect(
                settings.temporal_address,
                namespace=settings.temporal_namespace,
                data_converter=pydantic_data_converter,
                interceptors=interceptors(),
            )
        except (RPCError, RuntimeError) as error:
            log.warning("waiting for Temporal at %s: %s", settings.temporal_address, error)
            await asyncio.sleep(0.5)


def leave() -> NoReturn:
    """Ends a process in which all is closed. Threads of the SDK's core may still be about, and would abort the
    interpreter (SIGABRT) while it takes itself apart."""
    steps.close()
    logging.shutdown()
    os._exit(0)
