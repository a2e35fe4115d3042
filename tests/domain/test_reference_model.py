"""The whole domain held against a clerk's reckoning of it: random lives, and no step that they tell differently."""

import os
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase as Stage, event, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from domain.calendar import date_in_stockholm
from domain.command import Command
from domain.context import Context
from domain.contract import Contract
from domain.decide import decide
from domain.happened import Happened, fold
from domain.passing_time import LetTimePass, next_instant
from domain.process.correction import StrikeEntry, correctable
from domain.process.registration import RegisterContract
from domain.refusal import Refusal
from tests.builders import EXEMPELKOPING, POLICY
from tests.domain.any_command import ANY, OF_LATER_NOTICES, any_of, days_around, known
from tests.domain.diligence import WHY, what_is_next
from tests.domain.likely import likely_command
from tests.domain.reference.clerk import Clerk
from tests.domain.reference.guards import Said, is_refusal
from tests.domain.reference.page import At, Fact
from tests.domain.standing import as_it_stands

RUNS = int(os.environ.get("INSATS_RUNS", "80"))
STEPS = 50
OUTCOMES = ("accepted", "nothing new", "refused")
# One step more, for the beginning.
LIVES = settings(
    max_examples=RUNS,
    stateful_step_count=STEPS + 1,
    phases=[Stage.generate],  # a failing life is shown as it is
    suppress_health_check=list(HealthCheck),
)
BEGINNING = datetime(2026, 1, 5, 9, tzinfo=UTC)
WEEK = timedelta(days=7)
WAITS = st.timedeltas(timedelta(minutes=1), timedelta(hours=30)) | st.timedeltas(timedelta(1), timedelta(90))
SIGNED = st.none() | st.dates(date(2024, 1, 1), BEGINNING.date())
ENDS = st.none() | st.dates(date(2026, 3, 1), date(2030, 12, 31))


# How often: most of what happens is what somebody who knows the contract could well do.
WHAT_HAPPENS = (
    *["likely"] * 24,
    *["any"] * 5,
    *["notice"] * 2,
    "week",
    *["corrected"] * 2,
    *["waits"] * 2,
    *["timer"] * 3,
    "read anew",
)
LATEST = datetime(2045, 1, 1, tzinfo=UTC)


class Life(RuleBasedStateMachine):
    """`tally`: of all lives together."""

    tally: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGINNING
        self.state = Contract()
        self.stream: list[Happened] = []
        self.beginnings: list[int] = []
        self.clerk = Clerk()
        self.steps = 0

    @initialize(
        policy=st.sampled_from((POLICY, EXEMPELKOPING)),
        signed_on=SIGNED,
        ends_on=ENDS,
        weeks=st.integers(0, 8),
    )
    def it_has_come_some_way(
        self, policy: Any, signed_on: date | None, ends_on: date | None, weeks: int
    ) -> None:
        self.policy = policy
        self.gives(RegisterContract(facts=known(signed_on, ends_on)))
        for _ in range(weeks):
            self.a_week()

    @property
    def today(self) -> date:
        return date_in_stockholm(self.now)

    def a_week(self) -> None:
        for command in (LetTimePass(), *what_is_next(self.state, self.today)):
            self.gives(command)
        self.now += WEEK

    def gives(self, command: Command, on: date | None = None) -> None:
        """Both are asked; they agree on whether it is done, on all that follows, and on how things then stand."""
        day = command.happened_on or on or self.today
        expected = self.clerk.expects(command, At(self.now, self.today, day, self.policy))
        happened = self.decided(command, day)
        if isinstance(happened, Refusal):
            assert happened.code in expected, (command, happened.code, expected)
            self.tells("refused", command.type)
            return
        assert not is_refusal(expected), (command, expected, happened)
        self.clerk.notes(in_the_order_of(happened, expected))
        self.tells("accepted" if happened else "nothing new", command.type)
        self.beginnings += [len(self.stream) + 1] if happened else []
        self.stream += happened
        self.state = fold(self.state, happened)
        stands, shown = as_it_stands(self.state), self.clerk.shows()
        assert stands == shown, (command, {k: (v, shown[k]) for k, v in stands.items() if v != shown[k]})

    def decided(self, command: Command, day: date) -> tuple[Happened, ...] | Refusal:
        """Anything but a Refusal that is raised is a failure."""
        context = Context(self.now, day, self.policy, tuple(self.beginnings))
        try:
            return decide(self.state, command, context)
        except Refusal as refusal:
            return refusal

    def tells(self, what: str, kind: str) -> None:
        event(f"{what}: {kind}")
        self.tally.update((what, f"{what} {kind}"))

    @rule(data=st.data(), what=st.sampled_from(WHAT_HAPPENS))
    def something_happens(self, data: st.DataObject, what: str) -> None:  # noqa: C901 - a case each
        match what:
            case "likely":
                self.gives(data.draw(likely_command(self.state, self.today)))
            case "any":
                days = days_around(self.today)
                command = data.draw(st.sampled_from(ANY).flatmap(lambda kind: any_of(kind, days)))
                self.gives(command, data.draw(st.none() | days))
            case "notice":
                days = st.integers(-200, 900).map(lambda n: self.today + timedelta(days=n))
                kinds = st.sampled_from(OF_LATER_NOTICES)
                self.gives(data.draw(kinds.flatmap(lambda kind: any_of(kind, days))))
            case "week":
                self.a_week()
            case "corrected":
                latest = list(correctable(self.state))[-4:]
                entry = data.draw(st.sampled_from(latest or [1]))
                self.gives(StrikeEntry(entry=entry, reason=WHY))
            case "waits":
                self.now += data.draw(WAITS)
            case "timer":
                self.the_timer_fires(data.draw(st.just(timedelta()) | WAITS))
            case "read anew":
                self.a_stream_is_read_in_whatever_order(Random(len(self.stream)))  # noqa: S311
        self.steps += 1

    def the_timer_fires(self, oversleeps: timedelta) -> None:
        self.now = max(self.now, next_instant(self.state, self.now, self.policy) or self.now)
        self.now = min(self.now, LATEST) + oversleeps
        self.gives(LetTimePass())

    def a_stream_is_read_in_whatever_order(self, order: Random) -> None:
        assert fold(Contract(), self.stream) == self.state
        shuffled = order.sample(self.stream, len(self.stream))
        assert fold(Contract(), shuffled).version == len(self.stream)

    def teardown(self) -> None:
        self.tally.update({"runs": self.steps == STEPS, "steps": self.steps})


def in_the_order_of(happened: tuple[Happened, ...], expected: Said) -> list[Fact]:
    """The same facts, each once; a step's last day is the same day."""
    waiting, found = list(expected), []
    for each in happened:
        told = next((fact for fact in waiting if fact.named == named(each)), None)
        assert told is not None, (each, waiting)
        assert getattr(each, "due", None) == told.told.get("due") or told.kind != "deadline_set", (each, told)
        waiting.remove(told)
        found.append(told)
    assert not waiting, (happened, waiting)
    return found


def named(each: Happened) -> tuple[str, str]:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", each.type).lower(), str(getattr(each, "step", ""))


@pytest.mark.timeout(3600)
def test_no_life_of_a_contract_is_told_otherwise_by_the_reference_model(
    record_property: Callable[[str, object], None],
) -> None:
    Life.tally.clear()
    run_state_machine_as_test(Life, settings=LIVES, _min_steps=STEPS)  # or its mutations end early
    kinds = [kind.model_fields["type"].default for kind in ANY]
    for name in ("runs", "steps", *OUTCOMES):
        record_property(name.replace(" ", "_"), Life.tally[name])
    record_property("kinds", len(kinds))
    for name in OUTCOMES:
        reached = [kind for kind in kinds if Life.tally[f"{name} {kind}"]]
        record_property(f"kinds_{name}".replace(" ", "_"), len(reached))
    seldom = min(kinds, key=lambda kind: Life.tally[f"accepted {kind}"])
    record_property("most_seldom_accepted", {seldom: Life.tally[f"accepted {seldom}"]})
    assert Life.tally["runs"] >= RUNS
