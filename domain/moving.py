"""A last day that moves, or runs again: its reminders and rungs, and what was missed stays missed."""

from collections.abc import Iterator
from datetime import timedelta

from domain import step_events as e
from domain.calendar import end_of
from domain.context import Context
from domain.contract import Contract, RunningDeadline
from domain.deadlines import deadline_for, extended_deadline, on_another_day
from domain.happened import Happened
from domain.ladder import next_rung
from domain.moving_by_policy import move_of
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


def goes_on(back: RunningDeadline, context: Context) -> Iterator[Happened]:
    """A last day that runs again: after a rest, or because what had ended or moved it is struck.

    The calendar may be another since; what has passed stays where it was. What the days in between held back is not
    the engine's delay, and no rung comes before the next working day.
    """
    move = move_of(back.plan, context.policy, context.today, missed=back.missed)
    if move and not move.stays:
        yield e.DeadlineMoved(step=back.plan.step, was=back.plan.due)
        yield on_another_day(back.plan, move.due, move.derivation, context)
    elif _is_over(back, context):
        yield from _late_again(back, context)


def _late_again(back: RunningDeadline, context: Context) -> Iterator[Happened]:
    if not back.missed:
        yield e.DeadlineMissed(step=back.plan.step, due=back.plan.due, noticed_late_by=timedelta())
    rung = next_rung(back, context.policy)
    if rung and rung.at <= context.now:
        tomorrow = context.policy.calendar.working_days_after(context.today, 1)
        yield e.LadderRests(step=back.plan.step, until=tomorrow)


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
