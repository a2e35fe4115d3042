"""What each event of promises, places and follow-up changes; nothing else is touched."""

from dataclasses import replace
from typing import Any

import pytest

from domain.contract import Contract, Placement
from domain.happened import Happened
from domain.process.candidates import CandidateDeclined
from domain.process.commitment import CommitmentWithdrawn
from domain.process.deficiency import (
    Deficiency,
    DeficiencyDecided,
    DeficiencyFound,
    DeficiencyRectified,
)
from domain.process.delivery import DeliveryConcluded
from domain.process.evidence import Evidence, EvidenceApproved, EvidenceRejected, EvidenceSubmitted
from domain.process.follow_up import FollowUpRejected, NothingToReport
from domain.process.follow_up_plan import FollowUpPlan, FollowUpPlanned
from domain.process.hosting import HostNamed, Hosts
from domain.process.matching import Matches, NeedMatched
from domain.process.option import Option, OptionTaken
from domain.process.outcome import OutcomeRecorded, Outcomes, OutcomesConcluded
from domain.process.placement import PlacementInterrupted, Terms
from domain.process.places import PlaceClosed, Places
from domain.process.support import Promised, Support, SupportGiven
from domain.vocabulary import Form, Measure
from tests.builders import (
    AGREED,
    APPROVED,
    CONCLUDED,
    REPORTED,
    completed,
    started,
)
from tests.domain.any_command import NEED
from tests.domain.changes import ANOTHER, BUSY, DAY, FRESH, LATER, SUPPORT, Change, changed, told

INTERRUPTED = PlacementInterrupted(placement=1, interrupted_on=LATER, reason="Slut.")
AT_THE_PLACE = started(2, DAY).model_copy(update={"place": 1, "percent": 50})
PROMISED = Promised(1, ("skola",), "Lön.", DAY)
PLACED = Placement(1, Form.INTERNSHIP, DAY)


def places(**changed: Any) -> Places:
    kept = BUSY.of(Places)
    return replace(kept, places={1: replace(kept.places[1], **changed)})


def answered(*, accepted: bool) -> Places:
    kept = BUSY.of(Places)
    return replace(kept, candidates={1: replace(kept.candidates[1], accepted=accepted)})


CHANGES: list[Change] = [
    (BUSY, CandidateDeclined(candidate=1), {Places: answered(accepted=False)}),
    (BUSY, CandidateDeclined(candidate=2), {}),
    (BUSY, PlaceClosed(place=1, reason="Fel."), {Places: places(closed=True)}),
    (BUSY, PlaceClosed(place=2, reason="Fel."), {}),
    (FRESH, AGREED, {"commitments": {1: AGREED}, "commitments_agreed": 1}),
    (BUSY, CommitmentWithdrawn(commitment=1, reason="Mindre."), {"commitments": {}}),
    (BUSY, CommitmentWithdrawn(commitment=2, reason="Mindre."), {}),
    (FRESH, CONCLUDED, {"commitments_concluded": True}),
    (FRESH, DeliveryConcluded(reason="Inget behov."), {"delivery_concluded": True}),
    (BUSY, DeficiencyFound(what="Brist.", rectify_by=LATER), {Deficiency: Deficiency(True, LATER, None, 3)}),
    (
        BUSY,
        DeficiencyRectified(rectified_on=LATER, how="Nu."),
        {Deficiency: Deficiency(True, DAY, LATER, 2)},
    ),
    (
        BUSY,
        DeficiencyDecided(measure=Measure.FINE, reason="Så."),
        {Deficiency: Deficiency(times=2)},
    ),
    (
        BUSY,
        DeficiencyDecided(measure=Measure.MORE_TIME, reason="Så.", rectify_by=LATER),
        {Deficiency: Deficiency(True, LATER, None, 3)},
    ),
    (BUSY, EvidenceSubmitted(evidence=2, what="Intyg."), {Evidence: Evidence({1: None, 2: None})}),
    (BUSY, EvidenceApproved(evidence=1), {Evidence: Evidence({1: True})}),
    (BUSY, EvidenceRejected(evidence=1, reason="Oläsligt."), {Evidence: Evidence({1: False})}),
    (FRESH, REPORTED, {"report_waits": True}),
    (FRESH, NothingToReport(), {"report_waits": True}),
    (BUSY, FollowUpRejected(reason="Antal."), {"report_waits": False}),
    (BUSY, APPROVED, {"report_waits": False, "reports_approved": 3}),
    (
        BUSY,
        FollowUpPlanned(reports_on=(DAY, LATER)),
        {"reports_planned": 4, FollowUpPlan: FollowUpPlan((DAY, LATER), 2, is_current=True)},
    ),
    (
        BUSY,
        OptionTaken(ends_on=LATER),
        {**told(ends_on=LATER), FollowUpPlan: FollowUpPlan((DAY,), 0, is_current=False), Option: Option()},
    ),
    (FRESH, HostNamed(placement=1, host=ANOTHER), {Hosts: Hosts({1: ANOTHER})}),
    (FRESH, NeedMatched(commitment=1, need=NEED), {Matches: Matches({1: NEED})}),
    (
        BUSY,
        OutcomeRecorded(months=6, **dict.fromkeys(("working", "studying", "placed", "other", "unknown"), 0)),
        {Outcomes: Outcomes(frozenset({3, 6}))},
    ),
    (BUSY, OutcomesConcluded(reason="Nedlagt."), {Outcomes: Outcomes(frozenset({3}), concluded=True)}),
    (BUSY, completed(1, LATER), {"placements": {1: replace(PLACED, completed_on=LATER)}}),
    (BUSY, completed(2, LATER), {}),
    (
        BUSY,
        INTERRUPTED,
        {"placements": {1: replace(PLACED, interrupted=True)}, Terms: Terms({1: 100}, {1: LATER})},
    ),
    (
        BUSY,
        INTERRUPTED.model_copy(update={"counts": True}),
        {"placements": {1: replace(PLACED, completed_on=LATER)}, Terms: Terms({1: 100}, {1: LATER})},
    ),
    (
        BUSY,
        AT_THE_PLACE,
        {"placements": {1: PLACED, 2: PLACED}, Terms: Terms({1: 100, 2: 50}), Places: places(placement=2)},
    ),
    (FRESH, SUPPORT, {Support: Support({1: PROMISED})}),
    (FRESH, SupportGiven(support=1, given_on=LATER), {}),
    (
        BUSY,
        SupportGiven(support=1, given_on=LATER),
        {Support: Support({1: replace(PROMISED, given_on=LATER)})},
    ),
]


@pytest.mark.parametrize(("before", "event", "changes"), CHANGES, ids=lambda x: getattr(x, "type", ""))
def test_an_event_of_the_delivery_changes_this_and_nothing_else(
    before: Contract, event: Happened, changes: dict[object, object]
) -> None:
    assert changed(before, event) == changes
