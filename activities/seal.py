"""The sealer's one act, in a process that the other activities do not run in."""

import asyncio
import logging
from dataclasses import dataclass, field

from temporalio import activity
from temporalio.exceptions import ApplicationError

from audit.anchoring import Anchoring
from audit.look_sealer import seal_looks
from audit.sealer import Refused, Sealer
from audit.verify import Checkpoint

log = logging.getLogger("insats.sealer")


@dataclass(frozen=True)
class Sealed:
    size: int


@dataclass
class SealActivities:
    sealer: Sealer
    anchoring: Anchoring
    _under_way: asyncio.Task[None] | None = field(default=None)

    @activity.defn
    async def seal(self) -> Sealed:
        """A refusal fails the workflow, where whoever looks after Temporal sees it; the store tells it too."""
        try:
            newest = await self.sealer.seal()
        except Refused as refused:
            raise ApplicationError(str(refused), type="Refused", non_retryable=True) from None
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.create_task(self._anchor(newest))  # who asked does not wait for it
        return Sealed(newest.size)

    async def _anchor(self, newest: Checkpoint) -> None:
        """With who has looked, sealed first: there may be many looks."""
        try:
            await seal_looks(self.sealer)
            if newest.size:
                await self.anchoring.put(newest)
        except Exception:  # the next seal is in five minutes
            log.exception(
                "looks are not sealed, or the checkpoint over %s events is not anchored", newest.size
            )
