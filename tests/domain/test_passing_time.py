"""What time itself does: it reminds before the last day, and records a miss when that day is over."""

from datetime import UTC, date, datetime, timedelta

from domain.calendar import end_of, local
from domain.passing_time import LetTimePass, next_instant
from domain.process.dialogue import HOLD
from domain.process.invitation import InviteToDialogue
from domain.step_events import DeadlineMissed, StepReminded
from tests.builders import AWAITING_SIGNATURE, CLOSED, IN_AWARD, POLICY, RECORD_DIALOGUE, SIGN_CONTRACT
from tests.scenario import Scenario, given


def hold_runs() -> Scenario:
    return given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT).when(InviteToDialogue())


HOLD_BY = date(2026, 3, 30)
FIRST, SECOND = (local(date(2026, 3, day), POLICY.office_opens) for day in (23, 27))


def at(now: datetime, before: Scenario | None = None) -> Scenario:
    return (before or hold_runs()).at(now).when(LetTimePass())


def reminded(number: int, planned_at: datetime) -> StepReminded:
    return StepReminded(step=HOLD, number=number, planned_at=planned_at)


def test_nothing_happens_before_its_time() -> None:
    at(FIRST - timedelta(seconds=1)).then()


def test_people_are_reminded_before_the_last_day() -> None:
    at(SECOND, at(FIRST).then(reminded(1, FIRST))).then(reminded(2, SECOND))


def test_nobody_is_reminded_twice_of_the_same() -> None:
    at(FIRST + timedelta(hours=1), at(FIRST)).then()


def test_reminders_that_piled_up_become_one() -> None:
    at(SECOND).then(reminded(2, SECOND))


def test_a_reminder_that_is_late_waits_for_the_office_to_open() -> None:
    saturday = datetime(2026, 3, 28, 12, tzinfo=UTC)
    at(saturday).then()
    assert next_instant(hold_runs().state, saturday, POLICY) == local(HOLD_BY, POLICY.office_opens)


def test_the_office_is_open_until_it_closes() -> None:
    closing = local(date(2026, 3, 23), POLICY.office_closes)
    at(closing - timedelta(seconds=1)).then(reminded(1, FIRST))
    at(closing).then()


def test_a_step_is_missed_when_its_last_day_is_over_in_stockholm() -> None:
    over = datetime(2026, 3, 30, 22, tzinfo=UTC)  # midnight, summer time since the day before
    before = at(SECOND)
    at(over - timedelta(seconds=1), before).then()
    missed = DeadlineMissed(step=HOLD, due=HOLD_BY, noticed_late_by=timedelta())
    at(over, before).then(missed)


def test_a_miss_says_how_late_it_was_noticed() -> None:
    sunday = datetime(2026, 4, 5, 10, tzinfo=UTC)
    at(sunday).then(DeadlineMissed(step=HOLD, due=HOLD_BY, noticed_late_by=sunday - end_of(HOLD_BY)))


def test_a_miss_is_recorded_once() -> None:
    over = end_of(HOLD_BY)
    at(over, at(over)).then()


def test_nobody_is_reminded_when_it_is_too_late() -> None:
    next_day = local(date(2026, 3, 31), POLICY.office_opens)
    assert not any(isinstance(x, StepReminded) for x in at(next_day).happened)


def test_acting_ends_the_reminders() -> None:
    held = hold_runs().when(RECORD_DIALOGUE)
    assert HOLD not in held.state.deadlines
    assert not any(isinstance(x, StepReminded) and x.step == HOLD for x in at(FIRST, held).happened)


def test_next_come_a_reminder_the_miss_and_the_ladder() -> None:
    state, seen = hold_runs().state, [hold_runs().now]
    for _ in range(4):
        upcoming = next_instant(state, seen[-1], POLICY)
        assert upcoming is not None
        seen.append(upcoming)
        state = at(upcoming, Scenario(state)).state
    assert seen[1:] == [FIRST, SECOND, end_of(HOLD_BY), local(date(2026, 3, 31), POLICY.office_opens)]


def test_where_only_people_can_act_time_has_nothing_to_do() -> None:
    for past in (IN_AWARD, CLOSED):
        untimed = given(*past)
        assert next_instant(untimed.state, untimed.now, POLICY) is None
        untimed.at(datetime(2030, 1, 2, 9, tzinfo=UTC)).when(LetTimePass()).then()
