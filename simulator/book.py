"""A contract's last days as its events tell them, without the rules: what runs, was missed, was climbed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from domain.policy import Policy
from domain.process.suspension import DeadlinePaused
from domain.step_events import (
    DeadlineMet,
    DeadlineMissed,
    DeadlineMoved,
    DeadlineSet,
    DeadlineWaived,
    DoneAfterDeadline,
    LadderRests,
    MissWithdrawn,
    StepEscalated,
    StepReminded,
)
from event_store.codec import Recorded
from tests.domain.reference import almanac

ENDS = {
    DeadlineMet: "met",
    DeadlineMoved: "moved",
    DeadlinePaused: "moved",
    DeadlineWaived: "waived",
    MissWithdrawn: "withdrawn",
    DoneAfterDeadline: "done late",
}
ONLY_MISSED = {"withdrawn", "done late"}
NEVER_MISSED = {"met", "moved"}


@dataclass
class Deadline:
    """`ended`: how, and with which event."""

    set_by: Recorded
    reminded: list[Recorded] = field(default_factory=list)
    missed: Recorded | None = None
    rungs: list[Recorded] = field(default_factory=list)
    rests: list[Recorded] = field(default_factory=list)
    ended: tuple[str, Recorded] | None = None

    @property
    def plan(self) -> Any:
        return self.set_by.event


@dataclass
class Book:
    """`wrong`: what an event says of a deadline that cannot be. `rests`: the contract is suspended."""

    running: dict[str, Deadline] = field(default_factory=dict)
    deadlines: list[Deadline] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    rests: bool = False
    closed: bool = False
    read: list[Recorded] = field(default_factory=list)
    struck: set[int] = field(default_factory=set)
    ends: list[tuple[Recorded, date]] = field(default_factory=list)  # how, and the last day as it then was
    about: dict[int, int] = field(default_factory=dict)  # of each note: the version that set its last day
    gone: set[str] = field(default_factory=set)  # steps whose last day the newest strike took away
    striking: UUID | None = None  # the command that struck

    def take(self, record: Recorded) -> None:
        self.read.append(record)
        if record.event.strikes:
            self._without(set(record.event.strikes))
        else:
            self._take(record)

    def _without(self, struck: set[int]) -> None:
        """As if what is struck had never been written; what follows from that comes in the same decision."""
        self.struck |= struck
        self.striking, before, kept = self.read[-1].origin.command_id, set(self.running), Book()
        for record in self.read:
            if not {record.version, self.about.get(record.version)} & self.struck:
                kept._take(record)
        self.running, self.deadlines = kept.running, kept.deadlines
        self.rests, self.closed = kept.rests, kept.closed
        self.gone = before - set(self.running)

    def _take(self, record: Recorded) -> None:
        match record.event.type:
            case "ContractSuspended":
                self.rests = True
            case "ContractResumed":
                self.rests = False
            case "ContractClosed":
                self.closed = True
        if step := getattr(record.event, "step", None):
            self._of_a_step(step, record)

    def _of_a_step(self, step: str, record: Recorded) -> None:
        event, running = record.event, self.running.get(step)
        if isinstance(event, DeadlineSet):
            if running and not running.missed:
                self.wrong.append(f"{record.version}: “{step}” is set anew while its last day runs")
            self.running[step] = Deadline(record)
            self.deadlines.append(self.running[step])
        elif isinstance(event, MissWithdrawn) and event.due:
            if running is None or event.due not in running.plan.missed_before or event.done_on > event.due:
                self.wrong.append(
                    f"{record.version}: the miss of {event.due} is withdrawn, done {event.done_on}"
                )
        elif how := ENDS.get(type(event)):
            self._ends(step, how, record)
        elif note := NOTES.get(type(event)):
            if running is None:
                self.wrong.append(f"{record.version}: {event.type} of “{step}”, of which no last day runs")
            else:
                self.about[record.version] = running.set_by.version
                self.wrong += [f"{record.version}: {why}" for why in note(running, record)]

    def _ends(self, step: str, how: str, record: Recorded) -> None:
        running = self.running.pop(step, None)
        if running is None:
            if how == "waived" and step in self.gone and record.origin.command_id == self.striking:
                return
            self.wrong.append(f"{record.version}: “{step}” is {how}, but no last day of it runs")
            return
        running.ended = (how, record)
        self.ends.append((record, running.plan.due))
        if running.missed and how in NEVER_MISSED and not _rested_before(running, record):
            self.wrong.append(f"{record.version}: “{step}” was missed, and is then {how}")
        if not running.missed and how in ONLY_MISSED:
            self.wrong.append(f"{record.version}: “{step}” was not missed, and is then {how}")


def _rested_before(running: Deadline, record: Recorded) -> bool:
    """The suspension was told after the miss, and began before it: then nothing was missed."""
    told_late = record.origin.occurred_on <= running.plan.due
    return isinstance(record.event, DeadlinePaused) and told_late


def _missed(running: Deadline, record: Recorded) -> Iterator[str]:
    if running.missed:
        yield f"“{running.plan.step}” is missed a second time"
    running.missed = running.missed or record


def _escalated(running: Deadline, record: Recorded) -> Iterator[str]:
    if not running.missed:
        yield f"“{running.plan.step}” escalates without a miss"
    running.rungs.append(record)


def _reminded(running: Deadline, record: Recorded) -> Iterator[str]:
    if running.missed:
        yield f"“{running.plan.step}” is reminded of after it was missed"
    running.reminded.append(record)


def _rests(running: Deadline, record: Recorded) -> Iterator[str]:
    running.rests.append(record)
    yield from ()


NOTES: dict[type, Callable[[Deadline, Recorded], Iterator[str]]] = {
    DeadlineMissed: _missed,
    StepEscalated: _escalated,
    StepReminded: _reminded,
    LadderRests: _rests,
}


def next_rung_at(deadline: Deadline, policy: Policy) -> datetime | None:
    """Not before what was planned, its days after the one before, and the end of a rest; None above the last."""
    climbed = len(deadline.rungs)
    if climbed >= len(deadline.plan.rungs):
        return None
    rung, (opens, _) = deadline.plan.rungs[climbed], almanac.opening_hours(policy, deadline.plan.step)
    instants: list[datetime] = [rung.at]
    if climbed:
        instants.append(soonest_after(deadline.rungs[-1], rung.gap, opens, policy))
    if deadline.rests:
        rest: Any = deadline.rests[-1].event
        instants.append(almanac.at(rest.until, opens))
    return max(instants)


def is_on_a_day_off(deadline: Deadline, policy: Policy) -> bool:
    """Of one that is not missed. The law's own time knows the law's days only."""
    due = deadline.plan.due
    if deadline.missed or (deadline.plan.derivation.statutory and due in policy.calendar.closing_days):
        return False
    return almanac.off(policy, due)


def soonest_after(before: Recorded, gap: int, opens: time, policy: Policy) -> datetime:
    """A working day later by the clock on the wall; of a repeat when that day opens."""
    wall = before.origin.recorded_at.astimezone(almanac.HERE)
    day = almanac.working_days_from(policy, wall.date(), gap)
    return almanac.at(day, wall.time() if gap == 1 else opens)


def books(streams: dict[Any, list[Recorded]]) -> dict[Any, Book]:
    found = {}
    for stream, records in streams.items():
        book = found[stream] = Book()
        for record in records:
            book.take(record)
    return found
