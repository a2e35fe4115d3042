"""What follows from a decision: steps close and open, deadlines are met and set. The same for every step."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from domain import events as e
from domain.calendar import end_of
from domain.context import Context
from domain.contract import Contract, RunningDeadline, fold
from domain.deadlines import deadline_for
from domain.policy import Policy
from domain.process import open_steps
from domain.vocabulary import Step


def with_consequences(state: Contract, decided: Iterable[e.Event], context: Context) -> tuple[e.Event, ...]:
    events = tuple(decided)
    after = fold(state, events)
    before_open, now_open = open_steps(state), open_steps(after)
    for step in before_open:
        if step not in now_open and step in state.deadlines:
            events += tuple(_ended(after.deadlines[step], after, context))
    for step in now_open:
        if step not in before_open:
            events += tuple(_opened(step, after, context))
    return events


def departments_of(step: Step, state: Contract, policy: Policy) -> tuple[str, ...]:
    """Placing belongs to the departments of the promised forms; every other step to the policy's."""
    if step is Step.PLACE and state.commitments:
        return tuple(sorted({d for c in state.commitments.values() for d in c.departments}))
    return (policy.steps[step].department,)


def _opened(step: Step, state: Contract, context: Context) -> Iterator[e.Event]:
    yield e.StepOpened(step=step, departments=departments_of(step, state, context.policy))
    if deadline := deadline_for(step, state, context):
        yield deadline


def _is_moot(step: Step, state: Contract) -> bool:
    """Nobody has done it, and nobody will: there is nothing left to do."""
    match step:
        case _ if state.void:
            return True
        case Step.EVALUATE:
            return False
        case Step.PLACE if state.delivery_concluded or not state.commitments:
            return True
        case Step.FOLLOW_UP if not state.commitments:
            return True
        case Step.SIGN if not state.standstill_ended:  # an appeal came after all
            return True
        case _:
            return state.terminated


def _done_on(step: Step, state: Contract, context: Context) -> date:
    """What takes several acts is done with the latest of them, in whatever order they are recorded."""
    days: list[date | None] = []
    if step is Step.PLACE:
        days = [placement.completed_on for placement in state.placements.values()]
    if step is Step.CONFIRM:
        days = [*state.confirmed_on.values()]
    return max([context.occurred_on, *(day for day in days if day)])


def _ended(deadline: RunningDeadline, state: Contract, context: Context) -> Iterator[e.Event]:
    """In time is in time also when it is recorded late: then the miss is withdrawn, and both dates stay."""
    step, due = deadline.plan.step, deadline.plan.due
    done_on = _done_on(step, state, context)
    if _is_moot(step, state):
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
