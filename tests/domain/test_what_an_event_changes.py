"""What each event until the promises, or of the contract as a whole, changes; nothing else is touched."""

from dataclasses import replace
from datetime import time

import pytest

from domain.contract import Contract
from domain.facts import StepLimit, TimeLimit
from domain.happened import Happened
from domain.process.appeal import AppealFiled, AwardCancelled, CourtDecided, InCourt
from domain.process.change import DatesChanged, SupplierReplaced
from domain.process.confirming import Dispute, RecordDisputed
from domain.process.contract_change import ContractChanges, ContractChangeWarned
from domain.process.ending import ContractStruckOff, ContractTerminated
from domain.process.exempt import StandstillWaived
from domain.process.invitation import DialogueInvited
from domain.process.meeting import DialogueMeetingCancelled, Meetings
from domain.process.registration import SupplierContactConfirmed
from domain.process.responsibility import DeputyNamed, StepAcknowledged, StepAssigned, StepPassedOn
from domain.process.suspension import ContractResumed, ContractSuspended, DeadlinePaused, Suspension
from domain.process.triage import ClauseTriaged
from domain.responsible import Responsibility, Responsible
from domain.vocabulary import Clause, Exemption, Party, Sanction, TimeUnit
from tests.builders import (
    AWARD_NOTIFIED,
    CLOSED,
    CONFIRMED,
    STANDSTILL_ENDED,
)
from tests.domain.changes import ANOTHER, BUSY, DAY, FRESH, HOLD, LATER, UNUSED, Change, changed, told

CALLED_OFF = DialogueMeetingCancelled(
    on=DAY, starts_at=time(13), minutes=60, meeting=3, sequence=4, reason="Sjukdom."
)
LIMIT = StepLimit(step=HOLD, limit=TimeLimit(number=5, unit=TimeUnit.DAYS))
REPLACED = SupplierReplaced(replaced_on=LATER, suppliers=(ANOTHER,), dialogue_anew=False, reason="Fusion.")


def named(department: str) -> Responsibility:
    return Responsibility({HOLD: Responsible(department=department)})


CHANGES: list[Change] = [
    (FRESH, AWARD_NOTIFIED, {"award_notified": AWARD_NOTIFIED}),
    (FRESH, STANDSTILL_ENDED, {"standstill_ended": True}),
    (
        FRESH,
        StandstillWaived(exemption=Exemption.CALL_OFF),
        {"standstill_ended": True, "standstill_waived": True},
    ),
    (FRESH, AppealFiled(filed_on=DAY), {"appealed": True, InCourt: InCourt(DAY)}),
    (
        replace(BUSY, appealed=False),
        AppealFiled(filed_on=DAY),
        {
            "appealed": True,
            "court_decided_on": None,
            "standstill_ended": False,
            "standstill_waived": False,
            InCourt: InCourt(DAY),
        },
    ),
    (BUSY, CourtDecided(decided_on=LATER, stands=True), {"appealed": False, "court_decided_on": LATER}),
    (BUSY, CourtDecided(decided_on=LATER, stands=False), {"appealed": False, "award_notified": None}),
    (FRESH, AwardCancelled(reason="Inget behov."), {"closed": True, "void": True}),
    (FRESH, ContractStruckOff(reason="Dubblett."), {"closed": True, "void": True}),
    (FRESH, CLOSED[-1], {"closed": True}),
    (
        BUSY,
        ContractTerminated(terminated_on=DAY, reason="Brott."),
        {"terminated": True, "suspended_on": None},
    ),
    (
        FRESH,
        ContractSuspended(suspended_on=DAY, reason="Paus."),
        {"suspended_on": DAY, Suspension: Suspension()},
    ),
    (BUSY, ContractResumed(resumed_on=DAY), {"suspended_on": None, Suspension: Suspension()}),
    (
        BUSY,
        DeadlinePaused(step="sign", unused=UNUSED),
        {Suspension: Suspension({HOLD: UNUSED, "sign": UNUSED})},
    ),
    (BUSY, DatesChanged(starts_on=DAY, ends_on=LATER, reason="Fel."), told(starts_on=DAY, ends_on=LATER)),
    (BUSY, DatesChanged(starts_on=None, ends_on=LATER, reason="Fel."), told(ends_on=LATER)),
    (Contract(), DatesChanged(starts_on=DAY, ends_on=LATER, reason="Fel."), {}),
    (Contract(), REPLACED, {}),
    (BUSY, REPLACED, {**told(suppliers=(ANOTHER,)), "contacts": frozenset()}),
    (
        BUSY,
        REPLACED.model_copy(update={"dialogue_anew": True}),
        {
            **told(suppliers=(ANOTHER,)),
            "contacts": frozenset(),
            "replaced_on": LATER,
            "invited": False,
            "meeting_on": None,
            "held": None,
            "confirmed_on": {},
            "commitments_concluded": False,
            Meetings: replace(BUSY.of(Meetings), planned=None),
        },
    ),
    (FRESH, CONFIRMED[0], {"confirmed_on": {CONFIRMED[0].party: CONFIRMED[0].confirmed_on}}),
    (
        BUSY,
        RecordDisputed(party=Party.SUPPLIER, reason="Fel antal."),
        {"confirmed_on": {}, Dispute: Dispute(Party.SUPPLIER, "Fel antal.", 1)},
    ),
    (FRESH, ContractChangeWarned(held_on=DAY), {ContractChanges: ContractChanges(frozenset({DAY}))}),
    (FRESH, DialogueInvited(meeting_on=DAY), {"invited": True, "meeting_on": DAY}),
    (BUSY, CALLED_OFF, {"meeting_on": None, Meetings: Meetings(None, 3, 4)}),
    (
        BUSY,
        SupplierContactConfirmed(contact=2, name="Kim", address="kim@leverantor.example"),
        {"contacts": frozenset({1, 2}), "contacts_known": 2},
    ),
    (
        FRESH,
        StepAssigned(step=HOLD, person="p-02"),
        {Responsibility: Responsibility({HOLD: Responsible("p-02")})},
    ),
    (FRESH, StepPassedOn(step=HOLD, department="skola", reason="APL."), {Responsibility: named("skola")}),
    (FRESH, DeputyNamed(step=HOLD, person="p-02"), {}),
    (
        BUSY,
        DeputyNamed(step=HOLD, person="p-02"),
        {Responsibility: Responsibility({HOLD: Responsible("p-01", deputy="p-02")})},
    ),
    (
        BUSY,
        StepAcknowledged(step=HOLD, person="p-01", acknowledged_on=DAY),
        {Responsibility: Responsibility({HOLD: Responsible("p-01", acknowledged_on=DAY)})},
    ),
    (
        replace(BUSY, closed=True),
        ClauseTriaged(clause=Clause.DIALOGUE),
        {"closed": False, "count_from": None, "time_limits": {}, "sanctions": frozenset()},
    ),
    (
        FRESH,
        ClauseTriaged(
            clause=Clause.DIALOGUE, count_from=DAY, time_limits=(LIMIT,), sanctions=(Sanction.FINE,)
        ),
        {
            "clause": Clause.DIALOGUE,
            "count_from": DAY,
            "time_limits": {HOLD: LIMIT},
            "sanctions": frozenset({Sanction.FINE}),
        },
    ),
]


@pytest.mark.parametrize(("before", "event", "changes"), CHANGES, ids=lambda x: getattr(x, "type", ""))
def test_an_event_changes_this_and_nothing_else(
    before: Contract, event: Happened, changes: dict[object, object]
) -> None:
    assert changed(before, event) == changes
