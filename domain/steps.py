"""What follows from a decision: steps close and open, deadlines are met, set, paused. The same for every step."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from domain import step_events as e
from domain.calendar import end_of
from domain.context import Context
from domain.contract import Contract, RunningDeadline
from domain.deadlines import deadline_for, resumed_deadline, unused_time
from domain.happened import Happened, fold
from domain.moving import extended, goes_on, moved
from domain.open_steps import departments_of, open_steps, rounds
from domain.process import STEPS
from domain.process.extension import LastDayExtended
from domain.process.suspension import DeadlinePaused, Suspension
from domain.process.taken_over import TimeCountsFrom
from domain.responsible import lapsed
from domain.step_events import told_of


def with_consequences(state: Contract, decided: Iterable[Happened], context: Context) -> tuple[Happened, ...]:
    events = tuple(decided)
    after = fold(state, events)
    if after.is_suspended:
        return (*events, *_paused(state, after, context))
    if state.is_suspended:
        return (*events, *_resumed(state, after, context))
    if after.struck != state.struck:
        return (*events, *_corrected(state, after, context))
    if events and isinstance(events[0], LastDayExtended):
        return (*events, *extended(events[0], after.version, after, context))
    moving = {step for event in events for step in event.moves}
    all_of_it = (*events, *_turned(state, after, moving, context))
    if any(isinstance(event, TimeCountsFrom) for event in events):
        return (*all_of_it, *_counted(fold(state, all_of_it), context))
    return all_of_it


def _counted(state: Contract, context: Context) -> Iterator[Happened]:
    """The open steps that had no last day, since nobody had said from when to count."""
    for step in open_steps(state):
        if step not in state.deadlines and (deadline := deadline_for(step, state, context)):
            yield deadline


def _corrected(state: Contract, after: Contract, context: Context) -> Iterator[Happened]:
    """What is struck no longer ended anything: a last day from before it runs again, missed or not; but of a step that
    is not open, such as every one before triage, it ends at once."""
    before, now = rounds(state), rounds(after)
    for step in dict.fromkeys((*before, *after.deadlines)):
        was = state.deadlines.get(step)
        if step not in now and ((step in before and was) or after.deadlines.get(step) != was):
            yield from _closed(step, after)
    for step in now:
        if now[step] != before.get(step):
            yield from _opened(step, lapsed(after, step), context, runs_again=step in after.deadlines)
        if (back := after.deadlines.get(step)) and back != state.deadlines.get(step):
            yield from goes_on(back, context)


def _turned(
    state: Contract, after: Contract, moving: Collection[str], context: Context
) -> Iterator[Happened]:
    before, now = rounds(state), rounds(after)
    held_anew = state.held is not None and after.held is None
    for step in before:
        if before[step] != now.get(step) and step in state.deadlines:
            yield from _ended(step, state, after, context, undone=held_anew)
    for step in now:
        if step not in open_steps(after):
            continue  # what has just opened before it closes it
        if now[step] != before.get(step):
            opened = tuple(_opened(step, lapsed(after, step), context))
            after = fold(after, opened)
            yield from opened
        elif step in moving and step in after.deadlines:
            yield from moved(step, state, after, context)


def _paused(state: Contract, after: Contract, context: Context) -> Iterator[Happened]:
    """What was not missed before the suspension keeps the time it had left."""
    for step in open_steps(state):
        if (deadline := after.deadlines.get(step)) and deadline.plan.due >= context.occurred_on:
            yield DeadlinePaused(step=step, unused=unused_time(step, after, context))


def _resumed(state: Contract, after: Contract, context: Context) -> Iterator[Happened]:
    """A suspension that is struck has paused nothing: what has its last day keeps it."""
    unused = state.of(Suspension).unused
    for step in (name for name in after.deadlines if name not in open_steps(after)):
        yield from _closed(step, after)  # its last day had passed before the suspension, and nobody noticed
    for step in open_steps(after):
        if stayed := after.deadlines.get(step):
            yield from goes_on(stayed, context)
        elif step in unused:
            yield resumed_deadline(step, state, after, context)
        else:
            yield from _opened(step, after, context)


def _opened(step: str, state: Contract, context: Context, *, runs_again: bool = False) -> Iterator[Happened]:
    yield e.StepOpened(step=step, departments=departments_of(step, state, context.policy))
    if runs_again:
        return
    if deadline := deadline_for(step, state, context):
        yield deadline
    elif step in state.deadlines:  # from the last time it was open, missed
        yield e.DeadlineWaived(step=step)


def _done_on(step: str, state: Contract, context: Context) -> date:
    """What takes several acts is done with the latest of them, in whatever order they are recorded."""
    return max([context.occurred_on, *(day for day in STEPS[step].days(state) if day)])


def _ended(
    step: str, before: Contract, state: Contract, context: Context, *, undone: bool
) -> Iterator[Happened]:
    """In time is in time also when it is recorded late: then the miss is withdrawn, and both dates stay."""
    if undone or state.void or STEPS[step].is_moot(state):
        yield from _closed(step, state)
    else:
        yield from _done(
            state.deadlines[step], _done_on(step, state, context), told_of(step, before), context
        )


def _closed(step: str, state: Contract) -> Iterator[Happened]:
    """Undone, and nobody will take it now."""
    deadline = state.deadlines.get(step)
    if deadline is None or not deadline.missed:
        yield e.DeadlineWaived(step=step)


def _done(
    deadline: RunningDeadline, done_on: date, told: tuple[str, ...], context: Context
) -> Iterator[Happened]:
    step, due = deadline.plan.step, deadline.plan.due
    for day in (each for each in deadline.plan.missed_before if done_on <= each):
        yield e.MissWithdrawn(step=step, done_on=done_on, due=day, told=told)
    if done_on <= due:
        in_time = e.MissWithdrawn(step=step, done_on=done_on, told=told)
        yield in_time if deadline.missed else e.DeadlineMet(step=step, done_on=done_on)
        return
    if not deadline.missed:
        late_by = max(context.now - end_of(due), timedelta())
        yield e.DeadlineMissed(step=step, due=due, noticed_late_by=late_by)
    yield e.DoneAfterDeadline(step=step, done_on=done_on)
