"""A dialogue that nobody holds, under any ladder: with an engine that wakes when it is told to."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.calendar import date_in_stockholm
from domain.context import Context
from domain.decide import decide
from domain.happened import Happened, fold
from domain.passing_time import LetTimePass, next_instant
from domain.policy import Policy, StepRule
from domain.process.dialogue import HOLD
from domain.process.invitation import InviteToDialogue
from domain.step_events import StepEscalated
from tests.builders import AWAITING_SIGNATURE, POLICY, SIGN_CONTRACT
from tests.scenario import given

HOLD_BY = date(2026, 3, 30)
REPEATED = {"working_days_after": 5, "to": ["coordinator"], "repeat": {"every": 5, "at_most": 3}}
ONCE = {"working_days_after": 1, "to": ["department"]}
TOP = {"working_days_after": 20, "to": ["head_of_unit"]}
END = datetime(2026, 7, 1, tzinfo=UTC)


def policy_with(*ladder: Mapping[str, Any], policy: Policy = POLICY, **told: Any) -> Policy:
    rule = policy.steps[HOLD].model_dump() | {"ladder": ladder} | told
    return policy.model_copy(update={"steps": {**policy.steps, HOLD: StepRule.model_validate(rule)}})


class Life:
    """A dialogue that nobody holds, under a policy, with an engine that looks at its watch when it is told to."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.state = given(*AWAITING_SIGNATURE).state
        self.now = datetime(2026, 3, 2, 11, tzinfo=UTC)
        self.happened: list[tuple[datetime, Happened]] = []
        for command in (SIGN_CONTRACT, InviteToDialogue()):
            self.does(command)

    def does(self, command: Any, on: date | None = None) -> tuple[Happened, ...]:
        day = command.happened_on or on or date_in_stockholm(self.now)
        events = decide(self.state, command, Context(self.now, day, self.policy))
        self.state = fold(self.state, events)
        self.happened += [(self.now, event) for event in events]
        return events

    def wakes(self, at: datetime) -> tuple[Happened, ...]:
        self.now = max(self.now, at)
        return self.does(LetTimePass())

    def by_its_timer(self, until: datetime, oversleeps: timedelta = timedelta()) -> None:
        while (at := next_instant(self.state, self.now, self.policy)) and at <= until:
            self.wakes(max(at, self.now) + oversleeps)

    @property
    def rungs(self) -> list[tuple[date, int]]:
        return [
            (date_in_stockholm(at), event.rung)
            for at, event in self.happened
            if isinstance(event, StepEscalated) and event.step == HOLD
        ]
