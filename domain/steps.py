"""What follows from a decision: steps close and open, deadlines are met and set. The same for every step."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from domain import step_events as e
from domain.calendar import end_of
from domain.context import Context
from domain.contract import Contract, RunningDeadline
from domain.deadlines import deadline_for
from domain.happened import Happened, fold
from domain.open_steps import departments_of, open_steps
from domain.process import STEPS
from domain.responsible import lapsed


def with_consequences(state: Contract, decided: Iterable[Happened], context: Context) -> tuple[Happened, ...]:
    events = tuple(decided)
    after = fold(state, events)
    before_open, now_open = open_steps(state), open_steps(after)
    for step in before_open:
        if step not in now_open and step in state.deadlines:
            events += tuple(_ended(after.deadlines[step], after, context))
    for step in now_open:
        if step not in before_open:
            events += tuple(_opened(step, lapsed(after, step), context))
    return events


def _opened(step: str, state: Contract, context: Context) -> Iterator[Happened]:
    yield e.StepOpened(step=step, departments=departments_of(step, state, context.policy))
    if deadline := deadline_for(step, state, context):
        yield deadline


def _done_on(step: str, state: Contract, context: Context) -> date:
    """What takes several acts is done with the latest of them, in whatever order they are recorded."""
    return max([context.occurred_on, *(day for day in STEPS[step].days(state) if day)])


def _ended(deadline: RunningDeadline, state: Contract, context: Context) -> Iterator[Happened]:
    """In time is in time also when it is recorded late: then the miss is withdrawn, and both dates stay."""
    step, due = deadline.plan.step, deadline.plan.due
    done_on = _done_on(step, state, context)
    if state.void or STEPS[step].is_moot(state):
        if not deadline.missed:
            yield e.DeadlineWaived(step=step)
    elif done_on <= due:
        yield (e.MissWithdrawn if deadline.missed else e.DeadlineMet)(step=step, done_on=done_on)
    else:
        if not deadline.missed:
            yield e.DeadlineMissed(
                step=step, due=due, noticed_late_by=max(context.now - end_of(due), timedelta())
            )
        yield e.DoneAfterDeadline(step=step, done_on=done_on)
