"""Whoever takes a late step on gets some days without a rung; the last day stands, and nobody can rest it for ever."""

from datetime import date, datetime, timedelta

from domain.calendar import date_in_stockholm, end_of, local
from domain.contract import Contract
from domain.happened import fold
from domain.ladder import next_rung
from domain.passing_time import next_instant
from domain.process.dialogue import HOLD
from domain.process.extension import ExtendLastDay
from domain.process.responsibility import AcknowledgeStep, AssignStep, StepAcknowledged
from domain.step_events import LadderRests, StepEscalated
from tests.builders import AWAITING_SIGNATURE, POLICY
from tests.domain.left_alone import HOLD_BY, Life
from tests.scenario import given


def late(rungs: int = 1) -> Life:
    """The dialogue missed and so many rungs climbed; somebody has the step."""
    life = Life(POLICY)
    life.does(AssignStep(step=HOLD, person="p-02"))
    for _ in range(rungs + 1):
        at = next_instant(life.state, max(life.now, end_of(HOLD_BY) - timedelta(seconds=1)), POLICY)
        assert at
        life.wakes(max(at, end_of(HOLD_BY)))
    assert life.state.deadlines[HOLD].rungs_climbed == rungs
    return life


def test_taking_a_late_step_on_rests_the_climb_but_not_the_last_day() -> None:
    life = late()
    took_on = life.does(AcknowledgeStep(step=HOLD))
    today = date_in_stockholm(life.now)
    until = POLICY.calendar.working_days_after(today, POLICY.acknowledging_rests)
    acknowledged = StepAcknowledged(step=HOLD, person="p-02", acknowledged_on=today)
    assert took_on == (acknowledged, LadderRests(step=HOLD, until=until))
    assert life.state.deadlines[HOLD].missed
    second = life.state.deadlines[HOLD].plan.rungs[1].at
    assert until > date_in_stockholm(second)
    assert not life.wakes(second)
    assert next_instant(life.state, life.now, POLICY) == local(until, POLICY.office_opens)
    [climbed] = life.wakes(local(until, POLICY.office_opens))
    assert isinstance(climbed, StepEscalated)
    assert (climbed.rung, climbed.late_by) == (2, timedelta()), "a rest is not the engine's delay"


def test_it_rests_once_a_rung_so_that_nobody_can_hold_it_for_ever() -> None:
    life = late()
    assert len(life.does(AcknowledgeStep(step=HOLD))) == 2
    assert life.does(AcknowledgeStep(step=HOLD)) == ()
    rung = next_rung(life.state.deadlines[HOLD], POLICY)
    assert rung
    life.wakes(rung.at)
    assert [type(x) for x in life.does(AcknowledgeStep(step=HOLD))] == [StepAcknowledged, LadderRests]


def test_taken_on_long_before_it_rests_nothing_and_can_be_taken_on_anew_when_late() -> None:
    life = Life(POLICY)
    life.does(AssignStep(step=HOLD, person="p-02"))
    assert [type(x) for x in life.does(AcknowledgeStep(step=HOLD))] == [StepAcknowledged]
    life.by_its_timer(life.state.deadlines[HOLD].plan.rungs[0].at)
    assert [type(x) for x in life.does(AcknowledgeStep(step=HOLD))] == [StepAcknowledged, LadderRests]


def test_above_the_last_rung_there_is_nothing_to_rest() -> None:
    life = late(rungs=3)
    assert [type(x) for x in life.does(AcknowledgeStep(step=HOLD))] == [StepAcknowledged]


def test_a_policy_may_say_that_nothing_rests() -> None:
    life = late()
    life.policy = POLICY.model_copy(update={"acknowledging_rests": 0})
    assert [type(x) for x in life.does(AcknowledgeStep(step=HOLD))] == [StepAcknowledged]


def test_a_day_of_rest_that_holds_nothing_back_is_not_told() -> None:
    life = late()
    second = date_in_stockholm(life.state.deadlines[HOLD].plan.rungs[1].at)
    days = len([d for d in range((second - date_in_stockholm(life.now)).days) if _works(life.now, d + 1)])
    life.policy = POLICY.model_copy(update={"acknowledging_rests": days})
    assert [type(x) for x in life.does(AcknowledgeStep(step=HOLD))] == [StepAcknowledged]


def _works(now: datetime, days: int) -> bool:
    return POLICY.calendar.is_working_day(date_in_stockholm(now) + timedelta(days=days))


def test_a_later_last_day_ends_the_rest_with_the_ladder_it_held() -> None:
    life = late()
    life.does(AcknowledgeStep(step=HOLD))
    life.does(ExtendLastDay(step=HOLD, last_day=date(2026, 5, 29), reason="Sjukdom."))
    running = life.state.deadlines[HOLD]
    assert (running.rests_until, running.rungs_climbed) == (None, 0)


def test_a_rest_of_a_step_that_has_no_last_day_changes_nothing() -> None:
    state = given(*AWAITING_SIGNATURE).state
    after = fold(state, (LadderRests(step=HOLD, until=HOLD_BY),))
    assert after.deadlines == state.deadlines


def test_the_state_of_a_contract_is_the_same_however_its_stream_is_read() -> None:
    life = late()
    life.does(AcknowledgeStep(step=HOLD))
    assert fold(Contract(), life.state.past) == life.state  # type: ignore[arg-type]
