"""What turns a contract from its straight course: appeals, call-offs, absences, withdrawals, ends before time."""

from datetime import UTC, date, datetime

import pytest

from domain import commands as c, events as e
from domain.process import open_steps, phase_of, places_left
from domain.vocabulary import Phase, Step
from tests.builders import (
    AGREE_COMMITMENT,
    AWAITING_SIGNATURE,
    IN_AWARD,
    IN_COMMITMENT,
    IN_DELIVERY,
    IN_DIALOGUE,
    IN_EVALUATION,
    REGISTERED,
    SIGN,
    SIGNED_ON,
    TODAY,
    started,
)
from tests.scenario import given

SENT_ON = date(2026, 2, 23)
NOTIFIED = given(*IN_AWARD).when(c.NotifyAward(sent_on=SENT_ON))
APPEALED = NOTIFIED.when(c.RecordAppeal(filed_on=TODAY))
A_YEAR_LATER = datetime(2027, 3, 1, 11, tzinfo=UTC)
WHY = "Behovet har fallit bort."


def test_a_call_off_is_signed_without_a_standstill() -> None:
    waived = given(*IN_AWARD).when(c.WaiveStandstill(ground="Avrop, LOU 20:2"))
    waived.then(e.StandstillWaived(ground="Avrop, LOU 20:2"))
    assert open_steps(waived.state) == (Step.SIGN,)
    assert phase_of(waived.when(SIGN).state) is Phase.DIALOGUE


def test_while_the_court_examines_the_award_no_day_ends_the_standstill() -> None:
    APPEALED.then(e.AppealFiled(filed_on=TODAY))
    APPEALED.at(A_YEAR_LATER).when(c.LetTimePass()).then()
    APPEALED.at(A_YEAR_LATER).when(c.SignContract(signed_on=TODAY)).refused("appeal_pending")
    APPEALED.when(c.RecordAppeal(filed_on=TODAY)).refused("appeal_pending")
    APPEALED.when(c.NotifyAward(sent_on=TODAY)).refused("appeal_pending")


def test_after_a_decision_that_lets_the_award_stand_ten_days_remain() -> None:
    """LOU 20:10; the regulator's own example: decided on Wednesday 30 May 2018, last day Monday 11 June."""
    decided = APPEALED.at(A_YEAR_LATER).when(c.RecordCourtDecision(decided_on=date(2027, 2, 26), stands=True))
    decided.when(c.SignContract(signed_on=date(2027, 3, 1))).refused("standstill_running")
    over = decided.at(datetime(2027, 3, 8, 23, 0, tzinfo=UTC)).when(c.LetTimePass())
    over.then(e.StandstillEnded(last_day=date(2027, 3, 8)))
    assert open_steps(over.state) == (Step.SIGN,)


def test_a_decision_recorded_after_its_ten_days_ends_the_standstill_at_once() -> None:
    late = APPEALED.at(A_YEAR_LATER).when(c.RecordCourtDecision(decided_on=date(2026, 9, 1), stands=True))
    late.then(
        e.CourtDecided(decided_on=date(2026, 9, 1), stands=True),
        e.StandstillEnded(last_day=date(2026, 9, 11)),
    )


def test_an_award_that_does_not_stand_is_made_anew() -> None:
    fell = APPEALED.when(c.RecordCourtDecision(decided_on=TODAY, stands=False))
    fell.when(SIGN).refused("award_not_notified")
    fell.when(c.NotifyAward(sent_on=TODAY)).then(e.AwardNotified(sent_on=TODAY, electronically=True))


def test_an_appeal_that_is_told_of_after_the_standstill_holds_the_signing() -> None:
    told_late = given(*AWAITING_SIGNATURE).when(c.RecordAppeal(filed_on=date(2026, 2, 25)))
    assert open_steps(told_late.state) == (Step.STANDSTILL,)


def test_an_appeal_needs_an_award_and_a_decision_needs_an_appeal() -> None:
    given(*IN_AWARD).when(c.RecordAppeal(filed_on=TODAY)).refused("award_not_notified")
    NOTIFIED.when(c.RecordAppeal(filed_on=date(2026, 2, 20))).refused("appeal_before_award")
    NOTIFIED.when(c.RecordCourtDecision(decided_on=TODAY, stands=True)).refused("no_appeal")


def test_a_cancelled_award_closes_the_contract() -> None:
    cancelled = NOTIFIED.when(c.CancelAward(reason=WHY))
    cancelled.then(e.AwardCancelled(reason=WHY))
    assert phase_of(cancelled.state) is Phase.CLOSED


@pytest.mark.parametrize("past", [(REGISTERED,), IN_AWARD, IN_DIALOGUE, IN_DELIVERY, IN_EVALUATION])
def test_what_was_registered_by_mistake_is_struck_off_at_any_time(past: tuple[e.Event, ...]) -> None:
    struck = given(*past).when(c.StrikeOff(reason="Registrerat två gånger."))
    assert phase_of(struck.state) is Phase.CLOSED
    struck.when(c.StrikeOff(reason="Igen.")).refused("contract_closed")


def test_striking_off_waives_what_was_to_be_done_and_meets_nothing() -> None:
    signed = given(*AWAITING_SIGNATURE).when(SIGN)
    waived = [e.DeadlineWaived(step=Step.INVITE), e.DeadlineWaived(step=Step.HOLD)]
    signed.when(c.StrikeOff(reason="Dubblett.")).then(e.ContractStruckOff(reason="Dubblett."), *waived)


def test_a_terminated_contract_is_evaluated_and_its_other_last_days_no_longer_apply() -> None:
    signed = given(*AWAITING_SIGNATURE).when(SIGN)
    ended = signed.when(c.TerminateContract(terminated_on=TODAY, reason=WHY))
    waived = [e.DeadlineWaived(step=Step.INVITE), e.DeadlineWaived(step=Step.HOLD)]
    ended.then(e.ContractTerminated(terminated_on=TODAY, reason=WHY), *waived)
    assert open_steps(ended.state) == (Step.EVALUATE,)
    evaluated = ended.when(c.EvaluateContract(assessment="Avbröts tidigt."))
    assert e.DeadlineMet(step=Step.EVALUATE, done_on=TODAY) in evaluated.happened


def test_only_a_signed_contract_is_terminated_and_not_before_it_was_signed() -> None:
    terminate = c.TerminateContract(terminated_on=TODAY, reason=WHY)
    NOTIFIED.when(terminate).refused("not_signed")
    given(*IN_EVALUATION).when(terminate).refused("only_evaluation_left")
    too_early = terminate.model_copy(update={"terminated_on": SIGNED_ON.replace(day=1)})
    given(*IN_DIALOGUE).when(too_early).refused("terminated_before_signing")


def test_a_supplier_who_does_not_come_still_owes_the_dialogue() -> None:
    absent = given(*IN_DIALOGUE).when(c.ReportAbsence(absent_on=TODAY))
    absent.then(e.SupplierAbsent(absent_on=TODAY))
    assert Step.HOLD in open_steps(absent.state)
    before = SIGNED_ON.replace(day=1)
    given(*IN_DIALOGUE).when(c.ReportAbsence(absent_on=before)).refused("held_before_signing")


def test_a_withdrawn_commitment_is_promised_no_more_and_its_number_is_not_given_again() -> None:
    agreed = given(*IN_COMMITMENT).when(AGREE_COMMITMENT)
    withdrawn = agreed.when(c.WithdrawCommitment(commitment=1, reason=WHY))
    withdrawn.then(e.CommitmentWithdrawn(commitment=1, reason=WHY))
    withdrawn.when(c.ConcludeCommitments()).refused("nothing_possible_needs_reason")
    [again] = [x for x in withdrawn.when(AGREE_COMMITMENT).happened if isinstance(x, e.CommitmentAgreed)]
    assert again.commitment == 2


def test_withdrawing_the_last_commitment_leaves_only_the_evaluation() -> None:
    delivery = given(*IN_COMMITMENT).when(AGREE_COMMITMENT).when(c.ConcludeCommitments())
    withdrawn = delivery.when(c.WithdrawCommitment(commitment=1, reason=WHY))
    waived = [e.DeadlineWaived(step=Step.PLACE), e.DeadlineWaived(step=Step.FOLLOW_UP)]
    withdrawn.then(e.CommitmentWithdrawn(commitment=1, reason=WHY), *waived)
    assert phase_of(withdrawn.state) is Phase.EVALUATION


def test_a_commitment_in_use_is_not_withdrawn() -> None:
    in_use = given(*IN_DELIVERY, started(1, TODAY))
    in_use.when(c.WithdrawCommitment(commitment=1, reason=WHY)).refused("commitment_in_use")
    in_use.when(c.WithdrawCommitment(commitment=7, reason=WHY)).refused("unknown_commitment")
    given(*IN_COMMITMENT).when(c.WithdrawCommitment(commitment=1, reason=WHY)).refused("no_commitment")
    ended = given(*IN_DELIVERY).when(c.TerminateContract(terminated_on=TODAY, reason=WHY))
    ended.when(c.WithdrawCommitment(commitment=1, reason=WHY)).refused("commitments_settled")


def test_an_interrupted_placement_frees_its_place() -> None:
    interrupt = c.InterruptPlacement(placement=1, interrupted_on=TODAY, reason=WHY)
    running = given(*IN_DELIVERY, started(1, TODAY))
    interrupted = running.when(interrupt)
    interrupted.then(e.PlacementInterrupted(placement=1, interrupted_on=TODAY, reason=WHY))
    assert places_left(interrupted.state, 1) == places_left(running.state, 1) + 1
    again = interrupted.when(c.StartPlacement(commitment=1, started_on=TODAY))
    again.when(interrupt).refused("already_interrupted")
    again.when(c.CompletePlacement(placement=1, completed_on=TODAY)).refused("already_interrupted")


def test_only_a_running_placement_is_interrupted_and_not_before_it_started() -> None:
    interrupt = c.InterruptPlacement(placement=1, interrupted_on=TODAY, reason=WHY)
    given(*IN_DELIVERY).when(interrupt).refused("nothing_running")
    two = given(*IN_DELIVERY, started(1, TODAY), started(2, TODAY))
    done = two.when(c.CompletePlacement(placement=1, completed_on=TODAY))
    done.when(interrupt).refused("already_completed")
    too_early = interrupt.model_copy(update={"interrupted_on": SIGNED_ON})
    two.when(too_early).refused("completed_before_start")


def test_a_rejected_report_is_asked_for_again() -> None:
    reported = given(*IN_DELIVERY).when(c.ReportFollowUp(report="Ett kort svar."))
    rejected = reported.when(c.RejectFollowUp(reason="Antalet saknas."))
    rejected.then(e.FollowUpRejected(reason="Antalet saknas."))
    rejected.when(c.ApproveFollowUp()).refused("nothing_reported")
    assert Step.FOLLOW_UP in open_steps(rejected.state)
    given(*IN_DELIVERY).when(c.RejectFollowUp(reason="?")).refused("nothing_reported")
