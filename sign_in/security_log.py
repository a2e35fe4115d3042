"""Who signed in, who could not, what was denied: one JSON object a line, to the logger `insats.security`.

Nothing personal but a person's opaque id; no address, secret, code, client or contract (ASVS 16.2.5).
"""

import json
import logging
from datetime import UTC, datetime

log = logging.getLogger("insats.security")


def tell(event: str, outcome: str, person: str | None = None, **more: str | int) -> None:
    """`event` and the names of `more` are ours; docs/security.md lists them."""
    told = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, "outcome": outcome}
    line = json.dumps(told | ({"person": person} if person else {}) | more, ensure_ascii=True)
    (log.info if outcome == "ok" else log.warning)("%s", line)
