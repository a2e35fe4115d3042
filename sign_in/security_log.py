"""Who signed in, who could not, what was denied: one JSON object a line, to the logger `insats.security`.

Nothing personal but a person's opaque id; no address, secret, code, client or contract (ASVS 16.2.5).
"""

import json
import logging
from datetime import UTC, datetime

log = logging.getLogger("insats.security")


def one_object_a_line() -> None:
    """For the process that answers: whatever else is logged or left out, this is told, and in a form of its own."""
    alone = logging.StreamHandler()
    alone.setFormatter(logging.Formatter("%(message)s"))
    log.addHandler(alone)
    log.setLevel(logging.INFO)
    log.propagate = False


def tell(event: str, outcome: str, person: str | None = None, **more: str | int) -> None:
    """`event` and the names of `more` are ours; docs/security.md lists them."""
    told = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, "outcome": outcome}
    line = json.dumps(told | ({"person": person} if person else {}) | more, ensure_ascii=True)
    (log.info if outcome == "ok" else log.warning)("%s", line)
