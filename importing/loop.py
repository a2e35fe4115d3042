"""Beside the worker: looks for imports to go on with, two at a time: a short one need not wait for a long one."""

import asyncio
import logging
from dataclasses import dataclass

from command_handler import CommandHandler
from importing.job import go_on
from projections.import_work import forget_old

log = logging.getLogger("insats.importing")

POLL = 0.2  # s; an idle poll reads one empty partial index
AT_ONCE = 2
CLEANED_EVERY = 3600.0  # s


@dataclass
class Importer:
    handler: CommandHandler

    async def run(self) -> None:
        """For ever."""
        await asyncio.gather(self._clean(), *(self._work() for _ in range(AT_ONCE)))

    async def _work(self) -> None:
        while True:
            try:
                busy = await go_on(self.handler)
            except Exception as error:  # noqa: BLE001 - PostgreSQL away: wait and go on
                log.warning("imports wait: %s", error)
                busy = False
                await asyncio.sleep(1)
            if not busy:
                await asyncio.sleep(POLL)

    async def _clean(self) -> None:
        while True:
            try:
                await forget_old(self.handler.pool)
            except Exception as error:  # noqa: BLE001
                log.warning("old files stay a while: %s", error)
            await asyncio.sleep(CLEANED_EVERY)
