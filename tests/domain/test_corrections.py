"""A wrong entry is struck by a new event that names it and says why; then the right one is entered."""

from dataclasses import replace
from datetime import date, timedelta

from domain.calendar import end_of, local
from domain.contract import Contract
from domain.facts import StepLimit, TimeLimit
from domain.happened import fold
from domain.open_steps import open_steps
from domain.passing_time import LetTimePass
from domain.phase import phase_of
from domain.process.appeal import AppealFiled, CourtDecided, RecordAppeal, RecordCourtDecision
from domain.process.award import SIGN, AwardNotified, NotifyAward, SignContract
from domain.process.change import ChangeDates
from domain.process.commitment import AGREE, ConcludeCommitments
from domain.process.correction import EntryStruck, StrikeEntry
from domain.process.deficiency import RECTIFY, DecideDeficiency, RecordDeficiency
from domain.process.delivery import DeliveryConcluded
from domain.process.dialogue import HOLD, INVITE
from domain.process.ending import TerminateContract
from domain.process.evaluation import EVALUATE, EvaluateContract
from domain.process.follow_up_plan import FOLLOW_UP, PLAN
from domain.process.placement import PLACE, StartPlacement
from domain.process.triage import ClauseTriaged, TriageClause
from domain.step_events import (
    DeadlineMet,
    DeadlineMissed,
    DeadlineMoved,
    DeadlineSet,
    DeadlineWaived,
    LadderRests,
    StepEscalated,
    StepOpened,
)
from domain.vocabulary import Clause, Measure, Phase, TimeUnit
from tests.builders import (
    AGREE_COMMITMENT,
    AWAITING_SIGNATURE,
    CLOSED,
    IN_AWARD,
    IN_COMMITMENT,
    IN_DELIVERY,
    IN_EVALUATION,
    MONDAY_NOON,
    POLICY,
    RECORD_DIALOGUE,
    REGISTERED,
    SIGN_CONTRACT,
    TODAY,
    started,
)
from tests.domain.test_rules_of_moving_by_policy import closed
from tests.scenario import given

WRONG = "Fel dag i protokollet."
SIGN_SOON = StepLimit(step=SIGN, limit=TimeLimit(number=5, unit=TimeUnit.DAYS))


def strike(entry: int) -> StrikeEntry:
    return StrikeEntry(entry=entry, reason=WRONG)


def test_the_contract_is_as_if_the_entry_had_not_been_made() -> None:
    before = given(*AWAITING_SIGNATURE)
    signed = before.when(SIGN_CONTRACT)
    struck = signed.when(strike(5))
    assert struck.state.signed_on is None
    assert phase_of(struck.state) is Phase.AWARD
    assert open_steps(struck.state) == (SIGN,)


def test_both_the_wrong_and_the_right_stay_in_the_trail() -> None:
    signed = given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT).when(strike(5))
    right = signed.when(SignContract(signed_on=TODAY))
    assert right.state.signed_on == TODAY
    assert [x for x in right.state.past if getattr(x, "type", "") == "ContractSigned"] != []
    assert right.state.version == len(right.state.past)


def test_what_was_decided_together_is_struck_together() -> None:
    signed = given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT)
    [event] = [x for x in signed.when(strike(5)).happened if isinstance(x, EntryStruck)]
    assert event == EntryStruck(entry=5, entries=tuple(range(5, 5 + len(signed.happened))), reason=WRONG)


def test_a_last_day_that_came_of_it_no_longer_applies_and_the_one_before_runs_again() -> None:
    signed = given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT)
    struck = signed.when(strike(5))
    assert {x.step for x in struck.happened if isinstance(x, DeadlineWaived)} == {INVITE, HOLD}
    assert struck.state.deadlines == {}
    assert [x.step for x in struck.happened if isinstance(x, StepOpened)] == [SIGN]
    again = struck.when(SignContract(signed_on=TODAY))
    assert {x.step for x in again.happened if isinstance(x, DeadlineSet)} == {INVITE, HOLD}


def test_a_last_day_that_was_missed_is_missed_again_when_what_ended_it_is_struck() -> None:
    signed = given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT)
    missed = signed.at(MONDAY_NOON + timedelta(days=40)).when(LetTimePass())
    was = missed.state.deadlines[HOLD]
    held = missed.when(RECORD_DIALOGUE.model_copy(update={"held_on": date(2026, 4, 9)}))
    struck = held.when(strike(missed.state.version + 1))
    assert was.missed
    assert struck.state.deadlines[HOLD] == replace(was, rests_until=date(2026, 4, 13))  # the next working day
    assert HOLD in {x.step for x in struck.happened if isinstance(x, StepOpened)}


def test_what_time_noted_of_a_last_day_goes_with_it_and_the_one_before_is_not_missed_by_it() -> None:
    """Given an end that was entered a year too soon, and the evaluation missed, when it is struck, nothing is."""
    evaluating = given(*IN_COMMITMENT).when(ConcludeCommitments(reason="Inget är möjligt."))
    was = evaluating.state.deadlines[EVALUATE]
    sooner = evaluating.when(ChangeDates(ends_on=date(2027, 6, 30), reason="Felskrivet."))
    missed = sooner.at(end_of(sooner.state.deadlines[EVALUATE].plan.due)).when(LetTimePass())
    assert missed.state.deadlines[EVALUATE].missed
    struck = missed.when(strike(evaluating.state.version + 1))
    assert struck.state.deadlines[EVALUATE] == was


def test_a_last_day_that_comes_back_before_triage_ends_at_once_and_is_set_anew_with_the_clause() -> None:
    """Given a deficiency decided about, and triage struck, when the decision is struck too, no last day runs."""
    found = given(*IN_DELIVERY).when(RecordDeficiency(what="Inget svar.", rectify_by=date(2027, 3, 5)))
    decided = found.when(DecideDeficiency(measure=Measure.NONE, reason="Löst på annat sätt."))
    in_triage = decided.when(strike(triaged(decided.state)))
    struck = in_triage.when(strike(found.state.version + 1))
    assert DeadlineWaived(step=RECTIFY) in struck.happened
    assert RECTIFY not in struck.state.deadlines
    again = struck.when(TriageClause(clause=Clause.DIALOGUE, count_from=TODAY))
    assert RECTIFY in again.state.deadlines


def triaged(state: Contract) -> int:
    return next(version for version, event in enumerate(state.past, 1) if isinstance(event, ClauseTriaged))


def test_a_last_day_that_passed_while_it_stood_as_done_is_missed_at_once_and_the_engine_was_not_late() -> (
    None
):
    signed = given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT)
    held = signed.when(RECORD_DIALOGUE)
    in_april = held.at(MONDAY_NOON + timedelta(days=44))
    struck = in_april.when(strike(signed.state.version + 1))
    missed = DeadlineMissed(step=HOLD, due=date(2026, 3, 30), noticed_late_by=timedelta())
    assert missed in struck.happened
    assert LadderRests(step=HOLD, until=date(2026, 4, 16)) in struck.happened
    morning = struck.at(local(date(2026, 4, 16), POLICY.office_opens)).when(LetTimePass())
    [rung] = [x for x in morning.happened if isinstance(x, StepEscalated) and x.step == HOLD]
    assert (rung.rung, rung.late_by) == (1, timedelta())


def test_a_last_day_that_runs_again_keeps_out_of_a_day_that_has_become_a_day_off() -> None:
    signed = given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT)
    held = signed.when(RECORD_DIALOGUE).under(closed(date(2026, 3, 30)))
    struck = held.when(strike(signed.state.version + 1))
    assert DeadlineMoved(step=HOLD, was=date(2026, 3, 30)) in struck.happened
    assert struck.state.deadlines[HOLD].plan.due == date(2026, 3, 31)


def test_a_signature_entered_right_after_a_wrong_one_is_in_time_also_when_the_contract_is_terminated() -> (
    None
):
    triaged = given(REGISTERED).when(TriageClause(clause=Clause.DIALOGUE, time_limits=(SIGN_SOON,)))
    over = triaged.when(NotifyAward(sent_on=date(2026, 2, 16))).when(LetTimePass())
    signed = over.when(SIGN_CONTRACT)
    terminated = signed.when(TerminateContract(terminated_on=TODAY, reason="Konkurs."))
    right = terminated.when(strike(over.state.version + 1)).when(SignContract(signed_on=TODAY))
    assert DeadlineMet(step=SIGN, done_on=TODAY) in right.happened


def test_a_last_day_missed_long_ago_does_not_run_again_for_a_step_without_a_limit() -> None:
    triaged = given(REGISTERED).when(TriageClause(clause=Clause.DIALOGUE, time_limits=(SIGN_SOON,)))
    sent = triaged.when(NotifyAward(sent_on=date(2026, 2, 2)))
    missed = sent.at(MONDAY_NOON + timedelta(days=30)).when(LetTimePass())
    assert missed.state.deadlines[SIGN].missed
    appealed = missed.when(RecordAppeal(filed_on=TODAY))
    without = appealed.when(strike(2)).when(TriageClause(clause=Clause.DIALOGUE))
    decided = without.when(RecordCourtDecision(decided_on=TODAY, stands=True))
    assert SIGN in open_steps(decided.state)
    assert SIGN not in decided.state.deadlines


def test_what_time_did_because_of_it_goes_with_it() -> None:
    told = given(*IN_AWARD).when(NotifyAward(sent_on=date(2026, 2, 2)))
    assert told.state.standstill_ended
    later = given(
        *IN_AWARD, AwardNotified(sent_on=date(2026, 2, 16), electronically=True), AWAITING_SIGNATURE[-1]
    )
    struck = later.when(strike(3))
    assert not struck.state.standstill_ended
    assert struck.state.award_notified is None


def test_what_somebody_has_entered_upon_it_is_corrected_first() -> None:
    agreed = len(IN_COMMITMENT) + 1
    placed = given(*IN_DELIVERY, started(1, TODAY))
    placed.when(strike(agreed)).refused("others_rest_on_it")
    first = placed.when(strike(len(IN_DELIVERY) + 1))
    assert first.when(strike(agreed)).refusal == ""


def test_a_number_is_not_given_to_two_that_both_stand() -> None:
    two = given(*IN_DELIVERY, started(1, TODAY), started(2, TODAY))
    one = two.when(strike(len(IN_DELIVERY) + 1))
    [again] = [
        x
        for x in one.when(StartPlacement(commitment=1, started_on=TODAY)).happened
        if hasattr(x, "placement")
    ]
    assert again.placement == 3


def test_a_struck_end_opens_the_contract_again() -> None:
    closed = given(*IN_EVALUATION).when(EvaluateContract(assessment="Bra."))
    reopened = closed.when(strike(len(IN_EVALUATION) + 1))
    assert open_steps(reopened.state) == (EVALUATE,)


def test_conclusion_too_early_is_taken_back() -> None:
    reopened = given(*IN_DELIVERY).when(strike(len(IN_DELIVERY)))
    assert open_steps(reopened.state) == (AGREE,)
    assert reopened.when(AGREE_COMMITMENT).refusal == ""
    assert {PLAN, PLACE, FOLLOW_UP}.isdisjoint(open_steps(reopened.state))


def test_an_entry_is_struck_once() -> None:
    signed = given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT).when(strike(5))
    signed.when(strike(5)).then()


def test_registration_times_own_entries_and_corrections_are_not_struck() -> None:
    struck = given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT).when(strike(5))
    for entry in (1, 4, struck.state.version, 99):
        struck.when(strike(entry)).refused("not_correctable")
    given(REGISTERED).when(strike(1)).refused("nothing_to_correct")


def test_a_closed_contract_can_be_corrected_and_its_trail_folds_alike_every_time() -> None:
    struck = given(*CLOSED).when(strike(len(CLOSED) - 1))
    assert fold(type(struck.state)(), struck.state.past) == struck.state  # type: ignore[arg-type]


def test_striking_what_the_court_decided_leaves_the_standstill_that_had_ended_before() -> None:
    appealed = (AppealFiled(filed_on=TODAY), CourtDecided(decided_on=TODAY, stands=True))
    struck = given(*AWAITING_SIGNATURE, *appealed).when(strike(6))
    [event] = [x for x in struck.happened if isinstance(x, EntryStruck)]
    assert event.entries == (6,)


def test_the_commitments_end_is_struck_only_after_the_deliverys() -> None:
    ended = given(*IN_DELIVERY, DeliveryConcluded(reason="Inget behov."))
    ended.when(strike(len(IN_DELIVERY))).refused("others_rest_on_it")
    first = ended.when(strike(len(IN_DELIVERY) + 1))
    assert first.when(strike(len(IN_DELIVERY))).refusal == ""
