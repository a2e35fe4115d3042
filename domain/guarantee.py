"""Every last day ends in exactly one of met, moved, waived, missed; every miss climbs its rungs, once each.

Judged from the events alone: neither a read model nor the state that the rules go by is asked.
"""

from collections.abc import Iterator, Mapping, Sequence
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


# When each may come: on a step's last day that is running, missed, or none; and what it is if it comes then.
FITS: Mapping[type[Happened], tuple[frozenset[str], str]] = {
    e.DeadlineSet: (frozenset({"none", "missed"}), "set_twice"),
    e.DeadlineMet: (frozenset({"running"}), "ended_twice"),
    e.DeadlineMoved: (frozenset({"running", "missed"}), "ended_twice"),
    DeadlinePaused: (frozenset({"running", "missed"}), "ended_twice"),
    e.DeadlineMissed: (frozenset({"running"}), "missed_twice"),
    e.MissWithdrawn: (frozenset({"missed"}), "withdrawn_without_a_miss"),
    e.DoneAfterDeadline: (frozenset({"missed"}), "late_without_a_miss"),
    e.StepEscalated: (frozenset({"missed"}), "rung_without_a_miss"),
}


@dataclass(frozen=True)
class Account:
    """`earlier`: misses of the step's last days before this one, which moved; `moved`: so did this one."""

    set_at: int
    missed: bool = False
    rungs: int = 0
    earlier: int = 0
    moved: bool = False


def breaches(past: Sequence[Happened], *, closed: bool) -> Iterator[Breach]:
    """None is how it should be. `closed`: nothing may run any more. What is struck is left out."""
    struck = {version for event in past for version in event.strikes}
    running: dict[str, Account] = {}
    never_set: set[str] = set()  # by an entry that is struck: what was done about it meanwhile stands
    for version, event in enumerate(past, 1):
        if version in struck or not isinstance(event, e.OfAStep | DeadlinePaused):
            never_set |= {event.step} if isinstance(event, e.DeadlineSet) else set()
            continue
        account = running.get(event.step)
        if (account or event.step not in never_set) and (what := _misfit(event, account)):
            yield Breach(version, event.step, what)
        if account := _after(event, running.pop(event.step, None), version):
            running[event.step] = account
    left = ((step, kept) for step, kept in running.items() if closed and not kept.missed and not kept.moved)
    yield from (Breach(kept.set_at, step, "never_ended") for step, kept in left)


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
    if type(event) in FITS and not (isinstance(event, e.MissWithdrawn) and account and account.earlier):
        when, what = FITS[type(event)]
        if _standing(account) not in when:
            return what
    if isinstance(event, e.StepEscalated) and account and event.rung != account.rungs + 1:
        return "rung_out_of_turn"
    return "too_early" if (lateness(event) or timedelta()) < timedelta() else ""


def _standing(account: Account | None) -> str:
    if account is None or account.moved:
        return "none"
    return "missed" if account.missed else "running"


def _after(event: Happened, account: Account | None, version: int) -> Account | None:
    match event:
        case e.DeadlineSet():
            earlier = account.earlier if account and account.moved else len(event.missed_before)
            return Account(version, earlier=earlier)
        case e.DeadlineMoved() if account and (account.missed or account.earlier):
            return replace(account, moved=True, earlier=account.earlier + account.missed)
        case e.MissWithdrawn() if account and account.earlier:
            return replace(account, earlier=account.earlier - 1)
        case e.DeadlineMissed() if account:
            return replace(account, missed=True)
        case e.StepEscalated() if account:
            return replace(account, rungs=event.rung)
        case e.StepOpened() | e.StepReminded() | e.LadderRests():
            return account
        case _:
            return None  # met, moved, paused, waived, done late or withdrawn
