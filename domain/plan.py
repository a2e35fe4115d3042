"""A step's last day with all that is planned around it: why that day, the reminders, the ladder."""

from datetime import date, datetime

from domain.derivation import Derivation
from domain.facts import Fact, Word


class Rung(Fact):
    """One step of the ladder of escalation: not before `at`, to these recipients."""

    at: datetime
    recipients: tuple[Word, ...]


class DeadlinePlan(Fact):
    """`due` is the last day; `reminders` and `rungs` are planned with it, on working days only.

    `missed_before`: last days of the same step that were missed before it was given this one.
    """

    step: Word
    due: date
    derivation: Derivation
    reminders: tuple[datetime, ...] = ()
    rungs: tuple[Rung, ...] = ()
    missed_before: tuple[date, ...] = ()
