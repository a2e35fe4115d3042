"""How a rule is told: given(*events).at(now).when(command).then(*events), or .refused(code)."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.calendar import date_in_stockholm
from domain.command import Command
from domain.context import Context
from domain.contract import Contract
from domain.decide import decide
from domain.happened import Happened, fold
from domain.policy import Policy
from domain.refusal import Refusal
from domain.step_events import DeadlineSet, StepOpened
from tests.builders import MONDAY_NOON, POLICY


@dataclass(frozen=True)
class Scenario:
    state: Contract
    now: datetime = MONDAY_NOON
    happened: tuple[Happened, ...] = ()
    refusal: str = ""
    beginnings: tuple[int, ...] = ()
    policy: Policy = POLICY

    def at(self, now: datetime) -> "Scenario":
        return replace(self, now=now)

    def under(self, policy: Policy) -> "Scenario":
        return replace(self, policy=policy)

    def when(self, command: Command, on: date | None = None) -> "Scenario":
        """`on`: the day it happened, if neither today nor a day that the command names."""
        day = command.happened_on or on or date_in_stockholm(self.now)
        try:
            events = decide(self.state, command, Context(self.now, day, self.policy, self.beginnings))
        except Refusal as refusal:
            return replace(self, happened=(), refusal=_code_of(refusal))
        return replace(
            self,
            state=fold(self.state, events),
            happened=events,
            refusal="",
            beginnings=(*self.beginnings, self.state.version + 1),
        )

    def then(self, *expected: Happened) -> "Scenario":
        """Exactly this happened. Which steps and deadlines it opens is the matter of test_what_follows.py."""
        decided = tuple(x for x in self.happened if not isinstance(x, StepOpened | DeadlineSet))
        assert (self.refusal, decided) == ("", expected)
        return self

    def refused(self, code: str) -> None:
        assert self.refusal == code


def given(*past: Happened) -> Scenario:
    """Each of them decided alone."""
    return Scenario(fold(Contract(), past), beginnings=tuple(range(1, len(past) + 1)))


def _code_of(refusal: Refusal) -> str:
    assert None not in refusal.params.values(), "it would say None to whoever asked"
    return refusal.code
