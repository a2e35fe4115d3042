"""A step's last day with all that is planned around it: why that day, the reminders, the ladder."""

from datetime import date, datetime

from domain.derivation import Derivation
from domain.facts import Fact, Line, Word


class Rung(Fact):
    """One step of the ladder of escalation: not before `at`, to these recipients. `repeat`: 0 the first time, then
    which repeat of it this is; `gap`: working days at least after the one before; `text`: the policy's own, by name."""

    at: datetime
    recipients: tuple[Word, ...]
    repeat: int = 0
    gap: int = 1
    text: Line = ""


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


def highest(rungs: tuple[Rung, ...]) -> int:
    """The number of the first firing of the last rung, from 1; 0 where there is no rung."""
    return max((number for number, rung in enumerate(rungs, 1) if not rung.repeat), default=0)
