"""What holds for every command, whichever it is."""

from collections.abc import Mapping
from datetime import date, time, timedelta

import pytest

from domain.calendar import FIRST_DAY, LAST_DAY
from domain.command import Command
from domain.commands import PEOPLES
from domain.contract import Contract
from domain.decide import actions
from domain.facts import Lot, Organisation, Source
from domain.happened import Happened, fold
from domain.passing_time import LetTimePass
from domain.process import COMMANDS
from domain.process.appeal import CancelAward, RecordAppeal, RecordCourtDecision
from domain.process.award import NotifyAward, SignContract
from domain.process.by_hand import RegisterByHand
from domain.process.candidates import AnswerCandidate, ProposeCandidate
from domain.process.change import ChangeDates, NameSubcontractor, ReplaceSupplier
from domain.process.commitment import ConcludeCommitments, WithdrawCommitment
from domain.process.confirming import ConfirmRecord, DisputeRecord
from domain.process.contract_notice import JoinContractNotice
from domain.process.correction import StrikeEntry
from domain.process.deficiency import DecideDeficiency, RecordDeficiency, ReportRectified
from domain.process.delivery import ConcludeDelivery
from domain.process.dialogue import ReportAbsence
from domain.process.ending import StrikeOff, TerminateContract
from domain.process.evaluation import ContractClosed, EvaluateContract
from domain.process.evidence import ApproveEvidence, HandInEvidence, RejectEvidence, SubmitEvidence
from domain.process.exempt import WaiveStandstill
from domain.process.extension import ExtendLastDay
from domain.process.follow_up import ApproveFollowUp, RejectFollowUp, ReportFollowUp, ReportNothing
from domain.process.follow_up_plan import PlanFollowUp
from domain.process.further_dialogue import RecordFurtherDialogue
from domain.process.hosting import NameHost
from domain.process.invitation import InviteToDialogue
from domain.process.matching import MatchNeed
from domain.process.modification import RecordModification
from domain.process.notice_correction import CorrectFromNotice
from domain.process.option import DeclineOption, NoteOption, TakeOption
from domain.process.outcome import ConcludeOutcomes, RecordOutcome
from domain.process.owner import NameContractOwner
from domain.process.placement import CompletePlacement, InterruptPlacement, StartPlacement
from domain.process.places import ClosePlace
from domain.process.planning import CancelDialogueMeeting, RescheduleDialogue, ScheduleDialogue
from domain.process.preparing import AnswerForms, ProposedTime, ProposeTimes
from domain.process.registration import (
    ConfirmSupplierContact,
    RegisterContract,
    RemoveSupplierContact,
    SupplyDetails,
)
from domain.process.responsibility import AcknowledgeStep, AssignStep, NameDeputy, PassOnStep
from domain.process.revising import ReviseCommitment
from domain.process.secrecy import LiftSecrecyMark, MarkSecret
from domain.process.support import PromiseSupport, ReportSupport
from domain.process.suspension import ResumeContract, SuspendContract
from domain.process.taken_over import CountTimeFrom
from domain.process.triage import ClauseTriaged, TriageClause
from domain.process.undeliverable import NoticeUndeliverable, ReportUndeliverable
from domain.process.workplace_education import PlanWorkplaceEducation
from domain.vocabulary import Clause, Exemption, Measure, Party, Reply
from tests.builders import (
    AGREE_COMMITMENT,
    CLOSED,
    IN_AWARD,
    IN_COMMITMENT,
    IN_DELIVERY,
    IN_DIALOGUE,
    IN_EVALUATION,
    OPEN_PLACE,
    RECORD_DIALOGUE,
    REGISTERED,
    TODAY,
    answers,
    facts,
)
from tests.domain.any_command import NEED
from tests.scenario import given

TOMORROW = TODAY + timedelta(days=1)
ANOTHER = Organisation(name="Nya Städ AB", number="559900-0022", country="SWE")
PEOPLES_COMMANDS = (
    SupplyDetails(contract_number="2026-0118"),
    RegisterByHand(contract_number="2026-0118", title="Städ", suppliers=(ANOTHER,)),
    TriageClause(clause=Clause.DIALOGUE),
    NotifyAward(sent_on=TODAY),
    SignContract(signed_on=TODAY),
    ConfirmSupplierContact(name="Kim Exempel", address="kim@leverantor.example"),
    InviteToDialogue(),
    RECORD_DIALOGUE,
    ConfirmRecord(party=Party.SUPPLIER),
    DisputeRecord(party=Party.SUPPLIER, reason="Antalet är fel."),
    ScheduleDialogue(on=TOMORROW, starts_at=time(13)),
    RescheduleDialogue(on=TOMORROW, starts_at=time(13), reason="Sjukdom."),
    CancelDialogueMeeting(reason="Sjukdom."),
    RecordFurtherDialogue(held_on=TODAY, participants=("leverantör",)),
    AGREE_COMMITMENT,
    ConcludeCommitments(reason="Inget är möjligt just nu."),
    StartPlacement(commitment=1, started_on=TODAY),
    CompletePlacement(placement=1, completed_on=TODAY),
    ConcludeDelivery(reason="Inget mer behov."),
    ReportFollowUp(report="Inget att anmärka."),
    ApproveFollowUp(),
    EvaluateContract(assessment="Väl genomfört."),
    WaiveStandstill(exemption=Exemption.CALL_OFF),
    RecordAppeal(filed_on=TODAY),
    RecordCourtDecision(decided_on=TODAY, stands=True),
    CancelAward(reason="Behovet har fallit bort."),
    StrikeOff(reason="Registrerat två gånger."),
    TerminateContract(terminated_on=TODAY, reason="Väsentligt avtalsbrott."),
    ReportAbsence(absent_on=TODAY),
    WithdrawCommitment(commitment=1, reason="Uppdraget blev mindre."),
    InterruptPlacement(placement=1, interrupted_on=TODAY, reason="Uppdraget tog slut."),
    RejectFollowUp(reason="Antalet saknas."),
    ReviseCommitment(commitment=1, places=1, reason="Uppdraget blev mindre."),
    OPEN_PLACE,
    ClosePlace(place=1, reason="Fel datum."),
    ProposeCandidate(place=1, reference="JC-7F3K2"),
    AnswerCandidate(candidate=1, answer=Reply.ACCEPTED),
    NameHost(placement=1, host=Organisation(name="Hammarö Golv AB")),
    PromiseSupport(commitment=1, what="Handledarutbildning.", by=TODAY),
    MatchNeed(commitment=1, need=NEED),
    ReportSupport(support=1, given_on=TODAY),
    PlanWorkplaceEducation(occupation="Svetsare", places=1, starts_on=TODAY, weeks=8),
    ReportNothing(),
    PlanFollowUp(reports_on=(TOMORROW,)),
    SubmitEvidence(what="Intyg."),
    ApproveEvidence(evidence=1),
    RejectEvidence(evidence=1, reason="Oläsligt."),
    RecordDeficiency(what="Dialogen uteblev.", rectify_by=TOMORROW),
    ReportRectified(rectified_on=TODAY, how="Mötet är hållet."),
    DecideDeficiency(measure=Measure.NONE, reason="Rättad."),
    RecordOutcome(months=3, working=1, studying=0, placed=0, other=0, unknown=0),
    ConcludeOutcomes(reason="Verksamheten är nedlagd."),
    RemoveSupplierContact(contact=1),
    TakeOption(ends_on=date(2030, 1, 1)),
    NoteOption(prolongs_to=date(2030, 1, 1), say_by=date(2028, 1, 31)),
    DeclineOption(reason="Behovet har fallit bort."),
    ChangeDates(ends_on=date(2030, 1, 1), reason="Felskrivet."),
    ReplaceSupplier(suppliers=(ANOTHER,), replaced_on=TODAY, reason="Fusion."),
    NameSubcontractor(organisation=ANOTHER),
    SuspendContract(suspended_on=TODAY, reason="Bygget står stilla."),
    ResumeContract(resumed_on=TODAY),
    StrikeEntry(entry=1, reason="Fel dag."),
    AssignStep(step="hold", person="p-03"),
    AcknowledgeStep(step="hold"),
    PassOnStep(step="hold", to="p-04", reason="Semester."),
    NameDeputy(step="hold", person="p-04"),
    NameContractOwner(person="p-02"),
    MarkSecret(reason="Personuppgifter i en bilaga."),
    LiftSecrecyMark(reason="Bilagan är borttagen."),
    ExtendLastDay(step="hold", last_day=TOMORROW, reason="Sjukdom."),
    CountTimeFrom(count_from=TODAY),
)
UNDELIVERABLE = ReportUndeliverable(kind="reminder", recipient="p-03", attempts=8, reason="550")
OF_NOTICES = (
    CorrectFromNotice(facts=facts()),
    RecordModification(facts=facts()),
    JoinContractNotice(source=Source(kind="eforms", notice_id="N-1"), lots=(Lot(id="LOT-0001"),)),
)
ON_THEIR_OWN_PAGES = (  # the supplier's
    ProposeTimes(times=(ProposedTime(on=TOMORROW, starts_at=time(13)),)),
    AnswerForms(answers=answers()),
    HandInEvidence(what="Intyg."),
)
OUR_OWN = (LetTimePass(), UNDELIVERABLE, *OF_NOTICES, *ON_THEIR_OWN_PAGES)


def test_every_command_has_its_rule() -> None:
    tried = {type(command) for command in (*PEOPLES_COMMANDS, *OUR_OWN)} | {RegisterContract}
    assert tried == {*COMMANDS, LetTimePass}
    assert {type(command) for command in PEOPLES_COMMANDS} == set(PEOPLES)


@pytest.mark.parametrize("command", [*PEOPLES_COMMANDS, *OUR_OWN], ids=lambda command: command.type)
def test_a_contract_that_is_not_on_record_is_unknown(command: Command) -> None:
    if not isinstance(command, RegisterByHand):  # which puts it there
        given().when(command).refused("unknown_contract")


@pytest.mark.parametrize("command", PEOPLES_COMMANDS, ids=lambda command: command.type)
def test_a_closed_contract_takes_no_commands_but_corrections(command: Command) -> None:
    codes = {
        TriageClause: "already_triaged",
        StrikeEntry: "not_correctable",
        RegisterByHand: "registered_already",
        LiftSecrecyMark: "not_marked",
    }
    if not isinstance(command, MarkSecret):  # which does not end with the contract
        given(*CLOSED).when(command).refused(codes.get(type(command), "contract_closed"))


def test_what_has_not_come_yet_is_not_recorded() -> None:
    given(*IN_DIALOGUE).when(RECORD_DIALOGUE.model_copy(update={"held_on": TOMORROW})).refused(
        "in_the_future"
    )
    given(REGISTERED).when(TriageClause(clause=Clause.BONUS), on=TOMORROW).refused("in_the_future")


@pytest.mark.parametrize("day", [date.min, date(1970, 1, 1), date(2100, 1, 1), date.max])
def test_a_day_that_cannot_be_right_is_refused(day: date) -> None:
    given().when(RegisterContract(facts=facts(signed_on=day))).refused("beyond_calendar")
    given(REGISTERED).when(SupplyDetails(ends_on=day)).refused("beyond_calendar")
    given(*IN_COMMITMENT).when(AGREE_COMMITMENT.model_copy(update={"ends_on": day})).refused(
        "beyond_calendar"
    )


@pytest.mark.parametrize("day", [FIRST_DAY, LAST_DAY])
def test_the_calendar_reaches_from_its_first_day_to_its_last(day: date) -> None:
    assert given().when(RegisterContract(facts=facts(signed_on=day))).refusal == ""


def test_a_thing_that_happened_centuries_ago_is_refused() -> None:
    given(*IN_DIALOGUE).when(InviteToDialogue(), on=date.min).refused("beyond_calendar")


def test_a_notice_that_could_not_be_delivered_is_kept_with_the_contract() -> None:
    kept = NoticeUndeliverable(kind="reminder", recipient="p-03", attempts=8, reason="550")
    given(*CLOSED).when(UNDELIVERABLE).then(kept)


ALWAYS = {"supply_details", "confirm_supplier_contact", "strike_off", "name_subcontractor"}
ALWAYS |= {"assign_step", "pass_on_step", "name_contract_owner", "mark_secret"}
CORRECTED = {"strike_entry"}
CHANGED = {
    "take_option",
    "note_option",
    "change_dates",
    "replace_supplier",
    "suspend_contract",
    "record_deficiency",
}
SIGNED = ALWAYS | CORRECTED | CHANGED | {"terminate_contract"}
PROMISE = {"agree_commitment", "plan_workplace_education"}
ALLOWED: Mapping[tuple[Happened, ...], set[str]] = {
    (REGISTERED,): ALWAYS | {"triage_clause"},
    IN_AWARD: ALWAYS | CORRECTED | {"notify_award", "waive_standstill", "cancel_award"},
    IN_DIALOGUE: SIGNED | {"invite_to_dialogue", "record_dialogue", "report_absence"},
    IN_COMMITMENT: SIGNED | PROMISE | {"conclude_commitments", "record_further_dialogue"},
    IN_DELIVERY: SIGNED
    | PROMISE
    | {"match_need", "revise_commitment", "withdraw_commitment"}
    | {"start_placement", "open_place", "promise_support", "conclude_delivery"}
    | {"plan_follow_up", "report_follow_up", "report_nothing", "submit_evidence", "record_further_dialogue"},
    IN_EVALUATION: SIGNED - {"terminate_contract"} | {"evaluate_contract", "submit_evidence"},
    CLOSED: CORRECTED | {"mark_secret"},
}


@pytest.mark.parametrize("past", ALLOWED)
def test_people_see_what_they_can_do_and_why_not_the_rest(past: tuple[Happened, ...]) -> None:
    seen = actions(fold(Contract(), past))
    assert {action.command for action in seen if action.refusal is None} == ALLOWED[past]
    assert len(seen) == len(PEOPLES)


def test_no_clause_is_the_one_end_that_can_be_taken_back() -> None:
    closed = (REGISTERED, ClauseTriaged(clause=Clause.NONE, reason="Köp."), ContractClosed())
    seen = actions(fold(Contract(), closed))
    assert [action.command for action in seen if action.refusal is None] == [
        "triage_clause",
        "strike_entry",
        "mark_secret",
    ]
