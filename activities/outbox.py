"""The outbox: whatever notice is due, many at once, whoever's it is. For the sweep, and while much happens at once."""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from temporalio import activity

from activities.heart import Heart
from activities.notify import Delivery, NotifyActivities
from projections.notices import due_to_send

log = logging.getLogger("insats.outbox")

BATCH = 200
SENDERS = 8
MAIL_FOR = 30.0  # s; what is left is for the next who comes by
LINGERS = 2.0  # s; twice as long as who asks waits until he asks again
LOOKS_EVERY = 0.02  # s

Mail = partial[Coroutine[Any, Any, Delivery]]


@dataclass(frozen=True)
class OutboxActivities:
    notify: NotifyActivities

    @activity.defn
    async def send_outbox(self) -> int:
        """How many were tried, until for a while nothing more was due: who has asked lately need not ask again.
        Idempotent beside whoever else sends: each notice goes under a lease of its own."""
        clock, heart = asyncio.get_running_loop().time, Heart()
        number, until, last = 0, clock() + MAIL_FOR, clock()
        while True:
            tried = await self.send_some(until, heart)
            if tried:
                number, last = number + tried, clock()
            elif clock() >= min(until, last + LINGERS):
                return number
            heart.beat()
            await asyncio.sleep(LOOKS_EVERY)

    async def send_some(self, until: float, heart: Heart, first: Sequence[Mail] = ()) -> int:
        """How many were tried; 0 when none is due, or the time is up, by the loop's clock.

        A contract's go one after another, and so do all of `first`: of two that a deputy of both would get, the second
        knows of the first.
        """
        shares: list[list[Mail]] = [list(first), *([] for _ in range(1, SENDERS))]
        for notice, contract in await due_to_send(self.notify.pool, BATCH):
            shares[contract.int % SENDERS].append(partial(self.notify.notify_department, notice))
        return sum(await asyncio.gather(*(self._send_all(share, until, heart) for share in shares)))

    async def _send_all(self, mails: Sequence[Mail], until: float, heart: Heart) -> int:
        for tried, mail in enumerate(mails):
            if asyncio.get_running_loop().time() > until:
                return tried
            try:
                await mail()
            except Exception:  # its contract may be in trouble; the others' notices are not
                log.exception("a mail: %s", *mail.args)
            heart.beat()
        return len(mails)
