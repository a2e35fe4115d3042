"""The golden table: dates reasoned by hand or by a source (tests/domain/golden/dates.csv), held against the code."""

import csv
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

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
        rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter=";")
        return [
            Case(
                row["rule"],
                row["from"],
                int(row["number"] or 0),
                POLICY.model_copy(update={"calendar": CALENDARS[row["calendar"]]}),
                row["expected"],
                row["why"],
            )
            for row in rows
        ]


def worked_out(case: Case) -> str:
    found = RULES[case.rule](case)
    return found if isinstance(found, str) else found.isoformat()


def last_day(policy: Policy, *after: Happened) -> date:
    found = standstill_why(given(*IN_AWARD, *after).state, policy)
    assert found is not None
    due, why = found
    assert why.statutory
    return due


def sent(case: Case, *, electronically: bool = True, announced: bool = False) -> date:
    first, *stated = case.starts
    told = AwardNotified(
        sent_on=first,
        electronically=electronically,
        announced=announced,
        stated_until=stated[0] if stated else None,
    )
    return last_day(case.policy, told)


def court(case: Case) -> date:
    decided = CourtDecided(decided_on=case.start, stands=True)
    appealed = AwardNotified(sent_on=case.start - timedelta(days=90), electronically=True)
    return last_day(case.policy, appealed, AppealFiled(filed_on=case.start), decided)


def contractual(unit: TimeUnit) -> Callable[[Case], date]:
    def worked(case: Case) -> date:
        limit = TimeLimit(number=case.number, unit=unit)
        due, why = derive(Start(case.start, "The contract was signed"), limit, "", case.policy)
        assert why.lines[-1].on == due
        return due

    return worked


def rested(unit: TimeUnit) -> Callable[[Case], date]:
    """A contract whose dialogue is to be held within the limit; it is suspended, and resumed."""

    def worked(case: Case) -> date:
        signed_on, suspended_on, resumed_on = case.starts
        limit = StepLimit(step=HOLD, limit=TimeLimit(number=case.number, unit=unit))
        triaged = ClauseTriaged(clause=Clause.DIALOGUE, time_limits=(limit,))
        life = given(REGISTERED, triaged, *AWAITING_SIGNATURE[2:])
        for command, on in (
            (SignContract(signed_on=signed_on), signed_on),
            (SuspendContract(suspended_on=suspended_on, reason="Paus."), suspended_on),
            (ResumeContract(resumed_on=resumed_on), resumed_on),
        ):
            life = life.at(local(on, time(9))).when(command, policy=case.policy)
        return life.state.deadlines[HOLD].plan.due

    return worked


def named(case: Case) -> str:
    if case.policy.calendar.is_working_day(case.start):
        return "-"
    return case.policy.calendar.why_not_working(case.start).why


def easter(case: Case) -> date:
    (found,) = (
        day
        for day, name in case.policy.calendar.red_days.items()
        if "Påskdagen" in name and day.year == int(case.begins)
    )
    return found


def in_utc(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M}"


RULES: Mapping[str, Callable[[Case], date | str]] = {
    "electronically": sent,
    "otherwise": lambda case: sent(case, electronically=False),
    "announced": lambda case: sent(case, electronically=False, announced=True),
    "stated": sent,
    "court": court,
    **{unit.value: contractual(unit) for unit in TimeUnit},
    **{f"rests_{unit}": rested(unit) for unit in TimeUnit},
    "before": lambda case: case.policy.calendar.working_days_after(case.start, -case.number),
    "over": lambda case: in_utc(end_of(case.start)),
    "eight": lambda case: in_utc(local(case.start, time(8))),
    "day_at": lambda case: date_in_stockholm(datetime.fromisoformat(case.begins).replace(tzinfo=UTC)),
    "day": named,
    "easter": easter,
}


def test_the_code_agrees_with_every_line_of_the_golden_table(
    record_property: Callable[[str, object], None],
) -> None:
    table = cases()
    differences = [(case, found) for case in table if (found := worked_out(case)) != case.expected]
    record_property("golden_cases", len(table))
    record_property("golden_differences", len(differences))
    assert [(c.rule, c.begins, c.number, c.expected, found, c.why) for c, found in differences] == []


def test_the_table_is_large_enough_and_every_line_says_why() -> None:
    table = cases()
    told = [(case.rule, case.begins, case.number, case.policy.calendar.version) for case in table]
    assert len(table) >= 200
    assert len(set(told)) == len(told)
    assert {case.rule for case in table} == RULES.keys()
    assert all(case.why for case in table)
