"""Last days that another policy moves: the same start and rule, in another calendar.

Which changes move what runs already, and which do not: docs/decisions/0020-what-a-new-policy-moves.md.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from domain.arithmetic import derived_anew
from domain.command import Command
from domain.context import Context
from domain.contract import Contract
from domain.deadlines import on_another_day
from domain.derivation import Derivation
from domain.facts import TimeLimit, Word
from domain.free_text import FreeText
from domain.guards import must_be_registered
from domain.happened import Happened
from domain.open_steps import open_steps
from domain.plan import DeadlinePlan
from domain.policy import Policy
from domain.process import STEPS
from domain.step_events import DeadlineMoved
from domain.words import N_

MISSED = N_("was missed already")
WOULD_HAVE_PASSED = N_("would have passed already")


class Move(NamedTuple):
    """Of a last day that comes out as another. `stays`: why it does not move all the same; empty: it moves."""

    due: date
    derivation: Derivation
    stays: str = ""


def move_of(plan: DeadlinePlan, policy: Policy, adopted_on: date, *, missed: bool) -> Move | None:
    """None: the day is the same. `adopted_on`: what had passed by then is over; it does not come back by itself."""
    due, derivation = derived_anew(plan, policy)
    if due == plan.due:
        return None
    if missed or plan.due < adopted_on:
        return Move(due, derivation, MISSED)
    return Move(due, derivation, WOULD_HAVE_PASSED if due < adopted_on else "")


class MoveLastDays(Command):
    """Time's own command, once a contract that is open when a policy is adopted.

    `policy`, `calendar`: versions of the one that `reason` belongs to; by another, nothing moves.
    """

    type: Literal["move_last_days"] = "move_last_days"
    policy: Word
    calendar: Word
    adopted_on: date
    reason: FreeText

    @staticmethod
    def may(state: Contract) -> None:
        must_be_registered(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        versions = context.policy.version, context.policy.calendar.version
        running = state.deadlines if versions == (self.policy, self.calendar) else {}
        for plan, missed in ((d.plan, d.missed) for step, d in running.items() if step in open_steps(state)):
            move = move_of(plan, context.policy, self.adopted_on, missed=missed)
            if move and not move.stays:
                yield DeadlineMoved(step=plan.step, was=plan.due, policy=self.policy, reason=self.reason)
                yield on_another_day(plan, move.due, move.derivation, context)


def changed_limits(before: Policy, after: Policy) -> Iterator[tuple[str, TimeLimit | None, TimeLimit | None]]:
    """Steps whose time limit in the policy differs; what runs already keeps the one it was set with."""
    for step in STEPS:
        if (was := before.steps[step].limit) != (now := after.steps[step].limit):
            yield step, was, now


class DayBehind(NamedTuple):
    """A day that has become a day off, or (`off` is False) is none any more."""

    day: date
    name: str
    off: bool


def days_behind(was: Derivation, now: Derivation, before: Policy, after: Policy) -> Iterator[DayBehind]:
    """Why a last day moves."""
    days = {each.day: each.why for each in (*was.skipped, *now.skipped)}
    for day, name in sorted(days.items()):
        if (works := after.calendar.is_working_day(day)) != before.calendar.is_working_day(day):
            yield DayBehind(day, name, off=not works)
