"""A last day that moves: its reminders and rungs start afresh, and what was missed stays missed."""

from collections.abc import Iterator
from datetime import timedelta

from domain import step_events as e
from domain.calendar import end_of
from domain.context import Context
from domain.contract import Contract, RunningDeadline
from domain.deadlines import deadline_for, extended_deadline
from domain.happened import Happened
from domain.process.extension import LastDayExtended
from domain.step_events import DeadlineSet


def moved(step: str, before: Contract, after: Contract, context: Context) -> Iterator[Happened]:
    """When what its last day counts from is another than before. A person's extension stands until then.

    A missed one moves only to a day that has not passed: it would be missed once more at once.
    """
    running, was = after.deadlines[step], deadline_for(step, before, context)
    anew = deadline_for(step, after, context)
    if anew is None or (was and was.derivation.lines == anew.derivation.lines):
        return
    if anew.due != running.plan.due and (not _is_over(running, context) or anew.due >= context.today):
        yield from _set_anew(running, anew, context)


def extended(told: LastDayExtended, entry: int, state: Contract, context: Context) -> Iterator[Happened]:
    """`entry`: the version of what was told, in the contract's stream. A step without a last day has none to move."""
    if running := state.deadlines.get(told.step):
        anew = extended_deadline(running.plan, told.last_day, entry, context)
        yield from _set_anew(running, anew, context)


def _is_over(running: RunningDeadline, context: Context) -> bool:
    """Missed, whether time has said so yet or not."""
    return running.missed or context.now >= end_of(running.plan.due)


def _set_anew(running: RunningDeadline, anew: DeadlineSet, context: Context) -> Iterator[Happened]:
    step, was, missed = running.plan.step, running.plan.due, running.plan.missed_before
    if not _is_over(running, context):
        yield e.DeadlineMoved(step=step, was=was)
        yield anew.model_copy(update={"missed_before": missed})
        return
    if not running.missed:
        late_by = max(context.now - end_of(was), timedelta())
        yield e.DeadlineMissed(step=step, due=was, noticed_late_by=late_by)
    yield anew.model_copy(update={"missed_before": (*missed, was)})
