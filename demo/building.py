"""Small building works, repairs and maintenance: five suppliers, as in the municipality's first procurement."""

from collections.abc import Iterator
from datetime import date

from demo.acts import Tale
from demo.menu import GROUND_WORKER, JOINER
from domain.calendar import DAY, Calendar
from domain.facts import Organisation
from domain.process.commitment import AgreeCommitment, ConcludeCommitments
from domain.process.deficiency import DecideDeficiency, RecordDeficiency, ReportRectified
from domain.process.dialogue import ReportAbsence
from domain.process.evaluation import EvaluateContract
from domain.process.evidence import ApproveEvidence, SubmitEvidence
from domain.process.follow_up import ApproveFollowUp, ReportFollowUp, ReportNothing
from domain.process.follow_up_plan import PlanFollowUp
from domain.process.matching import MatchNeed
from domain.process.option import TakeOption
from domain.process.outcome import RecordOutcome
from domain.process.placement import CompletePlacement, StartPlacement
from domain.vocabulary import Form, Measure, Sanction

PROCUREMENT = "Mindre byggtjänster, reparationer och underhåll"


def building(beginning: date, calendar: Calendar) -> Iterator[Tale]:
    def tale(number: str, name: str, organisation: str, trade: str, runs: int = 730) -> Tale:
        supplier = Organisation(name=name, number=organisation, country="SWE")
        return Tale(beginning, calendar, number, supplier, PROCUREMENT, f"Byggtjänster: {trade}", runs)

    exemplary = tale("BYGG-101", "Björkhammar Mark AB (demo)", "559900-0113", "mark")
    yield _exemplary(exemplary)
    yield _school(tale("BYGG-102", "Klarälvens Snickeri AB (demo)", "559900-0121", "snickeri"))
    yield _absent(tale("BYGG-103", "Vänerns El AB (demo)", "559900-0139", "el"))
    yield _nothing_possible(tale("BYGG-104", "Ensamvargens Plåt (demo)", "559900-0147", "plåt", runs=365))
    yield _prolonged(tale("BYGG-105", "Solstadens Måleri AB (demo)", "559900-0154", "måleri"))


def _begun(tale: Tale, possible: dict[Form, int], sanctions: tuple[Sanction, ...] = ()) -> None:
    tale.awarded(0, sanctions)
    tale.signed(15)
    tale.invited(18, meeting=31)
    tale.held(31, possible, confirmed=36)


def _exemplary(tale: Tale) -> Tale:
    """Two internships and an employment, all of it on time; half of them work a year later."""
    _begun(tale, {Form.INTERNSHIP: 2, Form.EMPLOYMENT: 1})
    tale.promised(43, [(Form.INTERNSHIP, 2, 60, 240), (Form.EMPLOYMENT, 1, 120, 480)])
    tale.on(44, MatchNeed(commitment=1, need=GROUND_WORKER), by="p-03")
    tale.on(45, PlanFollowUp(reports_on=(tale.day(225), tale.day(470))))
    tale.on(64, *(StartPlacement(commitment=1, started_on=tale.day(64)) for _ in range(2)), by="p-03")
    tale.on(125, StartPlacement(commitment=2, started_on=tale.day(125)), by="p-03")
    tale.on(215, *(CompletePlacement(placement=n, completed_on=tale.day(215)) for n in (1, 2)), by="p-03")
    tale.on(220, SubmitEvidence(what="Intyg över två praktikplatser.", diarienummer="KS-2023-220"))
    tale.on(
        221,
        ApproveEvidence(evidence=1),
        ReportFollowUp(report="Två praktikplatser klara."),
        ApproveFollowUp(),
    )
    tale.on(465, CompletePlacement(placement=3, completed_on=tale.day(465)), by="p-03")
    tale.on(466, ReportFollowUp(report="Anställningen löpte tiden ut."), ApproveFollowUp())
    for months, after, working in ((3, 570, 2), (6, 665, 2), (12, 845, 1)):
        tale.on(after, _outcome(months, working, of=3), by="p-03")
    tale.on(850, EvaluateContract(assessment="Löftena hölls. Klausulen gav tre platser."))
    return tale


def _school(tale: Tale) -> Tale:
    """An apprentice and a study visit, with the schools."""
    _begun(tale, {Form.APPRENTICESHIP: 1, Form.STUDY_VISIT: 2})
    tale.promised(50, [(Form.APPRENTICESHIP, 1, 200, 560), (Form.STUDY_VISIT, 2, 60, 200)])
    tale.on(51, MatchNeed(commitment=1, need=JOINER), by="p-04")
    tale.on(52, PlanFollowUp(reports_on=(tale.day(300),)))
    for after in (100, 150):
        tale.on(after, StartPlacement(commitment=2, started_on=tale.day(after)), by="p-03")
    tale.on(151, *(CompletePlacement(placement=n, completed_on=tale.day(151)) for n in (1, 2)), by="p-03")
    tale.on(210, StartPlacement(commitment=1, started_on=tale.day(210)), by="p-04")
    tale.on(295, ReportFollowUp(report="Lärlingen trivs och går vidare."), ApproveFollowUp())
    tale.on(550, CompletePlacement(placement=3, completed_on=tale.day(550)), by="p-04")
    for months, after in ((3, 655), (6, 745), (12, 925)):
        tale.on(after, _outcome(months, 1, of=1), by="p-04")
    tale.on(930, EvaluateContract(assessment="Lärlingen fick jobb i företaget."))
    return tale


def _absent(tale: Tale) -> Tale:
    """Nobody comes; every rung is climbed. Rectified in the time given, and from then on as it should be."""
    tale.awarded(0, (Sanction.FINE, Sanction.TERMINATION))
    tale.signed(15)
    tale.invited(18, meeting=31)
    tale.on(31, ReportAbsence(absent_on=tale.day(31)))
    tale.on(64, RecordDeficiency(what="Uteblev från dialogen trots två kallelser.", rectify_by=tale.day(85)))
    tale.held(78, {Form.INTERNSHIP: 1}, confirmed=80)
    tale.on(78, ReportRectified(rectified_on=tale.day(78), how="Mötet är hållet."))
    tale.on(81, DecideDeficiency(measure=Measure.NONE, reason="Rättad i tid. Vite döms inte ut."))
    tale.promised(85, [(Form.INTERNSHIP, 1, 100, 300)])
    tale.on(88, PlanFollowUp(reports_on=(tale.day(290),)))
    tale.on(110, StartPlacement(commitment=1, started_on=tale.day(110)), by="p-03")
    tale.on(280, CompletePlacement(placement=1, completed_on=tale.day(280)), by="p-03")
    tale.on(285, ReportNothing(), ApproveFollowUp())
    for months, after in ((3, 380), (6, 470), (12, 655)):
        tale.on(after, _outcome(months, 0, of=1), by="p-03")
    tale.on(660, EvaluateContract(assessment="Ett sent men gott slut."))
    return tale


def _nothing_possible(tale: Tale) -> Tale:
    """Held, nothing possible: as valid an end as any."""
    _begun(tale, {})
    tale.on(45, ConcludeCommitments(reason="Enmansföretag utan möjlighet att handleda."))
    tale.on(390, EvaluateContract(assessment="Inget var möjligt. Dialogen hölls som den skulle."))
    return tale


def _prolonged(tale: Tale) -> Tale:
    """Prolonged by two years; the plan is drawn up again, and the contract still runs."""
    _begun(tale, {Form.INTERNSHIP: 2})
    tale.promised(50, [(Form.INTERNSHIP, 1, 60, 700)])
    tale.on(52, PlanFollowUp(reports_on=(tale.day(350), tale.day(700))))
    tale.on(90, StartPlacement(commitment=1, started_on=tale.day(90)), by="p-03")
    tale.on(345, ReportFollowUp(report="Platsen är tillsatt."), ApproveFollowUp())
    tale.on(400, CompletePlacement(placement=1, completed_on=tale.day(400)), by="p-03")
    tale.on(640, TakeOption(ends_on=tale.day(15) + DAY * 1500))
    more = AgreeCommitment(form=Form.INTERNSHIP, places=1, starts_on=tale.day(700), ends_on=tale.day(1450))
    tale.on(645, more)
    tale.on(648, PlanFollowUp(reports_on=(tale.day(720), tale.day(1050), tale.day(1500))))
    tale.on(712, ReportFollowUp(report="Ny praktikant söks."), ApproveFollowUp())
    tale.on(1040, ReportNothing(), ApproveFollowUp())
    tale.on(1100, StartPlacement(commitment=2, started_on=tale.day(1100)), by="p-03")
    tale.on(1390, CompletePlacement(placement=2, completed_on=tale.day(1390)), by="p-03")
    return tale


def _outcome(months: int, working: int, of: int) -> RecordOutcome:
    return RecordOutcome(months=months, working=working, studying=0, placed=0, other=of - working, unknown=0)
