"""The golden table: dates reasoned by hand or by a source (tests/domain/golden/dates.csv), held against the code."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from domain.arithmetic import derive
from domain.calendar import Calendar, date_in_stockholm, end_of, local
from domain.facts import StepLimit, TimeLimit
from domain.happened import Happened
from domain.policy import Policy
from domain.process.appeal import AppealFiled, CourtDecided
from domain.process.award import AwardNotified, SignContract
from domain.process.dialogue import HOLD
from domain.process.standstill import standstill_why
from domain.process.suspension import ResumeContract, SuspendContract
from domain.process.triage import ClauseTriaged
from domain.step import Start
from domain.vocabulary import Clause, TimeUnit
from policy.calendar import YEARS, swedish_calendar
from tests.builders import AWAITING_SIGNATURE, IN_AWARD, POLICY, REGISTERED
from tests.scenario import given

TABLE = Path(__file__).with_name("golden") / "dates.csv"
OWN = (
    *((date(year, 7, day), "Sommar") for year in YEARS for day in range(1, 32)),
    *(
        (date.fromisoformat(day), "Stängt")
        for day in ("2026-05-15", "2026-12-23", "2027-01-04", "2027-01-05")
    ),
)
CALENDARS: Mapping[str, Calendar] = {"law": swedish_calendar(), "own": swedish_calendar(OWN)}


class Case(NamedTuple):
    rule: str
    begins: str
    number: int
    policy: Policy
    expected: str
    why: str

    @property
    def start(self) -> date:
        return date.fromisoformat(self.begins)

    @property
    def starts(self) -> list[date]:
        return [date.fromisoformat(day) for day in self.begins.split("/")]


def cases() -> list[Case]:
    with TABLE.open(encoding="utf-8") as file:
        lines = [line.rstrip("\n").split(";", 5) for line in file if not line.startswith("#")][1:]
    return [
        Case(
            rule,
            begins,
            int(number or 0),
            POLICY.model_copy(update={"calendar": CALENDARS[calendar]}),
            expected,
            why,
        )
        for rule, begins, number, calendar, expected, why in lines
    ]


CASES = cases()


def standstill(case: Case, *after: Happened, **sent: object) -> str:
    notified = AwardNotified.model_validate({"sent_on": case.starts[0], "electronically": True} | sent)
    counted = standstill_why(given(*IN_AWARD, notified, *after).state, case.policy)
    assert counted is not None
    return counted[0].isoformat()


def after_the_court(case: Case) -> str:
    """Sent long before, and appealed in time."""
    sent_on = case.start - timedelta(days=60)
    after = (AppealFiled(filed_on=sent_on), CourtDecided(decided_on=case.start, stands=True))
    return standstill(case, *after, sent_on=sent_on)


def contractual(unit: TimeUnit) -> Callable[[Case], str]:
    def counted(case: Case) -> str:
        limit = TimeLimit(number=case.number, unit=unit)
        return derive(Start(case.start, "Start"), limit, "", case.policy)[0].isoformat()

    return counted


def rested(unit: TimeUnit) -> Callable[[Case], str]:
    """Signed, suspended and resumed on the days told; the dialogue is to be held within the time limit."""

    def counted(case: Case) -> str:
        signed_on, suspended_on, resumed_on = case.starts
        limits = (StepLimit(step=HOLD, limit=TimeLimit(number=case.number, unit=unit)),)
        triaged = ClauseTriaged(clause=Clause.DIALOGUE, time_limits=limits)
        signed = given(REGISTERED, triaged, *AWAITING_SIGNATURE[2:]).at(datetime(2027, 1, 4, 9, tzinfo=UTC))
        resumed = (
            signed.under(case.policy)
            .when(SignContract(signed_on=signed_on))
            .when(SuspendContract(suspended_on=suspended_on, reason="Bygget står stilla."))
            .when(ResumeContract(resumed_on=resumed_on))
        )
        return resumed.state.deadlines[HOLD].plan.due.isoformat()

    return counted


def days_before(case: Case) -> str:
    return case.policy.calendar.working_days_after(case.start, -case.number).isoformat()


def of_the_day(case: Case) -> str:
    return case.policy.calendar.why_not_working(case.start).why or "-"


def easter(case: Case) -> str:
    days = case.policy.calendar.red_days
    return next(
        day for day, name in days.items() if day.year == int(case.begins) and name == "Påskdagen"
    ).isoformat()


def instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")


ANSWERS: Mapping[str, Callable[[Case], str]] = {
    "electronically": standstill,
    "otherwise": lambda case: standstill(case, electronically=False),
    "announced": lambda case: standstill(case, announced=True),
    "stated": lambda case: standstill(case, stated_until=case.starts[1]),
    "court": after_the_court,
    "days": contractual(TimeUnit.DAYS),
    "working_days": contractual(TimeUnit.WORKING_DAYS),
    "months": contractual(TimeUnit.MONTHS),
    "rests_days": rested(TimeUnit.DAYS),
    "rests_working_days": rested(TimeUnit.WORKING_DAYS),
    "rests_months": rested(TimeUnit.MONTHS),
    "before": days_before,
    "over": lambda case: instant(end_of(case.start)),
    "eight": lambda case: instant(local(case.start, time(8))),
    "day_at": lambda case: date_in_stockholm(datetime.fromisoformat(f"{case.begins}+00:00")).isoformat(),
    "day": of_the_day,
    "easter": easter,
}


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.rule} {case.begins} {case.number or ''}".strip()
)
def test_the_date_is_the_one_that_was_reasoned(case: Case) -> None:
    assert ANSWERS[case.rule](case) == case.expected, case.why


def test_the_table_is_large_and_every_case_has_its_source_or_reason(
    record_property: Callable[[str, object], None],
) -> None:
    assert len(CASES) >= 200
    assert all(case.why for case in CASES)
    assert {case.rule for case in CASES} == set(ANSWERS)
    record_property("golden", len(CASES))
