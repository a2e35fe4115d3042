"""An entry that others rest on is struck last. What rests on what: the one that it is about, and no other."""

import pytest

from domain.events import EVENTS
from domain.facts import Organisation
from domain.happened import Happened
from domain.process.appeal import CourtDecided
from domain.process.candidates import CandidateDeclined
from domain.process.commitment import CommitmentWithdrawn
from domain.process.deficiency import DeficiencyDecided, DeficiencyFound, DeficiencyRectified
from domain.process.delivery import DeliveryConcluded
from domain.process.evidence import EvidenceApproved, EvidenceRejected, EvidenceSubmitted
from domain.process.hosting import HostNamed
from domain.process.matching import NeedMatched
from domain.process.placement import PlacementInterrupted
from domain.process.places import PlaceClosed
from domain.process.registration import SupplierContactConfirmed, SupplierContactRemoved
from domain.process.revising import CommitmentRevised
from domain.process.support import SupportGiven, SupportPromised
from domain.vocabulary import Measure
from tests.builders import (
    ACCEPTED,
    AGREED,
    AWARD_NOTIFIED,
    CONCLUDED,
    PLACE_OPENED,
    PROPOSED,
    REGISTERED,
    SIGNED,
    STANDSTILL_ENDED,
    TODAY,
    completed,
    started,
)
from tests.domain.any_command import NEED

FOUND = DeficiencyFound(what="Brist.", rectify_by=TODAY)
SUBMITTED = EvidenceSubmitted(evidence=1, what="Intyg.")
SUPPORT = SupportPromised(support=1, commitment=1, departments=("skola",), what="Handledning.", by=TODAY)
STARTED = started(1, TODAY)
AT_A_PLACE = STARTED.model_copy(update={"place": 1, "commitment": 9})
INTERRUPTED = PlacementInterrupted(placement=1, interrupted_on=TODAY, reason="Slut.")
RESTS: list[tuple[Happened, Happened]] = [
    (STANDSTILL_ENDED, AWARD_NOTIFIED),
    (STANDSTILL_ENDED, CourtDecided(decided_on=TODAY, stands=True)),
    (PROPOSED, PLACE_OPENED),
    (ACCEPTED, PROPOSED),
    (CandidateDeclined(candidate=1), PROPOSED),
    (CommitmentWithdrawn(commitment=1, reason="Mindre uppdrag."), AGREED),
    (CommitmentRevised(**AGREED.model_dump(exclude={"type"}), reason="Större uppdrag."), AGREED),
    (DeliveryConcluded(reason="Inget behov."), CONCLUDED),
    (NeedMatched(commitment=1, need=NEED), AGREED),
    (PLACE_OPENED, AGREED),
    (SUPPORT, AGREED),
    (STARTED, AGREED),
    (AT_A_PLACE, PLACE_OPENED),
    (PlaceClosed(place=1, reason="Fel datum."), PLACE_OPENED),
    (completed(1, TODAY), STARTED),
    (INTERRUPTED, STARTED),
    (HostNamed(placement=1, host=Organisation(name="Golv AB")), STARTED),
    (SupportGiven(support=1, given_on=TODAY), SUPPORT),
    (
        SupplierContactRemoved(contact=1),
        SupplierContactConfirmed(contact=1, name="Kim", address="k@lev.example"),
    ),
    (EvidenceApproved(evidence=1), SUBMITTED),
    (EvidenceRejected(evidence=1, reason="Oläsligt."), SUBMITTED),
    (DeficiencyRectified(rectified_on=TODAY, how="Nu."), FOUND),
    (DeficiencyDecided(measure=Measure.FINE, reason="Så står det."), FOUND),
]
NUMBERS = {
    "CandidateProposed": "candidate",
    "CommitmentAgreed": "commitment",
    "EvidenceSubmitted": "evidence",
    "PlaceOpened": "place",
    "PlacementStarted": "placement",
    "SupportPromised": "support",
}
NUMBERED = [(event, earlier) for event, earlier in RESTS if earlier.type in NUMBERS]
FOUNDATIONS = [AWARD_NOTIFIED, PLACE_OPENED, PROPOSED, AGREED, STARTED, SUPPORT, SUBMITTED, FOUND]


def named(event: Happened) -> str:
    return str(getattr(event, "type", ""))


@pytest.mark.parametrize(("event", "earlier"), RESTS, ids=named)
def test_an_entry_rests_on_the_one_that_it_is_about(event: Happened, earlier: Happened) -> None:
    assert event.rests_on(earlier) is True


@pytest.mark.parametrize(("event", "earlier"), NUMBERED, ids=named)
def test_it_does_not_rest_on_another_of_the_same_kind(event: Happened, earlier: Happened) -> None:
    assert event.rests_on(earlier.model_copy(update={NUMBERS[earlier.type]: 2})) is False


@pytest.mark.parametrize("event", [event for event, _ in RESTS], ids=named)
def test_it_does_not_rest_on_what_only_happens_to_bear_the_same_number(event: Happened) -> None:
    """Place 1, placement 1 and evidence 1 of commitment 1 are four things."""
    about = {type(earlier) for each, earlier in RESTS if type(each) is type(event)}
    others = [*(one for one in FOUNDATIONS if type(one) not in about), REGISTERED, SIGNED]
    assert not any(event.rests_on(other) for other in others)


def test_what_is_not_listed_here_rests_on_nothing() -> None:
    listed = {type(event) for event, _ in RESTS}
    own = {kind for kind in EVENTS if kind.rests_on is not Happened.rests_on}
    assert own == listed
