"""What fills a mail: the step it is about, its day, its number, its form. Nothing that belongs to another mail."""

from datetime import date
from typing import Any

import pytest

from domain.facts import Organisation
from domain.happened import Happened, fold
from domain.notice import Notice
from domain.notices import by_route, waits_for_digest
from domain.policy import Person
from domain.process.appeal import AppealFiled, AwardCancelled
from domain.process.award import STANDSTILL
from domain.process.candidates import CandidateDeclined
from domain.process.change import SupplierReplaced
from domain.process.confirming import CONFIRM, RecordDisputed
from domain.process.contract_change import ContractChangeWarned
from domain.process.correction import EntryStruck
from domain.process.deficiency import (
    DECIDE,
    RECTIFY,
    DeficiencyDecided,
    DeficiencyFound,
    DeficiencyRectified,
)
from domain.process.dialogue import HOLD, SupplierAbsent
from domain.process.evidence import EvidenceRejected, EvidenceSubmitted
from domain.process.follow_up import FollowUpRejected, NothingToReport
from domain.process.follow_up_plan import FOLLOW_UP, FollowUpPlanned
from domain.process.further_dialogue import FurtherDialogueHeld
from domain.process.option import OptionTaken
from domain.process.placement import PLACE, PlacementInterrupted
from domain.process.responsibility import DeputyNamed, StepAssigned, StepPassedOn
from domain.process.revising import CommitmentRevised
from domain.process.support import SupportPromised
from domain.process.suspension import ContractResumed, ContractSuspended
from domain.process.undeliverable import NoticeUndeliverable
from domain.step_events import MissWithdrawn
from domain.vocabulary import Form, Measure, Party
from tests.builders import (
    ACCEPTED,
    AGREED,
    AWAITING_SIGNATURE,
    CLOSED,
    HELD,
    IN_DELIVERY,
    PLACE_OPENED,
    POLICY,
    PROPOSED,
    REPORTED,
    SIGN_CONTRACT,
    completed,
    started,
)
from tests.domain.test_who_is_told import OF_THE_MEETING
from tests.scenario import given

DAY, LATER = date(2026, 3, 2), date(2026, 5, 4)
LAST_DAY = date(2026, 3, 30)
RUNNING = given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT).state
PLACING = fold(RUNNING, (*IN_DELIVERY, PLACE_OPENED, PROPOSED))
INTERNSHIPS = {"due": date(2026, 9, 30), "number": 2, "form": Form.INTERNSHIP}
ANOTHER = Organisation(name="Nya Städ AB", number="559900-0022", country="SWE")

SAYS: list[tuple[Happened, dict[str, object]]] = [
    (MissWithdrawn(step=HOLD, done_on=DAY), {"step": HOLD, "due": DAY}),
    (HELD, {"step": HOLD, "due": HELD.held_on}),
    (AGREED, INTERNSHIPS),
    (CommitmentRevised(**AGREED.model_dump(exclude={"type"}), reason="Större."), INTERNSHIPS),
    (PLACE_OPENED, {"due": date(2026, 4, 13), "number": 1, "form": Form.INTERNSHIP}),
    (SupportPromised(support=1, commitment=1, departments=("skola",), what="Lön.", by=DAY), {"due": DAY}),
    (started(7, DAY), {"step": PLACE, "due": DAY, "number": 7}),
    (completed(7, DAY), {"step": PLACE, "due": DAY, "number": 7}),
    (
        PlacementInterrupted(placement=7, interrupted_on=DAY, reason="Slut."),
        {"step": PLACE, "due": DAY, "number": 7},
    ),
    (REPORTED, {"step": FOLLOW_UP}),
    (NothingToReport(), {"step": FOLLOW_UP}),
    (FollowUpRejected(reason="Antal saknas."), {"step": FOLLOW_UP}),
    (FollowUpPlanned(reports_on=(LATER, DAY)), {"step": FOLLOW_UP, "due": DAY}),
    (FollowUpPlanned(reports_on=()), {"step": FOLLOW_UP}),
    (CLOSED[-1], {}),
    (AwardCancelled(reason="Inget behov."), {}),
    (AppealFiled(filed_on=DAY), {"step": STANDSTILL, "due": DAY}),
    (SupplierAbsent(absent_on=DAY), {"step": HOLD, "due": DAY}),
    (RecordDisputed(party=Party.SUPPLIER, reason="Antalet är fel."), {"step": CONFIRM}),
    (NoticeUndeliverable(kind="reminder", recipient="p-03", attempts=8, reason="550"), {"number": 8}),
    (EvidenceSubmitted(evidence=4, what="Intyg."), {"number": 4}),
    (EvidenceRejected(evidence=4, reason="Oläsligt."), {"number": 4}),
    (DeficiencyFound(what="Brist.", rectify_by=DAY), {"step": RECTIFY, "due": DAY}),
    (DeficiencyRectified(rectified_on=DAY, how="Nu."), {"step": DECIDE, "due": DAY}),
    (DeficiencyDecided(measure=Measure.FINE, reason="Så står det."), {"form": Measure.FINE}),
    (
        DeficiencyDecided(measure=Measure.MORE_TIME, reason="Snart klart.", rectify_by=LATER),
        {"form": Measure.MORE_TIME, "due": LATER},
    ),
    (ContractSuspended(suspended_on=DAY, reason="Paus."), {"due": DAY}),
    (ContractResumed(resumed_on=DAY), {"due": DAY}),
    (EntryStruck(entry=3, entries=(3,), reason="Fel dag."), {"number": 3}),
    (StepAssigned(step=HOLD, person="p-03"), {"step": HOLD, "due": LAST_DAY}),
    (StepPassedOn(step=HOLD, person="p-04", reason="Semester."), {"step": HOLD, "due": LAST_DAY}),
    (StepPassedOn(step=HOLD, department="skola", reason="APL."), {"step": HOLD, "due": LAST_DAY}),
    (DeputyNamed(step=HOLD, person="p-03"), {"step": HOLD, "due": LAST_DAY}),
    (OptionTaken(ends_on=LATER), {"due": LATER}),
    (
        SupplierReplaced(replaced_on=DAY, suppliers=(ANOTHER,), dialogue_anew=False, reason="Fusion."),
        {"due": DAY},
    ),
    *((event, {"step": HOLD, "due": DAY}) for event, _ in OF_THE_MEETING),
    (ContractChangeWarned(held_on=DAY), {"due": DAY}),
    (FurtherDialogueHeld(held_on=DAY, participants=("supplier",)), {"due": DAY}),
    (PROPOSED, {"number": 1}),
    (ACCEPTED, {"number": 1}),
    (CandidateDeclined(candidate=1), {"number": 1}),
]


def told(event: Happened) -> list[Notice]:
    return list(event.tells(fold(PLACING, (event,)), POLICY))


@pytest.mark.parametrize(("event", "filled"), SAYS, ids=lambda x: getattr(x, "type", ""))
def test_a_mail_is_filled_with_what_happened_and_nothing_else(
    event: Happened, filled: dict[str, Any]
) -> None:
    notices = told(event) or list(by_route(event, RUNNING, POLICY))
    assert notices
    for notice in notices:
        assert notice == Notice(notice.kind, notice.recipient, notice.departments, **filled)


def test_every_notice_of_one_event_is_of_one_kind_but_for_the_suppliers_receipt() -> None:
    for event, _ in SAYS:
        assert len({notice.kind for notice in told(event)} - {"commitment_receipt"}) <= 1


def test_a_change_of_the_contract_and_a_further_dialogue_have_mails_of_their_own() -> None:
    assert {n.kind for n in told(ContractChangeWarned(held_on=DAY))} == {"contract_change"}
    held = FurtherDialogueHeld(held_on=DAY, participants=("supplier",))
    assert {n.kind for n in told(held)} == {"further_dialogue"}


@pytest.mark.parametrize(
    ("kind", "digest", "waits"),
    [("reminder", True, True), ("reminder", False, False), ("escalation", True, False)],
)
def test_who_wants_one_mail_a_day_still_gets_an_escalation_at_once(
    kind: str, digest: bool, waits: bool
) -> None:
    person: Person = POLICY.people[0].model_copy(update={"digest": digest})
    assert waits_for_digest(kind, person) is waits
    assert waits_for_digest("undeliverable", person) is False


def test_nothing_for_the_supplier_waits_for_a_digest() -> None:
    assert waits_for_digest("dialogue_invitation", None) is False
