"""The worker's health check: status 0 if this machine has lately asked Temporal for work.

python deploy/worker_polls.py URL [QUEUE], of Temporal's HTTP interface: a process that loads no SDK ends cleanly.
"""

import json
import os
import socket
import sys
from datetime import UTC, datetime, timedelta
from urllib.request import urlopen

from workflows.names import TASK_QUEUE

LATELY = timedelta(minutes=2)  # a poll is held open for one minute


def polls(url: str, namespace: str, task_queue: str = TASK_QUEUE) -> bool:
    """Raises OSError if Temporal does not answer."""
    queue = f"{url}/api/v1/namespaces/{namespace}/task-queues/{task_queue}"
    with urlopen(f"{queue}?taskQueueType=TASK_QUEUE_TYPE_WORKFLOW", timeout=10) as answer:  # noqa: S310
        pollers = json.load(answer).get("pollers", [])
    here = f"@{socket.gethostname()}"  # the SDK names a poller process@machine
    seen = [p["lastAccessTime"] for p in pollers if p["identity"].endswith(here)]
    return any(datetime.now(UTC) - datetime.fromisoformat(at) < LATELY for at in seen)


if __name__ == "__main__":
    if not polls(sys.argv[1], os.environ["INSATS_TEMPORAL_NAMESPACE"], *sys.argv[2:]):
        sys.exit("no worker on this machine asks for work")
