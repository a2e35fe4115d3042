"""Done in time and recorded after the miss: the miss of any step is withdrawn, and whoever was told of it hears."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.calendar import end_of
from domain.command import Command
from domain.facts import StepLimit, TimeLimit
from domain.notices import notices_for
from domain.passing_time import LetTimePass
from domain.process.award import SIGN, SignContract
from domain.process.commitment import AGREE, ConcludeCommitments
from domain.process.confirming import CONFIRM, ConfirmRecord
from domain.process.deficiency import (
    DECIDE,
    RECTIFY,
    DecideDeficiency,
    RecordDeficiency,
    ReportRectified,
)
from domain.process.dialogue import HOLD, INVITE
from domain.process.evaluation import EVALUATE, EvaluateContract
from domain.process.follow_up import ApproveFollowUp, ReportFollowUp
from domain.process.follow_up_plan import FOLLOW_UP, PlanFollowUp
from domain.process.invitation import InviteToDialogue
from domain.process.option import PROLONG, DeclineOption, NoteOption, TakeOption
from domain.process.outcome import OUTCOME, RecordOutcome
from domain.process.placement import PLACE, CompletePlacement, StartPlacement
from domain.process.responsibility import AssignStep
from domain.process.triage import ClauseTriaged
from domain.step_events import (
    DeadlineMissed,
    DoneAfterDeadline,
    MissWithdrawn,
    StepEscalated,
)
from domain.vocabulary import Clause, Measure, Party, TimeUnit
from tests.builders import (
    AGREE_COMMITMENT,
    AWAITING_SIGNATURE,
    AWARD_NOTIFIED,
    ENDS_ON,
    IN_COMMITMENT,
    IN_DIALOGUE,
    POLICY,
    RECORD_DIALOGUE,
    REGISTERED,
    SIGN_CONTRACT,
    TODAY,
)
from tests.scenario import Scenario, given

Done = Callable[[Scenario, date], Scenario]  # the step, done on that day and recorded now
NEXT_YEAR = date(2030, 2, 28)


def to_sign() -> Scenario:
    limit = StepLimit(step=SIGN, limit=TimeLimit(number=10, unit=TimeUnit.WORKING_DAYS))
    limited = ClauseTriaged(clause=Clause.DIALOGUE, time_limits=(limit,))
    return given(REGISTERED, limited, AWARD_NOTIFIED).when(LetTimePass())


def to_hold() -> Scenario:
    return given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT)


def to_confirm() -> Scenario:
    return given(*IN_DIALOGUE).when(RECORD_DIALOGUE)


def to_agree() -> Scenario:
    confirmed = to_confirm()
    for party in Party:
        confirmed = confirmed.when(ConfirmRecord(party=party))
    return confirmed.when(AGREE_COMMITMENT)


def to_deliver() -> Scenario:
    return given(*IN_COMMITMENT).when(AGREE_COMMITMENT).when(ConcludeCommitments())


def to_complete() -> Scenario:
    both = to_deliver().at(datetime(2026, 4, 2, 9, tzinfo=UTC))
    for _ in range(2):
        both = both.when(StartPlacement(commitment=1, started_on=date(2026, 4, 1)))
    return both


def to_ask() -> Scenario:
    placed = to_complete().at(datetime(2026, 5, 4, 9, tzinfo=UTC))
    for number in (1, 2):
        placed = placed.when(CompletePlacement(placement=number, completed_on=date(2026, 4, 30)))
    return placed.when(ReportFollowUp(report="Klart.")).when(ApproveFollowUp())


def to_rectify() -> Scenario:
    lacking = RecordDeficiency(what="Dialogen uteblev.", rectify_by=date(2026, 3, 20))
    return to_deliver().when(lacking)


def to_decide() -> Scenario:
    return to_rectify().when(ReportRectified(rectified_on=TODAY, how="Mötet är hållet."))


def to_prolong() -> Scenario:
    return to_deliver().when(NoteOption(prolongs_to=NEXT_YEAR, say_by=date(2026, 8, 31)))


def to_evaluate() -> Scenario:
    return given(*IN_COMMITMENT).when(ConcludeCommitments(reason="Inget är möjligt just nu."))


def by(command: Command) -> Done:
    return lambda scenario, day: scenario.when(command, on=day)


def told(field: str, command: Command) -> Done:
    """The command itself names the day."""
    return lambda scenario, day: scenario.when(command.model_copy(update={field: day}))


def confirmed(scenario: Scenario, day: date) -> Scenario:
    first, second = Party
    return scenario.when(ConfirmRecord(party=first), on=day).when(ConfirmRecord(party=second), on=day)


def completed(scenario: Scenario, day: date) -> Scenario:
    one = scenario.when(CompletePlacement(placement=1, completed_on=day - timedelta(days=30)))
    return one.when(CompletePlacement(placement=2, completed_on=day))


def reported(scenario: Scenario, day: date) -> Scenario:
    return scenario.when(ReportFollowUp(report="Klart."), on=day).when(ApproveFollowUp(), on=day)


OUTCOME_KNOWN = RecordOutcome(months=3, working=2, studying=0, placed=0, other=0, unknown=0)
WAYS: list[tuple[str, Callable[[], Scenario], Done]] = [
    (SIGN, to_sign, told("signed_on", SignContract(signed_on=TODAY))),
    (INVITE, to_hold, by(InviteToDialogue())),
    (HOLD, to_hold, told("held_on", RECORD_DIALOGUE)),
    (CONFIRM, to_confirm, confirmed),
    (AGREE, to_agree, by(ConcludeCommitments())),
    ("plan", to_deliver, by(PlanFollowUp(reports_on=(date(2027, 3, 1),)))),
    (PLACE, to_complete, completed),
    (FOLLOW_UP, to_deliver, reported),
    (RECTIFY, to_rectify, told("rectified_on", ReportRectified(rectified_on=TODAY, how="Mötet är hållet."))),
    (DECIDE, to_decide, by(DecideDeficiency(measure=Measure.NONE, reason="Rättad."))),
    (OUTCOME, to_ask, by(OUTCOME_KNOWN)),
    (PROLONG, to_prolong, by(TakeOption(ends_on=NEXT_YEAR))),
    (PROLONG, to_prolong, by(DeclineOption(reason="Behovet har fallit bort."))),
    (EVALUATE, to_evaluate, by(EvaluateContract(assessment="Väl genomfört."))),
]
EACH_WAY = pytest.mark.parametrize(
    ("step", "runs", "done"), WAYS, ids=[f"{n} {step}" for n, (step, _, _) in enumerate(WAYS)]
)


def missed(scenario: Scenario, step: str) -> Scenario:
    """And the first rung climbed, where there is one."""
    plan = scenario.state.deadlines[step].plan
    late = scenario.at(end_of(plan.due)).when(LetTimePass())
    for rung in plan.rungs[:1]:
        late = late.at(rung.at).when(LetTimePass())
    assert late.state.deadlines[step].missed
    return late


@EACH_WAY
def test_done_on_its_last_day_and_recorded_late_the_miss_is_withdrawn(
    step: str, runs: Callable[[], Scenario], done: Done
) -> None:
    late = missed(runs(), step)
    deadline = late.state.deadlines[step]
    after = done(late, deadline.plan.due)
    assert after.refusal == ""
    called = deadline.plan.rungs[0].recipients if deadline.plan.rungs else ()
    assert MissWithdrawn(step=step, done_on=deadline.plan.due, told=called) in after.happened
    assert not any(isinstance(x, DoneAfterDeadline) and x.step == step for x in after.happened)
    assert after.state.deadlines.get(step) is not deadline, "its ladder has ended"


@EACH_WAY
def test_done_the_day_after_it_is_late_and_the_miss_stays(
    step: str, runs: Callable[[], Scenario], done: Done
) -> None:
    late = missed(runs(), step)
    due = late.state.deadlines[step].plan.due
    after = done(late.at(max(late.now, end_of(due) + timedelta(hours=12))), due + timedelta(days=1))
    assert DoneAfterDeadline(step=step, done_on=due + timedelta(days=1)) in after.happened
    assert not any(isinstance(x, MissWithdrawn) for x in after.happened)


@EACH_WAY
def test_an_engine_that_was_silent_has_nothing_to_withdraw(
    step: str, runs: Callable[[], Scenario], done: Done
) -> None:
    """The day has passed and nobody has said so: done in time it is met, and was never missed."""
    scenario = runs()
    due = scenario.state.deadlines[step].plan.due
    after = done(scenario.at(end_of(due) + timedelta(days=9)), due)
    assert not any(isinstance(x, MissWithdrawn | DeadlineMissed) and x.step == step for x in after.happened)
    assert step not in after.state.deadlines or after.state.deadlines[step].plan.due > due


def test_every_step_with_a_last_day_is_tried() -> None:
    limited = {name for name, rule in POLICY.steps.items() if rule.ladder or rule.limit}
    assert {step for step, _, _ in WAYS} >= limited


def test_whoever_was_told_that_it_was_late_is_told_that_it_was_not() -> None:
    """The department, whoever has the step, the coordinator and the head of unit: the whole ladder has been climbed."""
    late = to_hold().when(AssignStep(step=HOLD, person="p-03"))
    plan = late.state.deadlines[HOLD].plan
    late = late.at(end_of(plan.due)).when(LetTimePass())
    for rung in plan.rungs:
        late = late.at(rung.at).when(LetTimePass())
    after = late.when(RECORD_DIALOGUE.model_copy(update={"held_on": plan.due}))
    [withdrawn] = [x for x in after.happened if isinstance(x, MissWithdrawn) and x.step == HOLD]
    assert withdrawn.told == ("department", "coordinator", "head_of_unit")
    heard = [n for n in notices_for(withdrawn, after.state, POLICY) if n.kind == "miss_withdrawn"]
    people = {p.id for n in heard for p in POLICY.people_for(n.recipient, n.departments)}
    assert people == {"p-01", "p-02", "p-03", "p-05"}


def test_where_nobody_was_told_yet_the_coordinator_alone_hears_of_it() -> None:
    late = to_hold().at(end_of(date(2026, 3, 30))).when(LetTimePass())
    after = late.when(RECORD_DIALOGUE.model_copy(update={"held_on": date(2026, 3, 30)}))
    [withdrawn] = [x for x in after.happened if isinstance(x, MissWithdrawn) and x.step == HOLD]
    assert [n.recipient for n in notices_for(withdrawn, after.state, POLICY)] == ["coordinator"]


def test_the_ladder_of_another_step_climbs_on() -> None:
    late = missed(to_hold(), INVITE)
    held = missed(late, HOLD).when(RECORD_DIALOGUE.model_copy(update={"held_on": date(2026, 3, 30)}))
    assert {x.step for x in held.happened if isinstance(x, MissWithdrawn)} == {HOLD}
    assert ENDS_ON > TODAY
    assert not [x for x in held.happened if isinstance(x, StepEscalated)]
