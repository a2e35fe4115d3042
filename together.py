"""What is asked while an answer is awaited is asked together, next: one trip for many that are under way at once.

Whoever is alone is asked for at once; the busier it is, the more go together, and the less each costs.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

MOST = 64  # at once
PATIENCE = 0.25  # s; the next do not wait longer for those before them, who may wait for a lock or a disk


class Together(Generic[Asked, Answer]):
    """`ask`: answers in the order of what is asked. When it fails for many each is asked alone: of what cannot be done
    nobody else hears."""

    def __init__(self, ask: Callable[[Sequence[Asked]], Awaitable[Sequence[Answer]]]) -> None:
        self._ask = ask
        self._waiting: list[tuple[Asked, asyncio.Future[Answer]]] = []
        self._asking: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()  # that one, and those whose answer is long in coming

    async def __call__(self, one: Asked) -> Answer:
        """Raises what `ask` raises of it. Whoever is cancelled before it was asked is not asked for."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, answer))
        if self._asking is None:
            self._begin()
        return await answer

    def _begin(self) -> None:
        self._asking = asyncio.create_task(self._ask_all())
        self._tasks.add(self._asking)
        self._asking.add_done_callback(self._tasks.discard)

    async def _ask_all(self) -> None:
        me = asyncio.current_task()
        try:
            while self._asking is me and (some := self._next()):
                late = asyncio.get_running_loop().call_later(PATIENCE, self._go_on_without)
                try:
                    if not await self._answered(some):
                        await asyncio.gather(*(self._answered([each]) for each in some))
                finally:
                    late.cancel()
        finally:
            if self._asking is me:
                self._asking = None

    def _next(self) -> Sequence[tuple[Asked, asyncio.Future[Answer]]]:
        waiting = [each for each in self._waiting if not each[1].done()]
        some, self._waiting = waiting[:MOST], waiting[MOST:]
        return some

    def _go_on_without(self) -> None:
        self._asking = None
        if self._waiting:
            self._begin()

    async def _answered(self, some: Sequence[tuple[Asked, asyncio.Future[Answer]]]) -> bool:
        try:
            answers = await self._ask([asked for asked, _ in some])
            for (_, waits), answer in zip(some, answers, strict=True):
                if not waits.done():  # whoever asked may have been cancelled
                    waits.set_result(answer)
        except BaseException as error:
            if len({asked for asked, _ in some}) > 1 and isinstance(error, Exception):
                return False
            for _, waits in some:
                if not waits.done():
                    waits.set_exception(error)
            if not isinstance(error, Exception):
                raise
        return True
