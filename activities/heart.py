"""An activity's heartbeats: one that hangs, or whose process dies, is noticed before its time is up."""

import time
from dataclasses import dataclass

from temporalio import activity

EVERY = 1.0  # s at most: each is a question to the SDK's core


@dataclass
class Heart:
    """Of one activity. To beat whenever something is done; whoever calls an activity without Temporal has none."""

    _last: float = float("-inf")

    def beat(self) -> None:
        if activity.in_activity() and time.monotonic() - self._last > EVERY:
            self._last = time.monotonic()
            activity.heartbeat()
