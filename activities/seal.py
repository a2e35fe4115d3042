"""The sealer's one act, in a process that the other activities do not run in."""

from dataclasses import dataclass

from temporalio import activity
from temporalio.exceptions import ApplicationError

from audit.sealer import Refused, Sealer


@dataclass(frozen=True)
class Sealed:
    size: int


@dataclass(frozen=True)
class SealActivities:
    sealer: Sealer

    @activity.defn
    async def seal(self) -> Sealed:
        """A refusal fails the workflow, where whoever looks after Temporal sees it; the store tells it too."""
        try:
            return Sealed((await self.sealer.seal()).size)
        except Refused as refused:
            raise ApplicationError(str(refused), type="Refused", non_retryable=True) from None
