"""Which command each step asks for first, and which of the contract's own numbers a form lets one choose."""

from collections.abc import Iterable

import pytest

from domain.command import ChosenFrom, Command
from domain.commands import PEOPLES
from domain.happened import Happened
from domain.process import STEPS
from domain.process.appeal import AppealFiled
from domain.process.award import SIGN, STANDSTILL
from domain.process.candidates import AnswerCandidate
from domain.process.commitment import AGREE, WithdrawCommitment
from domain.process.confirming import CONFIRM
from domain.process.correction import StrikeEntry
from domain.process.deficiency import DECIDE, RECTIFY, DeficiencyFound, DeficiencyRectified
from domain.process.delivery import DeliveryConcluded
from domain.process.dialogue import HOLD, INVITE
from domain.process.ending import ContractTerminated
from domain.process.evaluation import EVALUATE
from domain.process.evidence import ApproveEvidence, EvidenceApproved, EvidenceSubmitted
from domain.process.follow_up_plan import FOLLOW_UP, PLAN, FollowUpPlanned
from domain.process.option import PROLONG, OptionNoted
from domain.process.outcome import OUTCOME, OutcomeRecorded, OutcomesConcluded, RecordOutcome
from domain.process.placement import PLACE, CompletePlacement, StartPlacement
from domain.process.places import ClosePlace, OpenPlace
from domain.process.registration import RemoveSupplierContact, SupplierContactConfirmed
from domain.process.support import ReportSupport, SupportGiven, SupportPromised
from domain.process.triage import TRIAGE
from tests.builders import (
    AGREED,
    AWAITING_SIGNATURE,
    AWARD_NOTIFIED,
    CONCLUDED,
    HELD,
    IN_AWARD,
    IN_COMMITMENT,
    IN_DELIVERY,
    IN_DIALOGUE,
    IN_EVALUATION,
    PLACE_OPENED,
    PROPOSED,
    REGISTERED,
    REPORTED,
    TODAY,
    completed,
    started,
)
from tests.scenario import given

NOTED = OptionNoted(prolongs_to=TODAY, say_by=TODAY)
FOUND = DeficiencyFound(what="Brist.", rectify_by=TODAY)
RECTIFIED = DeficiencyRectified(rectified_on=TODAY, how="Nu.")
ENDED = ContractTerminated(terminated_on=TODAY, reason="Brott.")
SUPPORT = SupportPromised(support=1, commitment=1, departments=("skola",), what="Lön.", by=TODAY)
RECORDED = OutcomeRecorded(months=3, working=1, studying=0, placed=0, other=0, unknown=0)
ONE, BOTH = started(1, TODAY), (started(1, TODAY), started(2, TODAY))
PLACED = (*IN_DELIVERY, *BOTH, completed(1, TODAY), completed(2, TODAY))

ASKS: list[tuple[tuple[Happened, ...], str, str]] = [
    ((REGISTERED,), TRIAGE, "triage_clause"),
    (IN_AWARD, STANDSTILL, "notify_award"),
    ((*IN_AWARD, AWARD_NOTIFIED), STANDSTILL, ""),  # only time has something to do
    ((*IN_AWARD, AWARD_NOTIFIED, AppealFiled(filed_on=TODAY)), STANDSTILL, "record_court_decision"),
    (AWAITING_SIGNATURE, SIGN, "sign_contract"),
    (IN_DIALOGUE, INVITE, "invite_to_dialogue"),
    (IN_DIALOGUE, HOLD, "record_dialogue"),
    ((*IN_DIALOGUE, HELD), CONFIRM, "confirm_record"),
    (IN_COMMITMENT, AGREE, "agree_commitment"),
    (IN_DELIVERY, PLAN, "plan_follow_up"),
    (IN_DELIVERY, PLACE, "start_placement"),
    ((*IN_DELIVERY, ONE), PLACE, "start_placement"),  # one of two promised places
    ((*IN_DELIVERY, *BOTH), PLACE, "complete_placement"),
    (PLACED, PLACE, "start_placement"),
    (IN_DELIVERY, FOLLOW_UP, "report_follow_up"),
    ((*IN_DELIVERY, REPORTED), FOLLOW_UP, "approve_follow_up"),
    ((*IN_DELIVERY, FOUND), RECTIFY, "report_rectified"),
    ((*IN_DELIVERY, FOUND, RECTIFIED), DECIDE, "decide_deficiency"),
    (PLACED, OUTCOME, "record_outcome"),
    (IN_EVALUATION, EVALUATE, "evaluate_contract"),
    ((*IN_DELIVERY, NOTED), PROLONG, "take_option"),
]


@pytest.mark.parametrize(("past", "step", "command"), ASKS)
def test_a_step_asks_first_for(past: tuple[Happened, ...], step: str, command: str) -> None:
    assert STEPS[step].asks(given(*past).state) == command


def test_whatever_a_step_asks_for_is_a_command() -> None:
    known = {command.model_fields["type"].default for command in PEOPLES}
    assert {command for _, _, command in ASKS} - {""} <= known
    assert {step for _, step, _ in ASKS} == set(STEPS)


# What closes undone, and leaves nothing to do
MOOT: list[tuple[tuple[Happened, ...], str, bool]] = [
    (IN_AWARD, SIGN, True),  # an appeal came after all
    (AWAITING_SIGNATURE, SIGN, False),
    ((*AWAITING_SIGNATURE, ENDED), SIGN, False),  # signed anew after a correction, it was signed
    (IN_DIALOGUE, HOLD, False),
    ((*IN_DIALOGUE, ENDED), HOLD, True),
    (IN_DELIVERY, PLACE, False),
    ((*IN_DELIVERY, DeliveryConcluded(reason="Slut.")), PLACE, True),
    ((*IN_COMMITMENT, CONCLUDED), PLACE, True),
    ((*IN_DELIVERY, ENDED), PLACE, True),
    (IN_DELIVERY, FOLLOW_UP, False),
    ((*IN_COMMITMENT, CONCLUDED), FOLLOW_UP, True),
    ((*IN_DELIVERY, ENDED), FOLLOW_UP, True),
    (IN_DELIVERY, PLAN, True),
    ((*IN_DELIVERY, FollowUpPlanned(reports_on=(TODAY,))), PLAN, False),
    ((*IN_DELIVERY, FOUND), RECTIFY, True),
    ((*IN_DELIVERY, FOUND, RECTIFIED), RECTIFY, False),
    ((*IN_DELIVERY, FOUND, RECTIFIED), DECIDE, False),
    ((*IN_DELIVERY, ENDED), DECIDE, False),
    (PLACED, OUTCOME, False),
    ((*PLACED, OutcomesConcluded(reason="Slut.")), OUTCOME, True),
    ((*PLACED, ENDED), OUTCOME, True),
    ((*IN_EVALUATION, ENDED), EVALUATE, False),
    (IN_DELIVERY, PROLONG, False),  # taken, or declined
    ((*IN_DELIVERY, NOTED), PROLONG, True),
]


@pytest.mark.parametrize(("past", "step", "moot"), MOOT)
def test_a_step_that_closed_undone_is_moot_when_nothing_is_left_to_do(
    past: tuple[Happened, ...], step: str, moot: bool
) -> None:
    assert STEPS[step].is_moot(given(*past).state) is moot


@pytest.mark.parametrize(
    ("past", "step", "times"),
    [
        (IN_DELIVERY, FOLLOW_UP, 0),
        (PLACED, OUTCOME, 0),
        ((*PLACED, RECORDED), OUTCOME, 1),
        ((*IN_DELIVERY, FOUND), RECTIFY, 1),
        ((*IN_DELIVERY, FOUND, FOUND), RECTIFY, 2),
        (IN_DIALOGUE, HOLD, 1),
    ],
)
def test_a_step_that_comes_again_counts_its_times(past: tuple[Happened, ...], step: str, times: int) -> None:
    assert STEPS[step].round(given(*past).state) == times


def test_the_days_of_a_step_are_those_of_its_acts() -> None:
    state = given(*IN_DELIVERY, *BOTH, completed(1, TODAY)).state
    assert list(STEPS[PLACE].days(state)) == [TODAY, None]
    assert list(STEPS[CONFIRM].days(given(*IN_COMMITMENT).state)) == [TODAY, TODAY]
    assert list(STEPS[HOLD].days(state)) == []


def test_placing_is_owned_by_whoever_promised_other_steps_by_the_policy() -> None:
    school = AGREED.model_copy(update={"commitment": 2, "departments": ("skola",)})
    state = given(*IN_DELIVERY, school).state
    assert set(STEPS[PLACE].owners(state)) == {"jobbcenter", "skola"}
    assert list(STEPS[HOLD].owners(state)) == []


CONTACTS = [
    SupplierContactConfirmed(contact=number, name="Kim", address="kim@leverantor.example")
    for number in (2, 1)
]
SECOND = AGREED.model_copy(update={"commitment": 2, "places": 1})
TWO = (*IN_DELIVERY, SECOND, started(1, TODAY).model_copy(update={"commitment": 2}))
OPENED = (*IN_DELIVERY, PLACE_OPENED)
CHOICES: list[tuple[type[Command], str, tuple[Happened, ...], list[int]]] = [
    (WithdrawCommitment, "commitment", TWO, [1, 2]),
    (OpenPlace, "commitment", TWO, [1]),  # the second's only place is taken
    (OpenPlace, "commitment", (*IN_DELIVERY, ONE), [1]),
    (StartPlacement, "commitment", (*IN_DELIVERY, *BOTH), []),
    (CompletePlacement, "placement", (*IN_DELIVERY, *BOTH, completed(1, TODAY)), [2]),
    (ClosePlace, "place", OPENED, [1]),
    (AnswerCandidate, "candidate", (*OPENED, PROPOSED), [1]),
    (AnswerCandidate, "candidate", OPENED, []),
    (ReportSupport, "support", (*IN_DELIVERY, SUPPORT), [1]),
    (ReportSupport, "support", (*IN_DELIVERY, SUPPORT, SupportGiven(support=1, given_on=TODAY)), []),
    (ApproveEvidence, "evidence", (*IN_DELIVERY, EvidenceSubmitted(evidence=1, what="Intyg.")), [1]),
    (
        ApproveEvidence,
        "evidence",
        (*IN_DELIVERY, EvidenceSubmitted(evidence=1, what="Intyg."), EvidenceApproved(evidence=1)),
        [],
    ),
    (RecordOutcome, "months", (*PLACED, RECORDED), [6, 12]),
    (RemoveSupplierContact, "contact", (REGISTERED, *CONTACTS), [1, 2]),
    (StrikeEntry, "entry", (REGISTERED,), []),
    (StrikeEntry, "entry", IN_AWARD, [2]),
]


def choices(command: type[Command], field: str, past: Iterable[Happened]) -> list[int]:
    [marked] = [m for m in command.model_fields[field].metadata if isinstance(m, ChosenFrom)]
    return list(marked.numbers(given(*past).state))


@pytest.mark.parametrize(("command", "field", "past", "numbers"), CHOICES)
def test_a_form_lets_one_choose_what_can_be_chosen_now(
    command: type[Command], field: str, past: tuple[Happened, ...], numbers: list[int]
) -> None:
    assert choices(command, field, past) == numbers
