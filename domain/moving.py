"""A running last day follows the promise that it counts from; one that was missed stays as it was."""

from collections.abc import Iterator

from domain.context import Context
from domain.contract import Contract
from domain.deadlines import deadline_for
from domain.happened import Happened
from domain.open_steps import open_steps
from domain.process import STEPS


def moved_last_days(before: Contract, after: Contract, context: Context) -> tuple[Happened, ...]:
    return tuple(_moved(before, after, context))


def _moved(before: Contract, after: Contract, context: Context) -> Iterator[Happened]:
    still_open = [name for name in open_steps(after) if name in open_steps(before)]
    for step in (STEPS[name] for name in still_open if STEPS[name].follows_its_start):
        running = after.deadlines.get(step.name)
        if running is None or running.missed or step.starts(before, context) == step.starts(after, context):
            continue
        if (moved := deadline_for(step.name, after, context)) and moved.due != running.plan.due:
            yield moved
