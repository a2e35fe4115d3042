"""Looking at, and stopping, an installation that another process runs."""

import os
import signal
import time

from embedded import lock, ports, postgres
from embedded.data_folder import DataFolder
from embedded.probes import http_ok, smtp_ok
from embedded.problems import CannotStart
from embedded.temporal_server import NAMESPACE

STOPS_WITHIN = 180.0  # seconds, all children together


def stop(data: DataFolder) -> bool:
    """True when it has stopped, False if nothing ran. Raises CannotStart if it does not stop."""
    pid = lock.holder(data)
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    give_up = time.monotonic() + STOPS_WITHIN
    while lock.holder(data) == pid:
        if time.monotonic() > give_up:
            raise CannotStart(
                f"Process {pid} har inte avslutats på {STOPS_WITHIN:.0f} s. Se {data.logs}.",
                f"Process {pid} has not ended in {STOPS_WITHIN:.0f} s. See {data.logs}.",
            )
        time.sleep(0.1)
    return True


async def status(data: DataFolder) -> dict[str, bool]:
    """Which parts answer; empty if nothing runs on this folder."""
    if lock.holder(data) is None or not data.ports_file.exists():
        return {}
    at = ports.remembered_in(data.ports_file)
    return {
        "postgres": await postgres.answers(data, at.postgres),
        "temporal": await http_ok(at.temporal_http, NAMESPACE),
        "smtp": await smtp_ok(at.smtp),
        "api": await http_ok(at.api, "/readyz"),
    }
