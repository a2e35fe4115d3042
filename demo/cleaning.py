"""Cleaning of schools: with a court, a deficiency, a new supplier, and one contract as it should be."""

from collections.abc import Iterator
from datetime import date

from demo.acts import Tale
from domain.calendar import Calendar
from domain.facts import Organisation
from domain.process.appeal import RecordAppeal, RecordCourtDecision
from domain.process.award import SignContract
from domain.process.change import ReplaceSupplier
from domain.process.correction import StrikeEntry
from domain.process.deficiency import DecideDeficiency, RecordDeficiency, ReportRectified
from domain.process.evaluation import EvaluateContract
from domain.process.follow_up import ApproveFollowUp, RejectFollowUp, ReportFollowUp
from domain.process.follow_up_plan import PlanFollowUp
from domain.process.outcome import ConcludeOutcomes, RecordOutcome
from domain.process.placement import CompletePlacement, InterruptPlacement, StartPlacement
from domain.process.responsibility import AcknowledgeStep, AssignStep
from domain.process.suspension import ResumeContract, SuspendContract
from domain.vocabulary import Form, Measure, Sanction

PROCUREMENT = "Lokalvård i skolor och förskolor"
START = 420  # days after the story's beginning


def cleaning(beginning: date, calendar: Calendar) -> Iterator[Tale]:
    def tale(number: str, name: str, organisation: str, where: str) -> Tale:
        supplier = Organisation(name=name, number=organisation, country="SWE")
        return Tale(beginning, calendar, number, supplier, PROCUREMENT, f"Lokalvård, {where}", 600)

    yield _appealed(tale("STÄD-201", "Ren & Skir AB (demo)", "559900-0212", "norra skolorna"))
    yield _deficient(tale("STÄD-202", "Fejarna Ekonomisk förening (demo)", "769900-0225", "södra skolorna"))
    yield _replaced(tale("STÄD-203", "Gamla Städbolaget AB (demo)", "559900-0238", "förskolorna"))
    yield _language(tale("STÄD-204", "Rent Hus i Värmland AB (demo)", "559900-0246", "gymnasierna"))


def _appealed(tale: Tale) -> Tale:
    """Appealed; the court lets the award stand, ten days later the contract is signed. A wrong day is corrected."""
    tale.awarded(START)
    tale.on(START + 8, RecordAppeal(filed_on=tale.day(START + 8), case_number="1234-24"), by="p-02")
    tale.on(START + 90, RecordCourtDecision(decided_on=tale.day(START + 90), stands=True), by="p-02")
    tale.on(START + 105, SignContract(signed_on=tale.day(START + 104)), by="p-02")
    tale.on(
        START + 106,
        StrikeEntry(entry=WRONGLY_SIGNED, reason="Fel dag: avtalet tecknades dagen efter."),
        by="p-02",
    )
    tale.on(START + 106, SignContract(signed_on=tale.day(START + 105)), by="p-02")
    tale.invited(START + 108, meeting=START + 120)
    tale.held(START + 120, {Form.INTERNSHIP: 1}, confirmed=START + 126)
    tale.promised(START + 130, [(Form.INTERNSHIP, 1, START + 150, START + 330)])
    tale.on(START + 135, PlanFollowUp(reports_on=(tale.day(START + 320),)))
    tale.on(START + 160, StartPlacement(commitment=1, started_on=tale.day(START + 160)), by="p-03")
    tale.on(START + 200, SuspendContract(suspended_on=tale.day(START + 200), reason="Skolan byggs om."))
    tale.on(START + 260, ResumeContract(resumed_on=tale.day(START + 260)))
    tale.on(START + 310, CompletePlacement(placement=1, completed_on=tale.day(START + 310)), by="p-03")
    tale.on(START + 315, ReportFollowUp(report="Praktiken klar."), ApproveFollowUp())
    tale.on(START + 410, _outcome(3, 1), by="p-03")
    tale.on(START + 500, _outcome(6, 1), by="p-03")
    tale.on(START + 680, _outcome(12, 1), by="p-03")
    tale.on(START + 685, EvaluateContract(assessment="En praktikant blev anställd."))
    return tale


def _deficient(tale: Tale) -> Tale:
    """The report is poor, then late; time to rectify, a fine that the clause allows, and an end."""
    tale.awarded(START, (Sanction.FINE,))
    tale.signed(START + 16)
    tale.invited(START + 18, meeting=START + 33)
    tale.held(START + 33, {Form.EMPLOYMENT: 1}, confirmed=START + 40)
    tale.promised(START + 45, [(Form.EMPLOYMENT, 1, START + 60, START + 420)])
    tale.on(START + 47, PlanFollowUp(reports_on=(tale.day(START + 240),)))
    tale.on(START + 70, StartPlacement(commitment=1, started_on=tale.day(START + 70)), by="p-03")
    tale.on(START + 238, ReportFollowUp(report="Allt väl."), RejectFollowUp(reason="Antal timmar saknas."))
    tale.on(START + 262, RecordDeficiency(what="Rapporten uteblev.", rectify_by=tale.day(START + 283)))
    tale.on(START + 280, ReportFollowUp(report="640 timmar, en person."), ApproveFollowUp())
    tale.on(START + 281, ReportRectified(rectified_on=tale.day(START + 280), how="Rapporten har kommit."))
    tale.on(START + 285, DecideDeficiency(measure=Measure.FINE, reason="Tredje gången; vite enligt punkt 7."))
    tale.on(START + 415, CompletePlacement(placement=1, completed_on=tale.day(START + 415)), by="p-03")
    tale.on(START + 430, ConcludeOutcomes(reason="Personen har flyttat från orten."))
    tale.on(START + 600, EvaluateContract(assessment="En anställning, men dålig rapportering."))
    return tale


def _replaced(tale: Tale) -> Tale:
    """The supplier is bought; the dialogue is held again with the new one. One placement is interrupted."""
    tale.awarded(START)
    tale.signed(START + 16)
    tale.invited(START + 19, meeting=START + 35)
    tale.held(START + 35, {Form.INTERNSHIP: 2}, confirmed=START + 40)
    tale.promised(START + 45, [(Form.INTERNSHIP, 2, START + 60, START + 500)])
    tale.on(START + 47, PlanFollowUp(reports_on=(tale.day(START + 400),)))
    tale.on(START + 80, StartPlacement(commitment=1, started_on=tale.day(START + 80)), by="p-03")
    tale.on(
        START + 110,
        InterruptPlacement(placement=1, interrupted_on=tale.day(START + 110), reason="Upphörde."),
        by="p-03",
    )
    _taken_over(tale)
    tale.promised(START + 175, [])
    tale.on(
        START + 200,
        *(StartPlacement(commitment=1, started_on=tale.day(START + 200)) for _ in range(2)),
        by="p-03",
    )
    tale.on(START + 395, ReportFollowUp(report="Två praktikplatser pågår."), ApproveFollowUp())
    tale.on(
        START + 480,
        *(CompletePlacement(placement=n, completed_on=tale.day(START + 480)) for n in (2, 3)),
        by="p-03",
    )
    tale.on(START + 590, _outcome(3, 2), by="p-03")
    tale.on(START + 680, _outcome(6, 1, of=2), by="p-03")
    tale.on(START + 865, _outcome(12, 2), by="p-03")
    tale.on(START + 870, EvaluateContract(assessment="Den nya leverantören höll vad den gamla lovade."))
    return tale


def _taken_over(tale: Tale) -> None:
    bought = Organisation(name="Nya Städbolaget AB (demo)", number="559900-0253", country="SWE")
    tale.on(
        START + 150,
        ReplaceSupplier(
            suppliers=(bought,),
            replaced_on=tale.day(START + 150),
            dialogue_anew=True,
            reason="Förvärv (LOU 17:13).",
        ),
        by="p-02",
    )
    tale.invited(START + 153, meeting=START + 165)
    tale.held(START + 165, {Form.INTERNSHIP: 2}, confirmed=START + 170)


def _language(tale: Tale) -> Tale:
    """Language training, with one case worker who has taken the step on."""
    tale.awarded(START + 5)
    tale.signed(START + 21)
    tale.invited(START + 25, meeting=START + 40)
    tale.held(START + 40, {Form.LANGUAGE_TRAINING: 3}, confirmed=START + 47)
    tale.promised(START + 52, [(Form.LANGUAGE_TRAINING, 3, START + 70, START + 260)])
    tale.on(
        START + 53, AssignStep(step="place", person="p-03"), PlanFollowUp(reports_on=(tale.day(START + 250),))
    )
    tale.on(START + 54, AcknowledgeStep(step="place"), by="p-03")
    tale.on(
        START + 75,
        *(StartPlacement(commitment=1, started_on=tale.day(START + 75)) for _ in range(3)),
        by="p-03",
    )
    tale.on(
        START + 240,
        *(CompletePlacement(placement=n, completed_on=tale.day(START + 240)) for n in (1, 2, 3)),
        by="p-03",
    )
    tale.on(START + 245, ReportFollowUp(report="Tre platser, alla klara."), ApproveFollowUp())
    tale.on(START + 340, _outcome(3, 2, of=3), by="p-03")
    tale.on(START + 430, _outcome(6, 2, of=3), by="p-03")
    tale.on(START + 615, _outcome(12, 3, of=3), by="p-03")
    tale.on(START + 620, EvaluateContract(assessment="Alla tre är i arbete."))
    return tale


def _outcome(months: int, working: int, of: int = 0) -> RecordOutcome:
    of = of or working
    return RecordOutcome(months=months, working=working, studying=of - working, placed=0, other=0, unknown=0)


WRONGLY_SIGNED = 10  # the number of that entry in its contract
