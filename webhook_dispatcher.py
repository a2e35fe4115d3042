"""Wakes webhooks' workflows: each that is behind what has happened, or has a delivery due, at a pace."""

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from temporalio.client import Client

from webhooks.queue import behind
from workflows.names import WEBHOOK_QUEUE, webhook_workflow_id
from workflows.webhook import Webhook

if TYPE_CHECKING:
    import asyncpg

log = logging.getLogger("insats.webhooks")

POLL = 0.5  # s
PACE = 2.0  # s between two signals to the same one: waking one costs some 35 ms of processor


@dataclass
class WebhookDispatcher:
    """Asks the store, not Temporal, so that nothing is lost when Temporal's database is."""

    client: Client
    pool: "asyncpg.Pool[Any]"
    _woken: dict[UUID, float] = field(default_factory=dict)

    async def run(self) -> None:
        """For ever. What goes wrong is logged and tried again."""
        while True:
            try:
                for webhook in await behind(self.pool):
                    await self._wake(webhook)
            except Exception as error:  # noqa: BLE001 - Temporal or PostgreSQL away: wait and go on
                log.warning("webhooks wait: %s", error)
            await asyncio.sleep(POLL)

    async def _wake(self, webhook: UUID) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._woken.get(webhook, float("-inf")) < PACE:
            return
        self._woken[webhook] = now
        await self.client.start_workflow(
            Webhook.run,
            webhook,
            id=webhook_workflow_id(webhook),
            task_queue=WEBHOOK_QUEUE,
            start_signal="nudge",
            static_summary=str(webhook),
        )
