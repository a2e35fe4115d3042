"""Evidence of what was done: approved, or rejected with a reason and asked for again."""

from uuid import UUID

import pytest

from domain.process.evidence import (
    ApproveEvidence,
    AttachedFile,
    EvidenceApproved,
    EvidenceRejected,
    EvidenceSubmitted,
    HandInEvidence,
    RejectEvidence,
    SubmitEvidence,
)
from tests.builders import IN_DELIVERY, IN_DIALOGUE
from tests.scenario import given

SUBMIT = SubmitEvidence(what="Intyg om två praktikplatser.", diarienummer="KS 2026-114")
SUBMITTED = EvidenceSubmitted(evidence=1, what="Intyg om två praktikplatser.", diarienummer="KS 2026-114")


def test_evidence_is_numbered_and_waits() -> None:
    again = given(*IN_DELIVERY).when(SUBMIT).then(SUBMITTED).when(SUBMIT)
    again.then(SUBMITTED.model_copy(update={"evidence": 2}))


def test_the_supplier_hands_it_in_with_its_files() -> None:
    file = AttachedFile(id=UUID(int=1), digest="kontrollsumma", opens="nyckel")
    handed_in = given(*IN_DELIVERY, SUBMITTED).when(HandInEvidence(what="Intyg.", files=(file,)))
    handed_in.then(EvidenceSubmitted(evidence=2, what="Intyg.", files=(file,)))
    given(*IN_DIALOGUE).when(HandInEvidence(what="Intyg.")).refused("nothing_to_show")


def test_it_is_approved() -> None:
    given(*IN_DELIVERY, SUBMITTED).when(ApproveEvidence(evidence=1)).then(EvidenceApproved(evidence=1))


def test_or_rejected_with_a_reason_and_submitted_again_under_a_number_of_its_own() -> None:
    rejected = given(*IN_DELIVERY, SUBMITTED).when(RejectEvidence(evidence=1, reason="Antalet saknas."))
    again = rejected.then(EvidenceRejected(evidence=1, reason="Antalet saknas.")).when(SUBMIT)
    again.then(SUBMITTED.model_copy(update={"evidence": 2}))


@pytest.mark.parametrize("judge", [ApproveEvidence(evidence=1), RejectEvidence(evidence=1, reason="Nej.")])
def test_what_is_judged_is_judged(judge: ApproveEvidence | RejectEvidence) -> None:
    both = given(*IN_DELIVERY, SUBMITTED, SUBMITTED.model_copy(update={"evidence": 2}))
    both.when(judge).when(judge).refused("evidence_judged")
    given(*IN_DELIVERY).when(judge).refused("no_evidence")


def test_there_is_nothing_to_show_before_something_is_promised() -> None:
    given(*IN_DIALOGUE).when(SUBMIT).refused("nothing_to_show")
