"""Who had the processors while something was measured: the bench and its servers, or other work of this machine."""

import os
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")  # a second


@dataclass(frozen=True)
class Used:
    """Seconds of processor time so far: of this process and all it has started; of everybody; in all that there is."""

    ours: float
    everybodys: float
    there_was: float


def used() -> Used:
    """Linux only."""
    user, nice, system, idle, waiting, *rest = map(
        int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    )
    busy = user + nice + system + sum(rest)
    return Used(_ours() / TICK, busy / TICK, (busy + idle + waiting) / TICK)


def shares(since: Used) -> dict[str, float]:
    """Ours in seconds; others' in per cent of all the processor time that there was."""
    now = used()
    ours, everybodys = now.ours - since.ours, now.everybodys - since.everybodys
    there_was = max(now.there_was - since.there_was, 1 / TICK)
    return {
        "our_cpu_s": round(ours, 1),
        "others_cpu_percent": round(max(0.0, 100 * (everybodys - ours) / there_was)),
    }


def _ours() -> int:
    parents, ticks = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, fields = int(stat.parent.name), stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        parents[pid], ticks[pid] = int(fields[1]), sum(map(int, fields[11:15]))
    return sum(number for pid, number in ticks.items() if _descends(pid, parents))


def _descends(pid: int, parents: dict[int, int]) -> bool:
    while pid and pid != os.getpid():
        pid = parents.get(pid, 0)
    return pid == os.getpid()
