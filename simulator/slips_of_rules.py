"""Slips of the pen in the rules, put in on purpose (simulator/planted.py)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from domain import ladder, moving_by_policy, passing_time, steps
from domain.calendar import local
from domain.context import Context
from domain.contract import RunningDeadline
from domain.happened import Happened
from domain.plan import Rung
from domain.policy import Policy
from domain.step_events import DoneAfterDeadline, StepEscalated
from simulator.replacing import Replaced


def a_rung_comes_twice() -> Sequence[Replaced]:
    real = passing_time._due

    def due(deadline: RunningDeadline, context: Context) -> Iterator[Happened]:
        for event in real(deadline, context):
            yield from [event] * (2 if isinstance(event, StepEscalated) else 1)

    return [(passing_time, "_due", due)]


def _at_any_time(_: Any, instant: datetime, __: str) -> datetime:
    return instant


def any_hour() -> Sequence[Replaced]:
    return [(passing_time, "office_time", _at_any_time)]


def no_day_between() -> Sequence[Replaced]:
    def next_rung(deadline: RunningDeadline, _: Policy) -> Rung | None:
        return next(iter(deadline.plan.rungs[deadline.rungs_climbed :]), None)

    return [(passing_time, "next_rung", next_rung)]


def rests_are_forgotten() -> Sequence[Replaced]:
    def next_rung(deadline: RunningDeadline, policy: Policy) -> Rung | None:
        return ladder.next_rung(replace(deadline, rests_until=None), policy)

    return [(passing_time, "next_rung", next_rung)]


def never_late() -> Sequence[Replaced]:
    real = passing_time._escalation

    def escalation(deadline: RunningDeadline, rung: Rung, context: Context) -> StepEscalated:
        return real(deadline, rung, context).model_copy(update={"late_by": timedelta()})

    return [(passing_time, "_escalation", escalation)]


def to_the_wrong_ones() -> Sequence[Replaced]:
    real = passing_time._escalation

    def escalation(deadline: RunningDeadline, rung: Rung, context: Context) -> StepEscalated:
        return real(deadline, rung, context).model_copy(
            update={"recipients": ("head_of_unit", "coordinator")}
        )

    return [(passing_time, "_escalation", escalation)]


def over_at_noon() -> Sequence[Replaced]:
    return [(passing_time, "end_of", lambda day: local(day, time(12)))]


def a_miss_stays() -> Sequence[Replaced]:
    real = steps._done

    def done(deadline: RunningDeadline, done_on: date, *told: Any) -> Iterator[Happened]:
        if deadline.missed:
            yield DoneAfterDeadline(step=deadline.plan.step, done_on=done_on)
        else:
            yield from real(deadline, done_on, *told)

    return [(steps, "_done", done)]


def a_policy_moves_nothing() -> Sequence[Replaced]:
    def move_of(*_: object, **__: object) -> None:
        """Every last day stays."""

    return [(moving_by_policy, "move_of", move_of)]
