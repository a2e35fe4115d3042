"""Whatever the ladder and whatever the outage: each firing once, in working time, a working day apart."""

from datetime import time, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given as drawn, settings, strategies as st

from domain.calendar import date_in_stockholm
from domain.ladder import office_time
from domain.policy import Policy
from domain.process.dialogue import HOLD
from domain.process.responsibility import AcknowledgeStep, AssignStep
from domain.step_events import DeadlineMissed, DeadlineSet, StepEscalated
from tests.builders import EXEMPELKOPING, POLICY
from tests.domain.left_alone import Life, policy_with

LADDERS = st.lists(
    st.tuples(st.integers(1, 6), st.none() | st.tuples(st.integers(1, 6), st.integers(2, 4))),
    min_size=1,
    max_size=4,
)
WAKES = st.lists(st.timedeltas(timedelta(minutes=1), timedelta(days=30)), min_size=1, max_size=30)
WINDOWS = st.none() | st.tuples(st.integers(8, 12), st.integers(13, 16))


def ladder_of(rungs: list[tuple[int, tuple[int, int] | None]]) -> list[dict[str, Any]]:
    """Each so many working days after the one before it has come for the last time."""
    ladder, day = [], 0
    for after, repeat in rungs:
        day += after
        told: dict[str, Any] = {"working_days_after": day, "to": ["coordinator"]}
        if repeat:
            told["repeat"] = {"every": repeat[0], "at_most": repeat[1]}
            day += repeat[0] * (repeat[1] - 1)
        ladder.append(told)
    return ladder


@settings(max_examples=150, deadline=None)
@drawn(LADDERS, WAKES, WINDOWS, st.sampled_from((POLICY, EXEMPELKOPING)), st.booleans())
def test_whatever_the_outage_each_firing_comes_once_in_working_time_a_working_day_apart(
    rungs: list[tuple[int, tuple[int, int] | None]],
    wakes: list[timedelta],
    hours: tuple[int, int] | None,
    policy: Policy,
    acknowledges: bool,
) -> None:
    window = {"opens": time(hours[0]), "closes": time(hours[1])} if hours else None
    life = Life(policy_with(*ladder_of(rungs), policy=policy, window=window))
    person = policy.people[0].id
    life.does(AssignStep(step=HOLD, person=person))
    for wait in wakes:
        life.wakes(life.now + wait)
        if acknowledges:
            life.does(AcknowledgeStep(step=HOLD))
    life.by_its_timer(life.now + timedelta(days=800), oversleeps=timedelta(minutes=7))
    _plan_keeps_the_rules(life)
    _climb_keeps_the_rules(life)


def _plan_keeps_the_rules(life: Life) -> None:
    [plan] = [x for _, x in life.happened if isinstance(x, DeadlineSet) and x.step == HOLD]
    days = [date_in_stockholm(rung.at) for rung in plan.rungs]
    assert days == sorted(set(days)), "each on a day of its own"
    assert all(office_time(life.policy, rung.at, HOLD) == rung.at for rung in plan.rungs)


def _climb_keeps_the_rules(life: Life) -> None:
    fired = [(at, x) for at, x in life.happened if isinstance(x, StepEscalated) and x.step == HOLD]
    plan = life.state.deadlines[HOLD].plan
    assert [x.rung for _, x in fired] == list(range(1, len(plan.rungs) + 1)), "all, in order, once each"
    assert len([x for _, x in life.happened if isinstance(x, DeadlineMissed) and x.step == HOLD]) == 1
    for at, _ in fired:
        assert office_time(life.policy, at, HOLD) == at
    calendar = life.policy.calendar
    for (before, _), (after, x) in pairwise(fired):
        gap = plan.rungs[x.rung - 1].gap
        assert date_in_stockholm(after) >= calendar.working_days_after(date_in_stockholm(before), gap)
        assert after - before >= timedelta(hours=20)
