"""What has happened to a contract's steps: opened, their deadlines set, met, missed, escalated."""

from datetime import date, datetime, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, PlainSerializer

from domain.derivation import Derivation
from domain.facts import Fact, Word
from domain.vocabulary import Step


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


class Happened(Fact):
    schema_version: ClassVar[int] = 1


class StepOpened(Happened):
    type: Literal["StepOpened"] = "StepOpened"
    step: Step
    departments: tuple[Word, ...]


class Rung(Fact):
    """One step of the ladder of escalation: not before `at`, to these recipients."""

    at: datetime
    recipients: tuple[Word, ...]


class DeadlineSet(Happened):
    """`due` is the last day; `reminders` and `rungs` are planned with it, on working days only."""

    type: Literal["DeadlineSet"] = "DeadlineSet"
    step: Step
    due: date
    derivation: Derivation
    reminders: tuple[datetime, ...] = ()
    rungs: tuple[Rung, ...] = ()


class DeadlineMet(Happened):
    type: Literal["DeadlineMet"] = "DeadlineMet"
    step: Step
    done_on: date


class DeadlineWaived(Happened):
    """Nobody will take the step any more, and says why in the event before."""

    type: Literal["DeadlineWaived"] = "DeadlineWaived"
    step: Step


class DoneAfterDeadline(Happened):
    """A missed step was taken after all: its ladder stops, the miss stays."""

    type: Literal["DoneAfterDeadline"] = "DoneAfterDeadline"
    step: Step
    done_on: date


class StepReminded(Happened):
    type: Literal["StepReminded"] = "StepReminded"
    step: Step
    number: int
    planned_at: datetime


class DeadlineMissed(Happened):
    type: Literal["DeadlineMissed"] = "DeadlineMissed"
    step: Step
    due: date
    noticed_late_by: Duration


class StepEscalated(Happened):
    """`late_by`: how long after the planned instant, so that a silent engine shows."""

    type: Literal["StepEscalated"] = "StepEscalated"
    step: Step
    rung: int
    recipients: tuple[Word, ...]
    planned_at: datetime
    late_by: Duration


class MissWithdrawn(Happened):
    """Done in time but recorded after the miss: the miss goes, both dates stay."""

    type: Literal["MissWithdrawn"] = "MissWithdrawn"
    step: Step
    done_on: date
