"""Who is told of what. In Karlstad's policy p-01 coordinates, p-02 procures, p-03 is Jobbcenter, p-04 the schools."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain.contract import Contract
from domain.delegations import DelegationGiven, DelegationWithdrawn
from domain.events import EVENTS
from domain.facts import Lot, Organisation, RecruitmentNeed, Source, TimeLimit
from domain.happened import Happened, fold
from domain.needs import NeedRegistered, NeedRevised, NeedWithdrawn
from domain.notice import THE_SUPPLIER, Notice
from domain.notices import notices_for
from domain.policy import THE_DEPARTMENT
from domain.process.appeal import AppealFiled, AwardCancelled, CourtDecided
from domain.process.candidates import CandidateDeclined
from domain.process.change import DatesChanged, SubcontractorNamed, SupplierReplaced
from domain.process.commitment import CommitmentWithdrawn
from domain.process.confirming import RecordDisputed
from domain.process.contract_change import ContractChangeWarned
from domain.process.contract_notice import ContractNoticeJoined
from domain.process.correction import EntryStruck
from domain.process.deficiency import DeficiencyDecided, DeficiencyFound, DeficiencyRectified
from domain.process.delivery import DeliveryConcluded
from domain.process.dialogue import HOLD, SupplierAbsent
from domain.process.ending import ContractStruckOff, ContractTerminated
from domain.process.evaluation import ContractEvaluated
from domain.process.evidence import EvidenceApproved, EvidenceRejected, EvidenceSubmitted
from domain.process.exempt import StandstillWaived
from domain.process.extension import LastDayExtended
from domain.process.follow_up import FollowUpRejected, NothingToReport
from domain.process.follow_up_plan import FollowUpPlanned
from domain.process.further_dialogue import FurtherDialogueHeld
from domain.process.hosting import HostNamed
from domain.process.invitation import DialogueInvited
from domain.process.matching import NeedMatched
from domain.process.meeting import (
    DialogueMeetingCancelled,
    DialogueRescheduled,
    DialogueScheduled,
)
from domain.process.modification import ModificationPublished
from domain.process.notice_correction import NoticeCorrected
from domain.process.option import OptionDeclined, OptionNoted, OptionTaken
from domain.process.outcome import OutcomeRecorded, OutcomesConcluded
from domain.process.owner import ContractOwnerNamed
from domain.process.placement import PLACE, PlacementInterrupted
from domain.process.places import PlaceClosed
from domain.process.preparing import FormsAnswered, ProposedTime, TimesProposed
from domain.process.registration import DetailsSupplied, SupplierContactConfirmed, SupplierContactRemoved
from domain.process.responsibility import DeputyNamed, StepAcknowledged, StepAssigned, StepPassedOn
from domain.process.revising import CommitmentRevised
from domain.process.secrecy import SecrecyMarked, SecrecyMarkLifted
from domain.process.support import SupportGiven, SupportPromised
from domain.process.suspension import ContractResumed, ContractSuspended, DeadlinePaused
from domain.process.undeliverable import NoticeUndeliverable
from domain.reading_back import ReadingTakenBack
from domain.step_events import (
    DeadlineMet,
    DeadlineMissed,
    DeadlineMoved,
    DeadlineWaived,
    DoneAfterDeadline,
    LadderRests,
    MissWithdrawn,
    StepEscalated,
    StepOpened,
    StepReminded,
)
from domain.vocabulary import Answer, Exemption, Form, Measure, Party, Role, TimeUnit
from tests.builders import (
    ACCEPTED,
    AGREED,
    APPROVED,
    AWAITING_SIGNATURE,
    AWARD_NOTIFIED,
    CLOSED,
    CONCLUDED,
    CONFIRMED,
    HELD,
    IN_DELIVERY,
    PLACE_OPENED,
    POLICY,
    PROPOSED,
    REGISTERED,
    REPORTED,
    SIGN_CONTRACT,
    SIGNED,
    STANDSTILL_ENDED,
    TODAY,
    TRIAGED,
    answers,
    completed,
    started,
)
from tests.domain.any_command import NEED
from tests.domain.test_rules_of_adopting_a_policy import ADOPTED
from tests.domain.test_rules_of_erasing import OF_ERASING
from tests.domain.test_rules_of_importing import IMPORT, OF_AN_IMPORT
from tests.domain.test_rules_of_joining import OF_JOINING
from tests.domain.test_rules_of_recovery import OF_RECOVERY
from tests.domain.test_rules_of_takeover import OF_A_TAKEOVER
from tests.scenario import given

HOLD_RUNS = given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT).state
HOLD_BY = date(2026, 3, 30)
NOW = datetime(2026, 3, 31, 6, tzinfo=UTC)
LATE = timedelta()


def told(event: Happened, state: Contract = HOLD_RUNS) -> list[Notice]:
    return list(notices_for(event, state, POLICY))


def people(notice: Notice) -> list[str]:
    return [person.id for person in POLICY.people_for(notice.recipient, notice.departments)]


def escalated(*recipients: str) -> StepEscalated:
    return StepEscalated(step=HOLD, rung=1, recipients=recipients, planned_at=NOW, late_by=LATE)


UNDELIVERABLE = NoticeUndeliverable(kind="reminder", recipient="p-03", attempts=8, reason="550")
REVISED = CommitmentRevised(**AGREED.model_dump(exclude={"type"}), reason="Större uppdrag.")
SUPPORT = SupportPromised(support=1, commitment=1, departments=("jobbcenter",), what="Handledning.", by=TODAY)
MOVED_BY_POLICY = DeadlineMoved(step=HOLD, was=HOLD_BY, policy="karlstad 0123abcd", reason="Klämdag.")
BACK = ReadingTakenBack(importing=IMPORT, entries=(1,), reason="Fel fil.")
TELLS: list[tuple[Happened, str, list[str]]] = [
    (StepOpened(step=HOLD, departments=("klk",)), "step_opened", ["p-01", "p-02"]),
    (StepReminded(step=HOLD, number=1, planned_at=NOW), "reminder", ["p-01", "p-02"]),
    (MissWithdrawn(step=HOLD, done_on=TODAY), "miss_withdrawn", ["p-01"]),
    (MOVED_BY_POLICY, "last_day_moved", ["p-01", "p-02"]),
    (
        LastDayExtended(step=HOLD, last_day=TODAY, reason="Sjukdom."),
        "last_day_extended",
        ["p-01", "p-02"],
    ),
    (HELD, "dialogue_held", ["p-03"]),
    (PLACE_OPENED, "place_opened", ["p-03"]),
    (SUPPORT, "support_promised", ["p-03"]),
    (started(1, TODAY), "placement_started", ["p-01"]),
    (completed(1, TODAY), "placement_completed", ["p-01"]),
    (REPORTED, "follow_up_reported", ["p-01", "p-02"]),
    (CLOSED[-1], "contract_closed", ["p-01"]),
    (AwardCancelled(reason="Inget behov."), "contract_closed", ["p-01"]),
    (ContractStruckOff(reason="Dubblett."), "contract_closed", ["p-01"]),
    (AppealFiled(filed_on=TODAY), "appeal_filed", ["p-01"]),
    (SupplierAbsent(absent_on=TODAY), "supplier_absent", ["p-01"]),
    (TimesProposed(times=(ProposedTime(on=TODAY, starts_at=time(13)),)), "times_proposed", ["p-01"]),
    (FormsAnswered(answers=answers()), "forms_answered", ["p-01"]),
    (RecordDisputed(party=Party.SUPPLIER, reason="Antalet är fel."), "record_disputed", ["p-01"]),
    (
        PlacementInterrupted(placement=1, interrupted_on=TODAY, reason="Slut."),
        "placement_interrupted",
        ["p-01"],
    ),
    (
        PlacementInterrupted(placement=1, interrupted_on=TODAY, reason="Slut.", counts=True),
        "placement_counts",
        ["p-01"],
    ),
    (FollowUpRejected(reason="Antalet saknas."), "follow_up_rejected", ["p-01", "p-02"]),
    (UNDELIVERABLE, "undeliverable", ["p-01"]),
    (NothingToReport(), "follow_up_reported", ["p-01", "p-02"]),
    (EvidenceSubmitted(evidence=1, what="Intyg."), "evidence_submitted", ["p-01", "p-02"]),
    (DeficiencyRectified(rectified_on=TODAY, how="Nu."), "deficiency_rectified", ["p-01"]),
    (ContractSuspended(suspended_on=TODAY, reason="Paus."), "contract_suspended", ["p-01"]),
    (ContractResumed(resumed_on=TODAY), "contract_resumed", ["p-01"]),
    (EntryStruck(entry=3, entries=(3,), reason="Fel dag."), "entry_struck", ["p-01"]),
    (BACK, "entry_struck", ["p-01"]),
    (StepAssigned(step=HOLD, person="p-03"), "step_assigned", ["p-03"]),
    (StepPassedOn(step=HOLD, person="p-04", reason="Semester."), "step_passed_on", ["p-04"]),
    (StepPassedOn(step=HOLD, department="skola", reason="APL."), "step_passed_on", ["p-04"]),
    (DeputyNamed(step=HOLD, person="p-03"), "deputy_named", ["p-03"]),
    (ContractOwnerNamed(person="p-02"), "contract_owner_named", ["p-02"]),
    (escalated("department"), "escalation", ["p-01", "p-02"]),
    (escalated("coordinator"), "escalation", ["p-01"]),
    (escalated("head_of_unit"), "escalation", ["p-05"]),
]
INVITED = DialogueInvited(meeting_on=TODAY)
NEEDED = NeedRegistered(
    occupation="Städare",
    form=Form.INTERNSHIP,
    number=3,
    starts_on=TODAY,
    ends_on=HOLD_BY,
    department="jobbcenter",
)
DELEGATED = DelegationGiven(delegation=1, person="p-01", deputy="p-02", first_day=TODAY, last_day=HOLD_BY)
DECLINED = CandidateDeclined(candidate=1)
ANOTHER = Organisation(name="Nya Städ AB", number="559900-0025", country="SWE")
ANOTHER = Organisation(name="Nya Städ AB", number="559900-0022", country="SWE")
REPLACED = SupplierReplaced(replaced_on=TODAY, suppliers=(ANOTHER,), dialogue_anew=False, reason="Fusion.")
OF_A_NOTICE = Source(kind="eforms", notice_id="N-2")
MODIFIED = ModificationPublished(source=OF_A_NOTICE, amendments=())
NOTICE_CORRECTED = NoticeCorrected(source=OF_A_NOTICE, facts=REGISTERED.facts)
JOINED = ContractNoticeJoined(source=OF_A_NOTICE, lots=(Lot(id="LOT-0001", performance_terms="Dialog."),))
# event → kind, and to whom each of its notices goes
TELLS_SEVERAL: list[tuple[Happened, str, list[str]]] = [
    (FollowUpPlanned(reports_on=(TODAY,)), "follow_up_planned", [THE_SUPPLIER, Role.COORDINATOR]),
    (DeficiencyFound(what="Brist.", rectify_by=TODAY), "deficiency_found", [THE_SUPPLIER, Role.COORDINATOR]),
    (
        DeficiencyDecided(measure=Measure.FINE, reason="Så står det."),
        "deficiency_decided",
        [THE_SUPPLIER, Role.COORDINATOR],
    ),
    (EvidenceRejected(evidence=1, reason="Oläsligt."), "evidence_rejected", [THE_SUPPLIER]),
    (OptionDeclined(reason="Inget behov."), "option_declined", [THE_SUPPLIER, Role.COORDINATOR]),
    (OptionTaken(ends_on=TODAY), "option_taken", [Role.COORDINATOR, Role.PROCUREMENT_OFFICER]),
    (REPLACED, "supplier_replaced", [Role.COORDINATOR, Role.PROCUREMENT_OFFICER]),
    (MODIFIED, "contract_modified", [Role.PROCUREMENT_OFFICER, Role.COORDINATOR]),
    (NOTICE_CORRECTED, "notice_corrected", [Role.COORDINATOR, Role.PROCUREMENT_OFFICER]),
]
AT_ONE = {"on": TODAY, "starts_at": time(13), "minutes": 60, "meeting": 1}
PLANNED = DialogueScheduled.model_validate(AT_ONE)
OF_THE_MEETING: list[tuple[Happened, str]] = [
    (PLANNED, "meeting_planned"),
    (
        DialogueRescheduled.model_validate(AT_ONE | {"sequence": 1, "reason": "Sjukdom."}),
        "meeting_moved",
    ),
    (
        DialogueMeetingCancelled.model_validate(AT_ONE | {"sequence": 2, "reason": "Sjukdom."}),
        "meeting_cancelled",
    ),
]
CHANGED = ContractChangeWarned(held_on=TODAY)
FURTHER = FurtherDialogueHeld(held_on=TODAY, participants=("supplier",))
OF_A_PROMISE: list[tuple[Happened, str, list[str]]] = [
    (AGREED, "commitment_agreed", ["p-03"]),
    (AGREED.model_copy(update={"departments": ("skola",)}), "commitment_agreed", ["p-04"]),
    (REVISED, "commitment_revised", ["p-03"]),
]
CONTACT = SupplierContactConfirmed(contact=2, name="Kim", address="kim@leverantor.example")
OF_SEVERAL = [
    *(event for event, _, _ in OF_A_PROMISE),
    INVITED,
    CONTACT,
    *(event for event, _ in OF_THE_MEETING),
    CHANGED,
    FURTHER,
    PROPOSED,
    ACCEPTED,
    DECLINED,
]
SILENT = [
    REGISTERED,
    SecrecyMarked(reason="Personuppgifter i en bilaga."),
    SecrecyMarkLifted(reason="Bilagan är borttagen."),
    *OF_AN_IMPORT,
    *OF_A_TAKEOVER,
    *OF_JOINING,
    *OF_ERASING,
    *OF_RECOVERY,
    StepAcknowledged(step=HOLD, person="p-03", acknowledged_on=TODAY),
    DetailsSupplied(facts=REGISTERED.facts),
    TRIAGED,
    AWARD_NOTIFIED,
    STANDSTILL_ENDED,
    SIGNED,
    CONFIRMED[0],
    CONCLUDED,
    StandstillWaived(exemption=Exemption.CALL_OFF),
    CourtDecided(decided_on=TODAY, stands=True),
    ContractTerminated(terminated_on=TODAY, reason="Avtalsbrott."),
    CommitmentWithdrawn(commitment=1, reason="Mindre uppdrag."),
    DeliveryConcluded(reason="Inget mer behov."),
    PlaceClosed(place=1, reason="Fel datum."),
    HostNamed(placement=1, host=Organisation(name="Hammarö Golv AB")),
    NeedMatched(commitment=1, need=NEED),
    NEEDED,
    NeedRevised(**NEEDED.model_dump(exclude={"type"})),
    NeedWithdrawn(reason="Fylld på annat håll."),
    ADOPTED,
    SupportGiven(support=1, given_on=TODAY),
    APPROVED,
    ContractEvaluated(assessment="Väl genomfört."),
    HOLD_RUNS.deadlines[HOLD].plan,
    DeadlineMet(step=HOLD, done_on=TODAY),
    DeadlineWaived(step=HOLD),
    DoneAfterDeadline(step=HOLD, done_on=TODAY),
    DELEGATED,
    DelegationWithdrawn(delegation=1),
    LadderRests(step=HOLD, until=TODAY),
    DeadlineMissed(step=HOLD, due=HOLD_BY, noticed_late_by=LATE),  # its first rung tells
    DeadlineMoved(step=HOLD, was=HOLD_BY),  # what moved it tells
    DeadlinePaused(step=HOLD, unused=TimeLimit(number=3, unit=TimeUnit.DAYS)),
    EvidenceApproved(evidence=1),
    OutcomeRecorded(months=3, working=1, studying=0, placed=0, other=0, unknown=0),
    OutcomesConcluded(reason="Nedlagt."),
    DatesChanged(starts_on=None, ends_on=TODAY, reason="Felskrivet."),
    SupplierContactRemoved(contact=1),
    OptionNoted(prolongs_to=TODAY, say_by=TODAY),  # its step tells
    SubcontractorNamed(organisation=ANOTHER),
    JOINED,
]


@pytest.mark.parametrize(("event", "kind", "ids"), TELLS)
def test_the_right_people_are_told(event: Happened, kind: str, ids: list[str]) -> None:
    [notice] = told(event)
    assert (notice.kind, people(notice)) == (kind, ids)


@pytest.mark.parametrize("event", SILENT, ids=lambda event: event.type)
def test_nobody_is_written_to_for_nothing(event: Happened) -> None:
    assert told(event) == []


@pytest.mark.parametrize(("event", "kind", "recipients"), TELLS_SEVERAL)
def test_several_are_told(event: Happened, kind: str, recipients: list[str]) -> None:
    assert [(notice.kind, notice.recipient) for notice in told(event)] == [(kind, r) for r in recipients]


@pytest.mark.parametrize(("event", "kind", "ids"), OF_A_PROMISE)
def test_of_a_promise_the_department_is_told_and_the_supplier_has_a_receipt(
    event: Happened, kind: str, ids: list[str]
) -> None:
    department, supplier = told(event)
    assert (department.kind, people(department)) == (kind, ids)
    assert (supplier.kind, supplier.recipient) == ("commitment_receipt", THE_SUPPLIER)
    assert (supplier.form, supplier.number, supplier.due) == (AGREED.form, AGREED.places, AGREED.ends_on)


def test_once_both_have_confirmed_the_record_both_have_a_receipt() -> None:
    first, second = CONFIRMED
    assert told(first, fold(HOLD_RUNS, (HELD, first))) == []
    both = told(second, fold(HOLD_RUNS, (HELD, first, second)))
    assert both == [Notice("record_receipt", THE_SUPPLIER), Notice("record_receipt", Role.COORDINATOR)]


def test_every_event_is_one_that_tells_or_one_that_does_not() -> None:
    considered = {
        type(event) for event in (*(each for each, _, _ in (*TELLS, *TELLS_SEVERAL)), *SILENT, *OF_SEVERAL)
    }
    assert considered == set(EVENTS)


def test_the_supplier_is_told_that_somebody_is_proposed_but_not_by_which_reference() -> None:
    [proposed] = told(PROPOSED)
    assert (proposed.kind, proposed.recipient) == ("candidate_proposed", THE_SUPPLIER)
    assert PROPOSED.reference not in str(proposed)


@pytest.mark.parametrize(("event", "kind"), OF_THE_MEETING)
def test_of_the_meeting_the_supplier_the_coordinator_and_the_departments_are_told(
    event: Happened, kind: str
) -> None:
    supplier, coordinator, departments = told(event)
    assert supplier == Notice(kind, THE_SUPPLIER, (), HOLD, TODAY)
    assert people(coordinator) == ["p-01"]
    assert people(departments) == ["p-01", "p-02", "p-03", "p-04"]
    assert {notice.kind for notice in (coordinator, departments)} == {kind}


def test_an_invitation_with_a_time_is_one_mail_that_of_the_meeting() -> None:
    with_a_time = fold(HOLD_RUNS, (INVITED, PLANNED))
    assert told(INVITED, with_a_time) == []


def test_of_a_possible_change_of_the_contract_those_who_know_it_are_told() -> None:
    assert [people(notice) for notice in told(CHANGED)] == [["p-02"], ["p-01"]]


def test_of_a_further_dialogue_the_departments_of_the_promises_are_told() -> None:
    assert told(FURTHER) == []
    [notice] = told(FURTHER, fold(Contract(), IN_DELIVERY))
    assert people(notice) == ["p-03"]


def test_of_whom_the_supplier_needs_the_department_for_employment_is_told() -> None:
    needs = (RecruitmentNeed(occupation="städare", number=2),)
    none = answers(answer=Answer.NOT_POSSIBLE, number=None, reason="Uppsägningar pågår.")
    [first] = told(HELD.model_copy(update={"answers": none, "needs": needs}))
    [further] = told(FURTHER.model_copy(update={"needs": needs}))
    assert first.departments == further.departments == (POLICY.forms[Form.EMPLOYMENT],)


def test_the_supplier_is_told_of_the_meeting_only() -> None:
    assert told(INVITED) == [Notice("dialogue_invitation", THE_SUPPLIER, (), HOLD, TODAY)]
    others = [notice for event in (*(e for e, _, _ in TELLS), CHANGED, FURTHER) for notice in told(event)]
    assert not any(notice.recipient == THE_SUPPLIER for notice in others)


@pytest.mark.parametrize(
    ("answered", "kind"), [(ACCEPTED, "candidate_accepted"), (DECLINED, "candidate_declined")]
)
def test_the_suppliers_answer_goes_to_the_department_that_proposed(answered: Happened, kind: str) -> None:
    state = fold(Contract(), (*IN_DELIVERY, PLACE_OPENED, PROPOSED, answered))
    [notice] = told(answered, state)
    assert (notice.kind, people(notice), notice.number) == (kind, ["p-03"], 1)
    assert PROPOSED.reference not in str(notice)


@pytest.mark.parametrize("event", [TELLS[0][0], TELLS[1][0], escalated("coordinator")])
def test_a_notice_of_a_step_says_its_last_day(event: Happened) -> None:
    [notice] = told(event)
    assert (notice.step, notice.due) == (HOLD, HOLD_BY)


def test_a_rung_calls_each_of_its_recipients() -> None:
    both = told(escalated("coordinator", "head_of_unit"))
    assert [notice.recipient for notice in both] == [Role.COORDINATOR, Role.HEAD_OF_UNIT]
    assert {notice.number for notice in both} == {1}


def test_placing_is_the_matter_of_the_departments_of_the_promised_forms() -> None:
    school = AGREED.model_copy(update={"commitment": 2, "departments": ("skola",)})
    state = fold(Contract(), (*IN_DELIVERY, school))
    [reminder] = told(StepReminded(step=PLACE, number=1, planned_at=NOW), state)
    assert people(reminder) == ["p-03", "p-04"]


def test_the_dialogues_outcome_goes_to_the_departments_whose_forms_were_not_turned_down() -> None:
    changed = {Form.APPRENTICESHIP: Answer.LATER}
    both = tuple(a.model_copy(update={"answer": changed.get(a.form, a.answer)}) for a in answers())
    [notice] = told(HELD.model_copy(update={"answers": both}))
    assert notice.departments == ("jobbcenter", "skola")


def test_a_contact_is_invited_alone() -> None:
    assert told(CONTACT) == [Notice("contact_invited", "contact:2")]


def test_a_dialogue_that_led_nowhere_is_nobodys_matter() -> None:
    none = answers(answer=Answer.NOT_POSSIBLE, number=None, reason="Uppsägningar pågår.")
    assert told(HELD.model_copy(update={"answers": none})) == []


def test_a_notice_that_says_a_notice_did_not_arrive_is_not_followed_by_another() -> None:
    assert told(UNDELIVERABLE.model_copy(update={"kind": "undeliverable"})) == []


def test_the_department_means_those_who_work_its_cases_not_its_head() -> None:
    [notice] = told(TELLS[0][0])
    assert notice.recipient == THE_DEPARTMENT
    assert "p-05" not in people(notice)
