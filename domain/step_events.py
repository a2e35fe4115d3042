"""What has happened to a contract's steps: opened, their deadlines set, met, missed, escalated."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, PlainSerializer

from domain.contract import Contract, RunningDeadline, changed
from domain.facts import Line, Word
from domain.free_text import FreeText
from domain.happened import Happened
from domain.plan import DeadlinePlan
from domain.responsible import lapsed
from domain.words import N_


def _microseconds(duration: timedelta) -> int:
    return duration // timedelta(microseconds=1)


def _from_microseconds(told: object) -> object:
    return timedelta(microseconds=told) if isinstance(told, int) else told


# Stored as whole microseconds: any reader can take them, and none has to know how long a year is.
Duration = Annotated[
    timedelta,
    BeforeValidator(_from_microseconds),
    PlainSerializer(_microseconds, return_type=int, when_used="json"),
]


class OfAStep(Happened):
    """What follows by itself: never struck alone."""

    correctable: ClassVar[bool] = False
    step: Word


class StepOpened(OfAStep):
    says: ClassVar[str] = N_("Next step: {step} ({departments}).")
    type: Literal["StepOpened"] = "StepOpened"
    departments: tuple[Word, ...]

    def evolve(self, state: Contract) -> Contract:
        return lapsed(state, self.step)


class DeadlineSet(DeadlinePlan, OfAStep):
    """`due` is the last day; `reminders` and `rungs` are planned with it, on working days only."""

    says: ClassVar[str] = N_("Last day for “{step}”: {due}.")
    type: Literal["DeadlineSet"] = "DeadlineSet"

    def evolve(self, state: Contract) -> Contract:
        return changed(state, deadlines={**state.deadlines, self.step: RunningDeadline(self)})


class DeadlineMet(OfAStep):
    says: ClassVar[str] = N_("“{step}” was done in time, on {done_on}.")
    type: Literal["DeadlineMet"] = "DeadlineMet"
    done_on: date

    def evolve(self, state: Contract) -> Contract:
        return _ended(state, self.step)


class DeadlineMoved(OfAStep):
    """The contract or the policy has changed; the new last day, with its derivation, is in the event after.

    `policy`: version of the policy that moved it, with the reason it was adopted for; None: the contract moved it."""

    says: ClassVar[str] = N_("The last day for “{step}” was {was}; it moves.")
    type: Literal["DeadlineMoved"] = "DeadlineMoved"
    was: date
    policy: Line | None = None
    reason: FreeText | None = None

    def evolve(self, state: Contract) -> Contract:
        return _ended(state, self.step)


class DeadlineWaived(OfAStep):
    """Nobody will take the step any more, and says why in the event before."""

    says: ClassVar[str] = N_("The last day for “{step}” no longer applies.")
    type: Literal["DeadlineWaived"] = "DeadlineWaived"

    def evolve(self, state: Contract) -> Contract:
        return _ended(state, self.step)


class DoneAfterDeadline(OfAStep):
    """A missed step was taken after all: its ladder stops, the miss stays."""

    says: ClassVar[str] = N_("“{step}” was done late, on {done_on}.")
    type: Literal["DoneAfterDeadline"] = "DoneAfterDeadline"
    done_on: date

    def evolve(self, state: Contract) -> Contract:
        return _ended(state, self.step)


class StepReminded(OfAStep):
    says: ClassVar[str] = N_("A reminder about “{step}” went out.")
    type: Literal["StepReminded"] = "StepReminded"
    number: int
    planned_at: datetime

    def evolve(self, state: Contract) -> Contract:
        return _changed(state, self.step, lambda it: replace(it, reminders_sent=self.number))


class DeadlineMissed(OfAStep):
    says: ClassVar[str] = N_("“{step}” was not done by its last day, {due}.")
    type: Literal["DeadlineMissed"] = "DeadlineMissed"
    due: date
    noticed_late_by: Duration

    def evolve(self, state: Contract) -> Contract:
        return _changed(state, self.step, lambda it: replace(it, missed=True))


class StepEscalated(OfAStep):
    """`late_by`: how long after the planned instant, so that a silent engine shows."""

    says: ClassVar[str] = N_("“{step}” is late: {recipients} were told.")
    type: Literal["StepEscalated"] = "StepEscalated"
    rung: int
    recipients: tuple[Word, ...]
    planned_at: datetime
    late_by: Duration

    def evolve(self, state: Contract) -> Contract:
        at = self.planned_at + self.late_by
        return _changed(state, self.step, lambda it: replace(it, rungs_climbed=self.rung, last_rung_at=at))


class LadderRests(OfAStep):
    """Somebody has taken the step on: no rung before that day. The last day stands."""

    says: ClassVar[str] = N_("The escalation of “{step}” rests until {until}; its last day stands.")
    type: Literal["LadderRests"] = "LadderRests"
    until: date

    def evolve(self, state: Contract) -> Contract:
        return _changed(
            state, self.step, lambda it: replace(it, rests_until=self.until, rested_at=it.rungs_climbed)
        )


class MissWithdrawn(OfAStep):
    """Done in time but recorded after the miss: the miss goes, both dates stay. `due`: of an earlier last day that
    was moved after it was missed; None: of the one that ran. `told`: who had been told that it was late."""

    says: ClassVar[str] = N_("“{step}” was done in time after all, on {done_on}. The escalation stopped.")
    type: Literal["MissWithdrawn"] = "MissWithdrawn"
    done_on: date
    due: date | None = None
    told: tuple[Word, ...] = ()

    def evolve(self, state: Contract) -> Contract:
        return _ended(state, self.step)


def told_of(step: str, state: Contract) -> tuple[str, ...]:
    """Whom the ladder called since the step was opened last."""
    told: dict[str, None] = {}
    for version, event in enumerate(state.past, 1):
        if isinstance(event, StepOpened) and event.step == step:
            told = {}
        if isinstance(event, StepEscalated) and event.step == step and version not in state.struck:
            told |= dict.fromkeys(event.recipients)
    return tuple(told)


def _ended(state: Contract, step: str) -> Contract:
    left = {name: other for name, other in state.deadlines.items() if name != step}
    return changed(state, deadlines=left)


def _changed(state: Contract, step: str, how: Callable[[RunningDeadline], RunningDeadline]) -> Contract:
    if (deadline := state.deadlines.get(step)) is None:
        return state
    return changed(state, deadlines={**state.deadlines, step: how(deadline)})


OF_A_LAST_DAY = (StepReminded, DeadlineMissed, StepEscalated, LadderRests)  # of the one that runs
EVENTS = (
    StepOpened,
    DeadlineSet,
    DeadlineMet,
    DeadlineMoved,
    DeadlineWaived,
    DoneAfterDeadline,
    StepReminded,
    DeadlineMissed,
    StepEscalated,
    LadderRests,
    MissWithdrawn,
)
