"""Last days: each planned rung that time has reached is climbed once, in order; each miss and reminder is told once."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from benchmarks.faults.checker.found import Event, Found

ENDS = {
    "DeadlineMet",
    "DeadlineMoved",
    "DeadlineWaived",
    "DoneAfterDeadline",
    "DeadlinePaused",
    "MissWithdrawn",
}
WORKING_DAYS_AT_LEAST = timedelta(days=6)  # in which one working day surely lies, and its working time


@dataclass
class Running:
    plan: dict[str, Any]
    climbed: int = 0
    last_rung: datetime | None = None
    reminded: int = 0
    missed: bool = False
    rests: bool = False

    def next_at(self) -> datetime | None:
        """By when the next rung is surely due; None above the last one, and where somebody has taken the step on."""
        rungs = self.plan.get("rungs", [])
        if self.climbed >= len(rungs) or self.rests:
            return None
        rung: dict[str, Any] = rungs[self.climbed]
        at: datetime = datetime.fromisoformat(rung["at"])
        if self.last_rung is None:
            return at
        return max(at, self.last_rung + WORKING_DAYS_AT_LEAST + timedelta(days=2 * int(rung.get("gap", 1))))


def of_the_deadlines(found: Found) -> Iterator[str]:
    told = {(notice.stream, notice.version) for notice in found.notices}
    streams: dict[str, list[Event]] = defaultdict(list)
    for event in found.events:
        streams[event.stream].append(event)
    for stream, events in streams.items():
        running: dict[str, Running] = {}
        for event in events:
            yield from (f"{fault} of {stream}" for fault in _taken_in(event, running))
            if event.type == "StepEscalated" and (stream, event.version) not in told:
                yield f"nobody was told of the rung at version {event.version} of {stream}"
        for step, deadline in running.items():
            at = deadline.next_at()
            if at and at <= found.due_until:
                yield f"unescalated: rung {deadline.climbed + 1} of {step} of {stream}, due {at}"


def escalated(found: Found) -> int:
    """How many last days have had a rung."""
    return sum(event.type == "StepEscalated" and event.told["data"]["rung"] == 1 for event in found.events)


def _taken_in(event: Event, running: dict[str, Running]) -> Iterator[str]:
    data = event.told["data"]
    step = data.get("step", "")
    deadline = running.get(step)
    match event.type:
        case "DeadlineSet":
            running[step] = Running(data)
        case ended if ended in ENDS:
            running.pop(step, None)
        case "StepReminded" | "DeadlineMissed" | "StepEscalated" | "LadderRests":
            if deadline is None:
                yield f"{event.type} of {step}, which has no last day,"
            else:
                yield from _happened(event, data, deadline)


def _happened(event: Event, data: dict[str, Any], deadline: Running) -> Iterator[str]:
    match event.type:
        case "StepReminded":
            if data["number"] <= deadline.reminded:
                yield f"doubled: reminder {data['number']} of {data['step']}"
            deadline.reminded = data["number"]
        case "DeadlineMissed":
            if deadline.missed:
                yield f"doubled: the miss of {data['step']}"
            deadline.missed = True
        case "StepEscalated":
            if data["rung"] != deadline.climbed + 1:
                yield f"doubled or left out: rung {data['rung']} of {data['step']} after {deadline.climbed}"
            deadline.climbed = data["rung"]
            deadline.last_rung = datetime.fromisoformat(event.told["recorded_at"])
        case _:
            deadline.rests = True
