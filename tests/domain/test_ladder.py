"""The ladder of escalation: each rung once, in office hours, a working day apart, and no further when somebody acts."""

from datetime import UTC, date, datetime, time, timedelta

from domain.calendar import end_of, local
from domain.passing_time import LetTimePass, next_instant
from domain.process.dialogue import HOLD
from domain.process.invitation import InviteToDialogue
from domain.step_events import DeadlineMissed, StepEscalated
from tests.builders import AWAITING_SIGNATURE, POLICY, RECORD_DIALOGUE, SIGN_CONTRACT
from tests.scenario import Scenario, given


def hold_runs() -> Scenario:
    return given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT).when(InviteToDialogue())


HOLD_BY = date(2026, 3, 30)
DUE_AT = [local(day, POLICY.office_opens) for day in (date(2026, 3, 31), date(2026, 4, 8), date(2026, 4, 15))]
HOUR = timedelta(hours=1)


def climbed(start: Scenario, every: timedelta, times: int) -> list[tuple[datetime, int]]:
    """When each rung was climbed, with an engine that looks at its watch that often."""
    seen = []
    for n in range(times):
        start = start.at(start.now + every * bool(n)).when(LetTimePass())
        seen += [(start.now, x.rung) for x in start.happened if isinstance(x, StepEscalated)]
    return seen


def test_three_rungs_are_climbed_once_each_on_their_days() -> None:
    overdue = hold_runs().at(end_of(HOLD_BY))
    assert climbed(overdue, HOUR, 24 * 60) == list(zip(DUE_AT, (1, 2, 3), strict=True))


def test_a_rung_says_whom_it_calls_and_how_late_it_comes() -> None:
    late = DUE_AT[0] + timedelta(minutes=7)
    hold_runs().at(end_of(HOLD_BY)).when(LetTimePass()).at(late).when(LetTimePass()).then(
        StepEscalated(
            step=HOLD,
            rung=1,
            recipients=("department",),
            planned_at=DUE_AT[0],
            late_by=timedelta(minutes=7),
        )
    )


def test_after_weeks_of_silence_the_rungs_still_lie_a_working_day_apart() -> None:
    friday = hold_runs().at(local(date(2026, 5, 29), POLICY.office_opens) + 3 * HOUR)
    assert climbed(friday, HOUR, 24 * 10) == [
        (friday.now, 1),
        (friday.now + timedelta(days=3), 2),
        (friday.now + timedelta(days=4), 3),
    ]


def test_after_an_outage_each_rung_tells_how_late_it_is_since_the_day_it_was_planned_for() -> None:
    now = local(date(2026, 5, 29), POLICY.office_opens)
    life = hold_runs().at(now).when(LetTimePass()).at(now + timedelta(days=3)).when(LetTimePass())
    [second] = [x for x in life.happened if isinstance(x, StepEscalated)]
    assert (second.rung, second.planned_at, second.late_by) == (2, DUE_AT[1], life.now - DUE_AT[1])


def test_an_office_that_opens_at_midnight_hears_of_the_miss_at_once_and_is_not_reminded_any_more() -> None:
    by_night = POLICY.model_copy(update={"office_opens": time.min})
    midnight = end_of(HOLD_BY)
    signed = given(*AWAITING_SIGNATURE).under(by_night).when(SIGN_CONTRACT).when(InviteToDialogue())
    assert signed.state.deadlines[HOLD].plan.reminders, "none of them has gone out"
    signed.at(midnight).when(LetTimePass()).then(
        DeadlineMissed(step=HOLD, due=HOLD_BY, noticed_late_by=timedelta()),
        StepEscalated(
            step=HOLD, rung=1, recipients=("department",), planned_at=midnight, late_by=timedelta()
        ),
    )


def test_an_engine_that_wakes_on_a_day_off_records_the_miss_and_waits_with_the_ladder() -> None:
    good_friday = hold_runs().at(datetime(2026, 4, 3, 10, tzinfo=UTC)).when(LetTimePass())
    good_friday.then(
        DeadlineMissed(step=HOLD, due=HOLD_BY, noticed_late_by=good_friday.now - end_of(HOLD_BY))
    )
    tuesday = local(date(2026, 4, 7), POLICY.office_opens)
    assert next_instant(good_friday.state, good_friday.now, POLICY) == tuesday


def test_an_engine_that_wakes_in_the_evening_waits_for_the_morning() -> None:
    evening = local(date(2026, 4, 1), POLICY.office_closes)
    woken = hold_runs().at(evening).when(LetTimePass())
    assert not any(isinstance(x, StepEscalated) for x in woken.happened)
    assert next_instant(woken.state, evening, POLICY) == local(date(2026, 4, 2), POLICY.office_opens)


def test_acting_stops_the_ladder() -> None:
    first_rung = hold_runs().at(DUE_AT[0]).when(LetTimePass())
    held = first_rung.when(RECORD_DIALOGUE.model_copy(update={"held_on": date(2026, 3, 31)}))
    later = climbed(held, HOUR * 24, 10)
    assert [rung for _, rung in climbed(first_rung, HOUR, 1)] == []
    assert later == []


def test_a_withdrawn_miss_stops_the_ladder() -> None:
    first_rung = hold_runs().at(DUE_AT[0]).when(LetTimePass())
    held = first_rung.when(RECORD_DIALOGUE.model_copy(update={"held_on": HOLD_BY}))
    assert HOLD not in held.state.deadlines


def test_above_the_last_rung_there_is_nothing() -> None:
    top = hold_runs().at(DUE_AT[2])
    for _ in range(3):
        top = top.when(LetTimePass()).at(top.now + timedelta(days=7))
    assert next_instant(top.state, top.now, POLICY) is None
