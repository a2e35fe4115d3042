"""Care of parks: three young contracts, two of them in mid-life today."""

from collections.abc import Iterator
from datetime import date

from demo.acts import Tale
from domain.calendar import Calendar
from domain.facts import Organisation
from domain.process.appeal import CancelAward
from domain.process.follow_up_plan import PlanFollowUp
from domain.process.placement import CompletePlacement, StartPlacement
from domain.vocabulary import Form

PROCUREMENT = "Skötsel av parker och grönytor"
START = 1230


def parks(beginning: date, calendar: Calendar) -> Iterator[Tale]:
    def tale(number: str, name: str, organisation: str, where: str) -> Tale:
        supplier = Organisation(name=name, number=organisation, country="SWE")
        return Tale(beginning, calendar, number, supplier, PROCUREMENT, f"Parkskötsel, {where}", 1095)

    yield _delivering(tale("PARK-301", "Gröna Fingrar AB (demo)", "559900-0311", "centrum"))
    yield _just_signed(tale("PARK-302", "Löv & Gräs i Karlstad AB (demo)", "559900-0329", "Hagalund"))
    yield _cancelled(tale("PARK-303", "Trädgårdsmästarn HB (demo)", "969900-0338", "Skåre"))


def _delivering(tale: Tale) -> Tale:
    tale.awarded(START)
    tale.signed(START + 16)
    tale.invited(START + 19, meeting=START + 33)
    tale.held(START + 33, {Form.INTERNSHIP: 2, Form.EMPLOYMENT: 1}, confirmed=START + 40)
    tale.promised(
        START + 48,
        [(Form.INTERNSHIP, 2, START + 60, START + 400), (Form.EMPLOYMENT, 1, START + 60, START + 700)],
    )
    tale.on(START + 50, PlanFollowUp(reports_on=(tale.day(START + 300), tale.day(START + 600))))
    tale.on(
        START + 70,
        *(StartPlacement(commitment=1, started_on=tale.day(START + 70)) for _ in range(2)),
        by="p-03",
    )
    tale.on(START + 160, CompletePlacement(placement=1, completed_on=tale.day(START + 160)), by="p-03")
    return tale


def _just_signed(tale: Tale) -> Tale:
    """The dialogue is to be held in the coming weeks."""
    tale.awarded(START + 195)
    tale.signed(START + 211)
    tale.invited(START + 213, meeting=START + 236)
    return tale


def _cancelled(tale: Tale) -> Tale:
    tale.awarded(START)
    tale.on(START + 12, CancelAward(reason="Anbudet var ogiltigt."), by="p-02")
    return tale
