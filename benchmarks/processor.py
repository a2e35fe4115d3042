"""Who had the processors while something was measured: the bench and its servers, or other work of this machine."""

import os
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TICK = os.sysconf("SC_CLK_TCK")  # a second


@dataclass(frozen=True)
class Used:
    """Seconds of processor time so far: of this process and all it has started; of everybody; in all that there is."""

    ours: dict[str, float]  # by program
    everybodys: float
    there_was: float


def used() -> Used:
    """Linux only."""
    user, nice, system, idle, waiting, *rest = map(
        int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    )
    busy = user + nice + system + sum(rest)
    return Used(_ours(), busy / TICK, (busy + idle + waiting) / TICK)


def shares(since: Used) -> dict[str, Any]:
    """Ours in seconds, in all and of each program; others' in per cent of all the processor time that there was."""
    now = used()
    by = {name: round(seconds - since.ours.get(name, 0), 1) for name, seconds in now.ours.items()}
    ours, everybodys = sum(by.values()), now.everybodys - since.everybodys
    there_was = max(now.there_was - since.there_was, 1 / TICK)
    return {
        "our_cpu_s": round(ours, 1),
        "our_cpu_s_by": {name: seconds for name, seconds in by.items() if seconds},
        "others_cpu_percent": round(max(0.0, 100 * (everybodys - ours) / there_was)),
    }


def _ours() -> dict[str, float]:
    parents, ticks = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, fields = int(stat.parent.name), stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        parents[pid], ticks[pid] = int(fields[1]), sum(map(int, fields[11:15]))
    by = Counter[str]()
    for pid, number in ticks.items():
        if _descends(pid, parents):
            by[_program(pid)] += number
    return {name: number / TICK for name, number in by.items()}


def _program(pid: int) -> str:
    """Such as `worker`, which `python -m worker` runs; whoever asks is `bench`."""
    if pid == os.getpid():
        return "bench"
    with suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").replace("\0", " ").split()
        if "-m" in words:
            return words[words.index("-m") + 1]
        return Path(words[0]).name.rstrip(":") if words else "ended"
    return "ended"


def _descends(pid: int, parents: dict[int, int]) -> bool:
    while pid and pid != os.getpid():
        pid = parents.get(pid, 0)
    return pid == os.getpid()
