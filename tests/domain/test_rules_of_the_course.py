"""What turns a contract from its straight course: appeals, call-offs, absences, withdrawals, ends before time."""

from datetime import UTC, date, datetime

import pytest

from domain.happened import Happened
from domain.open_steps import open_steps
from domain.passing_time import LetTimePass
from domain.phase import phase_of, places_left
from domain.process.appeal import (
    AppealFiled,
    AwardCancelled,
    CancelAward,
    CourtDecided,
    RecordAppeal,
    RecordCourtDecision,
)
from domain.process.award import (
    SIGN,
    STANDSTILL,
    AwardNotified,
    NotifyAward,
    SignContract,
    StandstillEnded,
)
from domain.process.commitment import (
    CommitmentAgreed,
    CommitmentWithdrawn,
    ConcludeCommitments,
    WithdrawCommitment,
)
from domain.process.dialogue import HOLD, INVITE, ReportAbsence, SupplierAbsent
from domain.process.ending import ContractStruckOff, ContractTerminated, StrikeOff, TerminateContract
from domain.process.evaluation import EVALUATE, EvaluateContract
from domain.process.exempt import StandstillWaived, WaiveStandstill
from domain.process.follow_up import (
    ApproveFollowUp,
    FollowUpRejected,
    RejectFollowUp,
    ReportFollowUp,
)
from domain.process.follow_up_plan import FOLLOW_UP, PLAN
from domain.process.placement import (
    PLACE,
    CompletePlacement,
    InterruptPlacement,
    PlacementInterrupted,
    StartPlacement,
)
from domain.step_events import DeadlineMet, DeadlineWaived
from domain.vocabulary import Exemption, Phase
from tests.builders import (
    AGREE_COMMITMENT,
    AWAITING_SIGNATURE,
    IN_AWARD,
    IN_COMMITMENT,
    IN_DELIVERY,
    IN_DIALOGUE,
    IN_EVALUATION,
    REGISTERED,
    SIGN_CONTRACT,
    SIGNED_ON,
    TODAY,
    started,
)
from tests.scenario import Scenario, given

SENT_ON = date(2026, 2, 23)


def notified() -> Scenario:
    return given(*IN_AWARD).when(NotifyAward(sent_on=SENT_ON))


def appealed() -> Scenario:
    return notified().when(RecordAppeal(filed_on=TODAY))


A_YEAR_LATER = datetime(2027, 3, 1, 11, tzinfo=UTC)
WHY = "Behovet har fallit bort."


def test_a_call_off_is_signed_without_a_standstill() -> None:
    waived = given(*IN_AWARD).when(WaiveStandstill(exemption=Exemption.CALL_OFF))
    waived.then(StandstillWaived(exemption=Exemption.CALL_OFF))
    assert open_steps(waived.state) == (SIGN,)
    assert phase_of(waived.when(SIGN_CONTRACT).state) is Phase.DIALOGUE


def test_while_the_court_examines_the_award_no_day_ends_the_standstill() -> None:
    appealed().then(AppealFiled(filed_on=TODAY))
    appealed().at(A_YEAR_LATER).when(LetTimePass()).then()
    appealed().at(A_YEAR_LATER).when(SignContract(signed_on=TODAY)).refused("appeal_pending")
    appealed().when(RecordAppeal(filed_on=TODAY)).refused("appeal_pending")
    appealed().when(NotifyAward(sent_on=TODAY)).refused("appeal_pending")


def test_after_a_decision_that_lets_the_award_stand_ten_days_remain() -> None:
    """LOU 20:10; the regulator's own example: decided on Wednesday 30 May 2018, last day Monday 11 June."""
    decided = appealed().at(A_YEAR_LATER).when(RecordCourtDecision(decided_on=date(2027, 2, 26), stands=True))
    decided.when(SignContract(signed_on=date(2027, 3, 1))).refused("standstill_running")
    over = decided.at(datetime(2027, 3, 8, 23, 0, tzinfo=UTC)).when(LetTimePass())
    over.then(StandstillEnded(last_day=date(2027, 3, 8)))
    assert open_steps(over.state) == (SIGN,)


def test_a_decision_recorded_after_its_ten_days_ends_the_standstill_at_once() -> None:
    late = appealed().at(A_YEAR_LATER).when(RecordCourtDecision(decided_on=date(2026, 9, 1), stands=True))
    late.then(
        CourtDecided(decided_on=date(2026, 9, 1), stands=True),
        StandstillEnded(last_day=date(2026, 9, 11)),
    )


def test_an_award_that_does_not_stand_is_made_anew() -> None:
    fell = appealed().when(RecordCourtDecision(decided_on=TODAY, stands=False))
    fell.when(SIGN_CONTRACT).refused("award_not_notified")
    fell.when(NotifyAward(sent_on=TODAY)).then(AwardNotified(sent_on=TODAY, electronically=True))


def test_an_appeal_that_is_told_of_after_the_standstill_holds_the_signing() -> None:
    told_late = given(*AWAITING_SIGNATURE).when(RecordAppeal(filed_on=date(2026, 2, 25)))
    assert open_steps(told_late.state) == (STANDSTILL,)


def test_an_appeal_needs_an_award_and_a_decision_needs_an_appeal() -> None:
    given(*IN_AWARD).when(RecordAppeal(filed_on=TODAY)).refused("award_not_notified")
    notified().when(RecordAppeal(filed_on=date(2026, 2, 20))).refused("appeal_before_award")
    notified().when(RecordCourtDecision(decided_on=TODAY, stands=True)).refused("no_appeal")


def test_a_cancelled_award_closes_the_contract() -> None:
    cancelled = notified().when(CancelAward(reason=WHY))
    cancelled.then(AwardCancelled(reason=WHY))
    assert phase_of(cancelled.state) is Phase.CLOSED


@pytest.mark.parametrize("past", [(REGISTERED,), IN_AWARD, IN_DIALOGUE, IN_DELIVERY, IN_EVALUATION])
def test_what_was_registered_by_mistake_is_struck_off_at_any_time(past: tuple[Happened, ...]) -> None:
    struck = given(*past).when(StrikeOff(reason="Registrerat två gånger."))
    assert phase_of(struck.state) is Phase.CLOSED
    struck.when(StrikeOff(reason="Igen.")).refused("contract_closed")


def test_striking_off_waives_what_was_to_be_done_and_meets_nothing() -> None:
    signed = given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT)
    waived = [DeadlineWaived(step=INVITE), DeadlineWaived(step=HOLD)]
    signed.when(StrikeOff(reason="Dubblett.")).then(ContractStruckOff(reason="Dubblett."), *waived)


def test_a_terminated_contract_is_evaluated_and_its_other_last_days_no_longer_apply() -> None:
    signed = given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT)
    ended = signed.when(TerminateContract(terminated_on=TODAY, reason=WHY))
    waived = [DeadlineWaived(step=INVITE), DeadlineWaived(step=HOLD)]
    ended.then(ContractTerminated(terminated_on=TODAY, reason=WHY), *waived)
    assert open_steps(ended.state) == (EVALUATE,)
    evaluated = ended.when(EvaluateContract(assessment="Avbröts tidigt."))
    assert DeadlineMet(step=EVALUATE, done_on=TODAY) in evaluated.happened


def test_only_a_signed_contract_is_terminated_and_not_before_it_was_signed() -> None:
    terminate = TerminateContract(terminated_on=TODAY, reason=WHY)
    notified().when(terminate).refused("not_signed")
    given(*IN_EVALUATION).when(terminate).refused("only_evaluation_left")
    too_early = terminate.model_copy(update={"terminated_on": SIGNED_ON.replace(day=1)})
    given(*IN_DIALOGUE).when(too_early).refused("terminated_before_signing")


def test_a_supplier_who_does_not_come_still_owes_the_dialogue() -> None:
    absent = given(*IN_DIALOGUE).when(ReportAbsence(absent_on=TODAY))
    absent.then(SupplierAbsent(absent_on=TODAY))
    assert HOLD in open_steps(absent.state)
    before = SIGNED_ON.replace(day=1)
    given(*IN_DIALOGUE).when(ReportAbsence(absent_on=before)).refused("held_before_signing")


def test_a_withdrawn_commitment_is_promised_no_more_and_its_number_is_not_given_again() -> None:
    agreed = given(*IN_COMMITMENT).when(AGREE_COMMITMENT)
    withdrawn = agreed.when(WithdrawCommitment(commitment=1, reason=WHY))
    withdrawn.then(CommitmentWithdrawn(commitment=1, reason=WHY))
    withdrawn.when(ConcludeCommitments()).refused("nothing_possible_needs_reason")
    [again] = [x for x in withdrawn.when(AGREE_COMMITMENT).happened if isinstance(x, CommitmentAgreed)]
    assert again.commitment == 2


def test_withdrawing_the_last_commitment_leaves_only_the_evaluation() -> None:
    delivery = given(*IN_COMMITMENT).when(AGREE_COMMITMENT).when(ConcludeCommitments())
    withdrawn = delivery.when(WithdrawCommitment(commitment=1, reason=WHY))
    waived = [DeadlineWaived(step=step) for step in (PLAN, PLACE, FOLLOW_UP)]
    withdrawn.then(CommitmentWithdrawn(commitment=1, reason=WHY), *waived)
    assert phase_of(withdrawn.state) is Phase.EVALUATION


def test_a_commitment_in_use_is_not_withdrawn() -> None:
    in_use = given(*IN_DELIVERY, started(1, TODAY))
    in_use.when(WithdrawCommitment(commitment=1, reason=WHY)).refused("commitment_in_use")
    in_use.when(WithdrawCommitment(commitment=7, reason=WHY)).refused("unknown_commitment")
    given(*IN_COMMITMENT).when(WithdrawCommitment(commitment=1, reason=WHY)).refused("no_commitment")
    ended = given(*IN_DELIVERY).when(TerminateContract(terminated_on=TODAY, reason=WHY))
    ended.when(WithdrawCommitment(commitment=1, reason=WHY)).refused("commitments_settled")


def test_an_interrupted_placement_frees_its_place() -> None:
    interrupt = InterruptPlacement(placement=1, interrupted_on=TODAY, reason=WHY)
    running = given(*IN_DELIVERY, started(1, TODAY))
    interrupted = running.when(interrupt)
    interrupted.then(PlacementInterrupted(placement=1, interrupted_on=TODAY, reason=WHY))
    assert places_left(interrupted.state, 1) == places_left(running.state, 1) + 1
    again = interrupted.when(StartPlacement(commitment=1, started_on=TODAY))
    again.when(interrupt).refused("already_interrupted")
    again.when(CompletePlacement(placement=1, completed_on=TODAY)).refused("already_interrupted")


def test_only_a_running_placement_is_interrupted_and_not_before_it_started() -> None:
    interrupt = InterruptPlacement(placement=1, interrupted_on=TODAY, reason=WHY)
    given(*IN_DELIVERY).when(interrupt).refused("nothing_running")
    two = given(*IN_DELIVERY, started(1, TODAY), started(2, TODAY))
    done = two.when(CompletePlacement(placement=1, completed_on=TODAY))
    done.when(interrupt).refused("already_completed")
    too_early = interrupt.model_copy(update={"interrupted_on": SIGNED_ON})
    two.when(too_early).refused("completed_before_start")


def test_a_rejected_report_is_asked_for_again() -> None:
    reported = given(*IN_DELIVERY).when(ReportFollowUp(report="Ett kort svar."))
    rejected = reported.when(RejectFollowUp(reason="Antalet saknas."))
    rejected.then(FollowUpRejected(reason="Antalet saknas."))
    rejected.when(ApproveFollowUp()).refused("nothing_reported")
    assert FOLLOW_UP in open_steps(rejected.state)
    given(*IN_DELIVERY).when(RejectFollowUp(reason="?")).refused("nothing_reported")
