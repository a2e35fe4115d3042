"""What is once begun is ended, whoever has asked for it: a mail on its way that nobody notes is sent a second time."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_begun: set[asyncio.Task[Any]] = set()  # the loop itself would let go of them


async def to_its_end(work: Coroutine[Any, Any, T]) -> T:
    """Temporal cancels an activity whose workflow task took too long for it, or that it has lost: then this alone ends
    at once, and the work goes on."""
    task = asyncio.create_task(work)
    _begun.add(task)
    task.add_done_callback(_begun.discard)
    return await asyncio.shield(task)


async def all_ended(within: float) -> None:
    """What is under way when a process is told to stop; seconds, then it goes on no more."""
    if _begun:
        await asyncio.wait(_begun, timeout=within)
