"""Notices against the mails that arrived: each once, and a second copy only of one that a fault met under way."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

from benchmarks.faults.checker.found import Fault, Found

NOT_ALONE = "in one mail with the deputy's own"  # what is noted of a notice that another mail told
AROUND = timedelta(seconds=1).total_seconds()  # between two clocks' readings: the bench's and the catcher's
NEAR = 40.0  # s; for whoever is to find out why
# While one of these is away a mail that has arrived cannot be noted as sent, or its sender is not told that it has.
BETWEEN_MAIL_AND_NOTE = {"postgres", "smtp", "disk"}


def of_the_mails(found: Found) -> Iterator[str]:
    arrived = _arrivals(found)
    for notice in found.notices:
        if not notice.sent:
            yield f"unsent: {notice.message_id} of version {notice.version} of {notice.stream}: {notice.reply}"
        elif notice.message_id not in arrived and notice.reply != NOT_ALONE:
            yield f"it never arrived: {notice.message_id} of version {notice.version} of {notice.stream}"
    known = {notice.message_id for notice in found.notices}
    for message_id, times in arrived.items():
        if message_id not in known and _of_a_notice(message_id):
            yield f"a mail of no notice: {message_id}"
        yield from _second_copies(message_id, sorted(times), found.faults)


def second_copies(found: Found) -> dict[str, int]:
    """How many there are, by the first fault that explains each."""
    arrived = _arrivals(found)
    copies = ((message_id, at) for message_id, times in arrived.items() for at in sorted(times)[:-1])
    causes = (next((f for f in found.faults if _explains(f, *copy)), None) for copy in copies)
    return dict(Counter(f"{fault.kind} {fault.part}" if fault else "nothing" for fault in causes))


def _arrivals(found: Found) -> dict[str, list[float]]:
    arrived: dict[str, list[float]] = defaultdict(list)
    for mail in found.mails:
        arrived[mail.message_id].append(mail.arrived)
    return arrived


def _second_copies(message_id: str, times: list[float], faults: list[Fault]) -> Iterator[str]:
    """Each copy but the last needs a fault that kept its sender from noting it."""
    for at, again in pairwise(times):
        if not any(_explains(fault, message_id, at) for fault in faults):
            near = ", ".join(
                f"{f.kind} {f.part} {f.began - at:+.1f} to {f.over - at:+.1f} s" for f in _near(at, faults)
            )
            after = f"{again - at:.1f} s after another"
            yield f"a second copy that no fault explains: {message_id}, {after}; faults near that one: {near or 'none'}"


def _explains(fault: Fault, message_id: str, at: float) -> bool:
    away = fault.part in BETWEEN_MAIL_AND_NOTE and fault.began - AROUND <= at <= fault.over + AROUND
    return away or (message_id in fault.under_way and at <= fault.over + AROUND)


def _near(at: float, faults: list[Fault]) -> list[Fault]:
    return [fault for fault in faults if fault.began - NEAR <= at <= fault.over + NEAR]


def _of_a_notice(message_id: str) -> bool:
    """Those of the watchdog, and codes for signing in, have ids of another form."""
    try:
        UUID(message_id.removeprefix("<").removesuffix("@insats>"))
    except ValueError:
        return False
    return True
