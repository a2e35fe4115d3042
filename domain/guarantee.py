"""Every last day ends in exactly one of met, moved, waived, missed; every miss climbs its rungs, once each.

Judged from the events alone: neither a read model nor the state that the rules go by is asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import NamedTuple

from domain import step_events as e
from domain.happened import Happened
from domain.process.suspension import DeadlinePaused


class Breach(NamedTuple):
    """`version`: of the event that does not fit, or of the one that set a last day which nothing ended."""

    version: int
    step: str
    what: str


@dataclass(frozen=True)
class Account:
    set_at: int
    missed: bool = False
    rungs: int = 0


def breaches(past: Sequence[Happened], *, closed: bool) -> Iterator[Breach]:
    """None is how it should be. `closed`: nothing may run any more. What is struck is left out."""
    struck = {version for event in past for version in event.strikes}
    running: dict[str, Account] = {}
    for version, event in enumerate(past, 1):
        if version in struck or not isinstance(event, e.OfAStep | DeadlinePaused):
            continue
        if what := _misfit(event, running.get(event.step)):
            yield Breach(version, event.step, what)
        if account := _after(event, running.pop(event.step, None), version):
            running[event.step] = account
    if closed:
        left = (Breach(kept.set_at, step, "never_ended") for step, kept in running.items() if not kept.missed)
        yield from left


def lateness(event: Happened) -> timedelta | None:
    """Of what time did: how long after its planned instant. None for all else."""
    match event:
        case e.DeadlineMissed():
            return event.noticed_late_by
        case e.StepEscalated():
            return event.late_by
        case _:
            return None


def _misfit(event: Happened, account: Account | None) -> str:
    """Empty when the event fits what has been before it."""
    missed = account is not None and account.missed
    match event:
        case e.DeadlineSet() if account and not missed:
            return "set_twice"
        case e.DeadlineMet() | e.DeadlineMoved() | DeadlinePaused() if account is None:
            return "ended_twice"
        case e.DeadlineMet() if missed:
            return "met_and_missed"
        case e.DeadlineMissed() if account is None or missed:
            return "missed_twice"
        case e.MissWithdrawn() | e.DoneAfterDeadline() if not missed:
            return "late_without_a_miss"
        case e.StepEscalated() if account is None or not missed:
            return "rung_without_a_miss"
        case e.StepEscalated() if event.rung != account.rungs + 1:
            return "rung_out_of_turn"
    if (late := lateness(event)) is not None and late < timedelta():
        return "too_early"
    return ""


def _after(event: Happened, account: Account | None, version: int) -> Account | None:
    match event:
        case e.DeadlineSet():
            return Account(version)
        case e.DeadlineMissed() if account:
            return replace(account, missed=True)
        case e.StepEscalated() if account:
            return replace(account, rungs=event.rung)
        case e.StepOpened() | e.StepReminded():
            return account
        case _:
            return None  # met, moved, paused, waived, done late or withdrawn
