"""A worker or sweeper that is broken on purpose: its lease on a notice has run out before it begins to send.

python -m benchmarks.faults.without_lease worker
"""

import asyncio
import runpy
import sys
from datetime import timedelta
from email.message import EmailMessage

import temporal_setup
from activities import notify
from projections import notices

SLOW = 12.0  # s that the mail server takes; meanwhile a sweep surely comes by,
SWEEP_EVERY = timedelta(seconds=10)  # with one a minute that was left to chance, and once none came

if __name__ == "__main__":
    at_once = notify.NotifyActivities.post

    async def slowly(self: notify.NotifyActivities, mail: EmailMessage, until: float) -> str:
        await asyncio.sleep(SLOW)
        return await at_once(self, mail, until)

    notices.LEASE = timedelta(0)
    setattr(temporal_setup, "SWEEP_EVERY", SWEEP_EVERY)  # noqa: B010 - a constant is replaced
    setattr(notify.NotifyActivities, "post", slowly)  # noqa: B010 - a method of a class is replaced
    runpy.run_module(sys.argv[1], run_name="__main__")
