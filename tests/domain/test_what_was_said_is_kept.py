"""Every field that a command asks for is in the event that it leads to, as it was said."""

from datetime import date, time

import pytest

from domain.command import Command
from domain.facts import Organisation, RecruitmentNeed, StepLimit, TimeLimit
from domain.happened import Happened
from domain.process.appeal import CancelAward, RecordAppeal
from domain.process.award import NotifyAward
from domain.process.candidates import ProposeCandidate
from domain.process.change import ChangeDates, ReplaceSupplier
from domain.process.commitment import AgreeCommitment
from domain.process.deficiency import DecideDeficiency, DeficiencyFound, RecordDeficiency, ReportRectified
from domain.process.dialogue import RecordDialogue
from domain.process.evidence import SubmitEvidence
from domain.process.follow_up import ReportFollowUp
from domain.process.follow_up_plan import PlanFollowUp
from domain.process.further_dialogue import RecordFurtherDialogue
from domain.process.invitation import DialogueInvited
from domain.process.outcome import RecordOutcome
from domain.process.placement import InterruptPlacement, StartPlacement
from domain.process.planning import RescheduleDialogue, ScheduleDialogue
from domain.process.registration import SupplyDetails
from domain.process.revising import ReviseCommitment
from domain.process.support import PromiseSupport
from domain.process.triage import TriageClause
from domain.vocabulary import Chapter, Clause, Form, Measure, Role, Sanction, TimeUnit, Unit
from tests.builders import (
    APPROVED,
    IN_AWARD,
    IN_COMMITMENT,
    IN_DELIVERY,
    IN_DIALOGUE,
    OPEN_PLACE,
    PLACE_OPENED,
    REGISTERED,
    REPORTED,
    TODAY,
    answers,
    completed,
    started,
)
from tests.scenario import given

LATER, LONG_AGO = date(2026, 6, 1), date(2025, 11, 3)
LIMIT = StepLimit(step="hold", limit=TimeLimit(number=5, unit=TimeUnit.DAYS), clause_point="7.2")
NEEDS = (RecruitmentNeed(occupation="städare", number=2),)
ANOTHER = Organisation(name="Nya Städ AB", number="559900-0022", country="SWE")
AT_ONE = {"starts_at": time(13), "minutes": 45, "place": "Rådhuset", "host": Role.PROCUREMENT_OFFICER}
FOUND = DeficiencyFound(what="Brist.", rectify_by=TODAY)
DELIVERED = (
    *IN_DELIVERY,
    started(1, TODAY),
    started(2, TODAY),
    completed(1, LONG_AGO),
    completed(2, LONG_AGO),
)

SAID: list[tuple[tuple[Happened, ...], Command]] = [
    (
        (REGISTERED,),
        TriageClause(
            clause=Clause.DIALOGUE,
            reason="Städning.",
            count_from=LATER,
            time_limits=(LIMIT,),
            sanctions=(Sanction.FINE,),
            chapter=Chapter.BELOW_THRESHOLD,
            full_time_months=7,
        ),
    ),
    ((REGISTERED,), TriageClause(clause=Clause.NONE, reason="Varor.")),
    (IN_AWARD, NotifyAward(sent_on=TODAY, electronically=False)),
    ((*IN_AWARD, *given(*IN_AWARD).when(NotifyAward(sent_on=TODAY)).happened), CancelAward(reason="Slut.")),
    (
        (*IN_AWARD, *given(*IN_AWARD).when(NotifyAward(sent_on=TODAY)).happened),
        RecordAppeal(filed_on=TODAY, case_number="1234-26"),
    ),
    (
        IN_DIALOGUE,
        RecordDialogue(
            held_on=TODAY,
            participants=("beställare", "leverantör"),
            answers=answers(),
            next_on=LATER,
            note="Bra samtal.",
            needs=NEEDS,
        ),
    ),
    ((*IN_DIALOGUE, DialogueInvited()), ScheduleDialogue(on=LATER, **AT_ONE)),
    (
        (*IN_DIALOGUE, *given(*IN_DIALOGUE, DialogueInvited()).when(ScheduleDialogue(on=TODAY, **AT_ONE)).happened),
        RescheduleDialogue(on=LATER, reason="Sjukdom.", **AT_ONE),
    ),
    (
        IN_COMMITMENT,
        AgreeCommitment(
            form=Form.INTERNSHIP,
            places=2,
            starts_on=TODAY,
            ends_on=LATER,
            unit=Unit.WEEKS,
            quantity=20,
        ),
    ),
    (IN_DELIVERY, ChangeDates(starts_on=TODAY, ends_on=LATER, reason="Felskrivet.")),
    (
        IN_DELIVERY,
        ReplaceSupplier(replaced_on=TODAY, suppliers=(ANOTHER,), dialogue_anew=True, reason="Fusion."),
    ),
    (IN_DELIVERY, PlanFollowUp(reports_on=(TODAY, LATER), note="På plats.")),
    (IN_DELIVERY, ReportFollowUp(report="Två praktikanter.")),
    (IN_DELIVERY, RecordFurtherDialogue(held_on=TODAY, participants=("a",), next_on=LATER, note="Kort.", needs=NEEDS)),
    (IN_DELIVERY, RecordDeficiency(what="Ingen plats.", rectify_by=LATER)),
    ((*IN_DELIVERY, FOUND), ReportRectified(rectified_on=TODAY, how="Nu finns den.")),
    ((*IN_DELIVERY, FOUND), DecideDeficiency(measure=Measure.MORE_TIME, reason="Snart.", rectify_by=LATER)),
    (IN_DELIVERY, SubmitEvidence(what="Intyg.")),
    (IN_DELIVERY, OPEN_PLACE),
    ((*IN_DELIVERY, PLACE_OPENED), ProposeCandidate(place=1, reference="JC-7F3K2")),
    (IN_DELIVERY, StartPlacement(commitment=1, started_on=TODAY, percent=50)),
    (
        (*IN_DELIVERY, started(1, TODAY)),
        InterruptPlacement(placement=1, interrupted_on=TODAY, reason="Flytt."),
    ),
    (IN_DELIVERY, ReviseCommitment(commitment=1, places=3, reason="Större uppdrag.")),
    (IN_DELIVERY, PromiseSupport(commitment=1, what="Handledning.", by=LATER)),
    ((*DELIVERED, REPORTED, APPROVED), RecordOutcome(months=3, working=1, studying=0, placed=0, other=0, unknown=1)),
]  # fmt: skip


@pytest.mark.parametrize(("past", "command"), SAID, ids=lambda x: getattr(x, "type", ""))
def test_what_was_said_is_kept(past: tuple[Happened, ...], command: Command) -> None:
    decided = given(*past).when(command)
    assert decided.refusal == ""
    said = {name: getattr(command, name) for name in command.model_fields_set - {"type"}}
    [kept, *_] = [event for event in decided.happened if type(event).model_fields.keys() >= said.keys()]
    assert {name: getattr(kept, name) for name in said} == said


def test_what_is_known_already_is_not_said_anew() -> None:
    assert REGISTERED.facts.contract_number
    known = SupplyDetails(contract_number=REGISTERED.facts.contract_number)
    given(REGISTERED).when(known).then()
