"""A contract at rest: no time runs, and every time limit keeps what was left of it."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given as drawn, strategies as st

from domain.calendar import date_in_stockholm, end_of, local
from domain.facts import StepLimit, TimeLimit
from domain.happened import Happened
from domain.open_steps import open_steps
from domain.passing_time import LetTimePass, next_instant
from domain.process.correction import StrikeEntry
from domain.process.dialogue import HOLD, INVITE
from domain.process.ending import TerminateContract
from domain.process.evaluation import EVALUATE
from domain.process.invitation import InviteToDialogue
from domain.process.suspension import (
    ContractResumed,
    ContractSuspended,
    DeadlinePaused,
    ResumeContract,
    SuspendContract,
)
from domain.process.triage import ClauseTriaged
from domain.step_events import DeadlineMissed, DeadlineSet, LadderRests, StepEscalated, StepOpened
from domain.vocabulary import Clause, TimeUnit
from tests.builders import (
    AWAITING_SIGNATURE,
    CALENDAR,
    IN_AWARD,
    IN_DIALOGUE,
    POLICY,
    SIGN_CONTRACT,
    SIGNED_ON,
    TODAY,
)
from tests.scenario import Scenario, given


def under_way() -> Scenario:
    """Hold by 30 March, invite by 6 March."""
    return given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT)


SUSPEND = SuspendContract(suspended_on=TODAY, reason="Bygget står stilla.")
IN_MAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
RESUME = ResumeContract(resumed_on=date(2026, 5, 4))


def due(step: str, after: Scenario) -> date:
    return after.state.deadlines[step].plan.due


def test_a_suspended_contract_asks_nothing_of_anybody_and_time_has_nothing_to_do() -> None:
    after = under_way().when(SUSPEND)
    assert ContractSuspended(suspended_on=TODAY, reason="Bygget står stilla.") in after.happened
    assert open_steps(after.state) == ()
    assert next_instant(after.state, after.now, POLICY) is None
    assert after.at(IN_MAY).when(LetTimePass()).happened == ()


def test_what_is_left_is_kept_in_days_or_working_days_as_the_limit_counts() -> None:
    paused = [x for x in under_way().when(SUSPEND).happened if isinstance(x, DeadlinePaused)]
    assert paused == [
        DeadlinePaused(step=INVITE, unused=TimeLimit(number=4, unit=TimeUnit.WORKING_DAYS)),
        DeadlinePaused(step=HOLD, unused=TimeLimit(number=28, unit=TimeUnit.DAYS)),
    ]


def test_resumed_the_time_that_was_left_runs_from_that_day() -> None:
    after = under_way().when(SUSPEND).at(IN_MAY).when(RESUME)
    assert ContractResumed(resumed_on=date(2026, 5, 4)) in after.happened
    assert open_steps(after.state) == (INVITE, HOLD)
    assert due(INVITE, after) == date(2026, 5, 8)
    assert due(HOLD, after) == date(2026, 6, 1)
    assert not any(isinstance(x, StepOpened) for x in after.happened)  # nobody is told of a new step


def test_what_was_missed_before_the_suspension_stays_missed_and_climbs_on_afterwards() -> None:
    missed = under_way().at(datetime(2026, 3, 9, 9, tzinfo=UTC)).when(LetTimePass())
    assert [x.step for x in missed.happened if isinstance(x, DeadlineMissed)] == [INVITE]
    rests = missed.when(SuspendContract(suspended_on=date(2026, 3, 9), reason="Paus."))
    assert rests.state.deadlines[INVITE].missed
    assert rests.at(IN_MAY).when(RESUME).state.deadlines[INVITE].missed


def test_the_ladder_of_what_was_missed_goes_on_the_working_day_after_and_the_rest_is_nobodys_delay() -> None:
    missed = under_way().at(datetime(2026, 3, 31, 9, tzinfo=UTC)).when(LetTimePass())
    rests = missed.when(SuspendContract(suspended_on=date(2026, 3, 31), reason="Paus."))
    resumed = rests.at(IN_MAY).when(RESUME)
    tuesday = date(2026, 5, 5)
    assert LadderRests(step=HOLD, until=tuesday) in resumed.happened
    assert resumed.when(LetTimePass()).happened == ()
    climbed = resumed.at(local(tuesday, POLICY.office_opens)).when(LetTimePass())
    [rung] = [x for x in climbed.happened if isinstance(x, StepEscalated) and x.step == HOLD]
    assert (rung.rung, rung.late_by) == (2, timedelta())


def paused_and_resumed_at(instant: datetime) -> Scenario:
    """The dialogue missed and noticed; suspended and resumed on one day, so that no other time has passed."""
    missed = under_way().at(end_of(date(2026, 3, 30))).when(LetTimePass()).at(instant).when(LetTimePass())
    day = date_in_stockholm(instant)
    rests = missed.when(SuspendContract(suspended_on=day, reason="Paus."))
    return rests.when(ResumeContract(resumed_on=day))


def of_the_dialogue(after: Scenario, kind: type[DeadlineMissed | LadderRests]) -> list[Happened]:
    return [x for x in after.happened if isinstance(x, kind) and x.step == HOLD]


def test_what_was_missed_is_missed_once_however_often_the_contract_is_resumed() -> None:
    resumed = paused_and_resumed_at(datetime(2026, 3, 31, 9, tzinfo=UTC))
    assert resumed.state.deadlines[HOLD].missed
    assert of_the_dialogue(resumed, DeadlineMissed) == []


def test_a_ladder_whose_next_rung_is_still_to_come_does_not_rest_when_the_contract_is_resumed() -> None:
    resumed = paused_and_resumed_at(datetime(2026, 3, 31, 9, tzinfo=UTC))
    assert resumed.state.deadlines[HOLD].plan.rungs[1].at > resumed.now
    assert of_the_dialogue(resumed, LadderRests) == []


def test_a_rung_that_comes_at_the_very_instant_of_the_resumption_waits_for_the_next_working_day() -> None:
    first = local(date(2026, 3, 31), POLICY.office_opens)
    missed = under_way().at(end_of(date(2026, 3, 30))).when(LetTimePass())
    rests = missed.at(first).when(SuspendContract(suspended_on=date(2026, 3, 31), reason="Paus."))
    resumed = rests.when(ResumeContract(resumed_on=date(2026, 3, 31)))
    assert of_the_dialogue(resumed, LadderRests) == [LadderRests(step=HOLD, until=date(2026, 4, 1))]


def test_a_suspension_told_late_takes_back_a_miss_that_came_after_it() -> None:
    missed = under_way().at(datetime(2026, 3, 9, 9, tzinfo=UTC)).when(LetTimePass())
    rests = missed.when(SUSPEND)
    assert INVITE in {x.step for x in rests.happened if isinstance(x, DeadlinePaused)}
    assert not rests.at(IN_MAY).when(RESUME).state.deadlines[INVITE].missed


def test_a_suspension_that_is_struck_has_paused_nothing() -> None:
    running = under_way()
    rests = running.when(SUSPEND)
    struck = rests.when(StrikeEntry(entry=running.state.version + 1, reason="Fel avtal."))
    assert struck.state.deadlines == running.state.deadlines


def test_a_last_day_that_passed_while_a_suspension_stood_that_is_struck_is_missed_at_once() -> None:
    """By the correction; the engine has not been late."""
    running = under_way()
    rests = running.when(SUSPEND)
    struck = rests.at(IN_MAY).when(StrikeEntry(entry=running.state.version + 1, reason="Fel avtal."))
    missed = DeadlineMissed(step=INVITE, due=date(2026, 3, 6), noticed_late_by=timedelta())
    assert missed in struck.happened
    assert LadderRests(step=INVITE, until=date(2026, 5, 5)) in struck.happened


def test_work_waits_until_the_contract_is_resumed() -> None:
    under_way().when(SUSPEND).when(InviteToDialogue()).refused("contract_suspended")


def test_a_suspended_contract_can_be_terminated_and_then_is_evaluated() -> None:
    after = under_way().when(SUSPEND).when(TerminateContract(terminated_on=TODAY, reason="Konkurs."))
    assert open_steps(after.state) == (EVALUATE,)
    assert EVALUATE in {x.step for x in after.happened if isinstance(x, DeadlineSet)}


def test_only_what_is_signed_can_rest_and_only_once() -> None:
    given(*IN_AWARD).when(SUSPEND).refused("nothing_to_suspend")
    under_way().when(SUSPEND).when(SUSPEND).refused("suspended_already")
    given(*IN_DIALOGUE).at(IN_MAY).when(RESUME).refused("not_suspended")


def test_the_days_follow_upon_each_other() -> None:
    before = SIGNED_ON - timedelta(days=1)
    under_way().when(SUSPEND.model_copy(update={"suspended_on": before})).refused("suspended_before_signing")
    under_way().when(SUSPEND).when(ResumeContract(resumed_on=SIGNED_ON)).refused("resumed_before_suspended")


@drawn(st.integers(1, 90), st.sampled_from(TimeUnit), st.integers(0, 200), st.integers(0, 400))
def test_a_rest_of_any_length_costs_no_time_and_gives_none(
    number: int, unit: TimeUnit, used: int, rest: int
) -> None:
    """Suspended and resumed on one day, a last day is the same; later, it moves by the rest (to a working day)."""
    limit = StepLimit(step=HOLD, limit=TimeLimit(number=number, unit=unit))
    clause = ClauseTriaged(clause=Clause.DIALOGUE, time_limits=(limit,))
    running = given(IN_AWARD[0], clause, *AWAITING_SIGNATURE[2:]).when(SIGN_CONTRACT)
    suspended_on = SIGNED_ON + timedelta(days=used)
    if suspended_on > due(HOLD, running):
        return
    then = datetime(suspended_on.year, suspended_on.month, suspended_on.day, 9, tzinfo=UTC)
    rests = running.at(then).when(SuspendContract(suspended_on=suspended_on, reason="Paus."))
    resumed_on = suspended_on + timedelta(days=rest)
    later = rests.at(then + timedelta(days=rest)).when(ResumeContract(resumed_on=resumed_on))
    if unit is not TimeUnit.WORKING_DAYS:
        assert due(HOLD, later) == CALENDAR.on_or_after(due(HOLD, running) + timedelta(days=rest))
    elif rest == 0:
        assert due(HOLD, later) == due(HOLD, running)
