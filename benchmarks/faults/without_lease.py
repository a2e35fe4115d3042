"""A worker or sweeper that is broken on purpose: its lease on a notice has run out before it begins to send.

python -m benchmarks.faults.without_lease worker
"""

import asyncio
import runpy
import sys
from datetime import timedelta
from email.message import EmailMessage

from activities import notify
from projections import notices

# s that the mail server takes: a contract has many mails, four at a time, so the sweep of each minute surely comes by
SLOW = 12.0

if __name__ == "__main__":
    at_once = notify.NotifyActivities.post

    async def slowly(self: notify.NotifyActivities, mail: EmailMessage, until: float) -> str:
        await asyncio.sleep(SLOW)
        return await at_once(self, mail, until)

    notices.LEASE = timedelta(0)
    setattr(notify.NotifyActivities, "post", slowly)  # noqa: B010 - a method of a class is replaced
    runpy.run_module(sys.argv[1], run_name="__main__")
