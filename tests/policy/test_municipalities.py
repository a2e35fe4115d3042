"""Two municipalities, the same process: each contract gets to its end, and at each point somebody hears of it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

import pytest

from domain.calendar import local
from domain.command import Command
from domain.context import Context
from domain.contract import Contract
from domain.decide import decide
from domain.happened import Happened, fold
from domain.notice import THE_SUPPLIER
from domain.notices import notices_for
from domain.passing_time import LetTimePass, next_instant
from domain.phase import phase_of
from domain.policy import Policy
from domain.process import STEPS
from domain.process.dialogue import HOLD
from domain.process.registration import RegisterContract
from domain.process.triage import TriageClause
from domain.step_events import StepEscalated, StepOpened, StepReminded
from domain.vocabulary import Clause, Form, Phase
from tests.builders import EXEMPELKOPING, POLICY, facts
from tests.domain.diligence import what_is_next

MUNICIPALITIES = pytest.mark.parametrize(
    "policy", [pytest.param(POLICY, id="karlstad"), pytest.param(EXEMPELKOPING, id="exempelkoping")]
)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
Kind = TypeVar("Kind", bound=Happened)
A_YEAR = timedelta(days=365)


class Life:
    """One contract under a policy: what happened, and the state and the time at which it did."""

    def __init__(self, policy: Policy, signed_on: date | None = None) -> None:
        self.policy, self.now, self.state = policy, MONDAY, Contract()
        self.happened: list[tuple[Happened, Contract, datetime]] = []
        self.do(RegisterContract(facts=facts(signed_on=signed_on)))

    def do(self, command: Command) -> None:
        on = command.happened_on or self.now.date()
        events = decide(self.state, command, Context(self.now, on, self.policy))
        self.state = fold(self.state, events)
        self.happened += [(event, self.state, self.now) for event in events]

    def left_alone_until(self, end: datetime) -> None:
        while (at := next_instant(self.state, self.now, self.policy)) and at < end:
            self.now = max(self.now, at)
            self.do(LetTimePass())

    def of(self, kind: type[Kind]) -> Iterator[tuple[Kind, datetime]]:
        return ((event, at) for event, _, at in self.happened if isinstance(event, kind))


def untouched_dialogue(policy: Policy) -> Life:
    life = Life(policy, signed_on=MONDAY.date())
    life.do(TriageClause(clause=Clause.DIALOGUE, count_from=MONDAY.date()))
    life.left_alone_until(MONDAY + A_YEAR)
    return life


@MUNICIPALITIES
def test_every_step_and_form_has_its_department_and_every_limit_its_ladder(policy: Policy) -> None:
    assert set(policy.steps) == set(STEPS)
    assert set(policy.forms) == set(Form)
    limited = [rule for rule in policy.steps.values() if rule.limit]
    assert all(rule.reminders and rule.ladder and rule.basis for rule in limited)


@MUNICIPALITIES
def test_a_contract_that_is_looked_after_gets_to_its_end_and_every_notice_has_a_reader(
    policy: Policy,
) -> None:
    life = Life(policy)
    for _ in range(30):
        life.left_alone_until(life.now)
        for command in (LetTimePass(), *what_is_next(life.state, life.now.date())):
            life.do(command)
        life.now += timedelta(days=7)
    assert phase_of(life.state) is Phase.CLOSED
    notices = [n for event, state, _ in life.happened for n in notices_for(event, state, policy)]
    assert len(notices) > 10
    assert all(policy.people_for(n.recipient, n.departments) for n in notices if n.recipient != THE_SUPPLIER)


@MUNICIPALITIES
def test_a_dialogue_that_nobody_holds_climbs_the_whole_ladder_of_its_policy(policy: Policy) -> None:
    rule = policy.steps[HOLD]
    life = untouched_dialogue(policy)
    due = life.state.deadlines[HOLD].plan.due
    climbed = [(at, e.recipients) for e, at in life.of(StepEscalated) if e.step == HOLD]
    assert climbed == [
        (
            local(policy.calendar.working_days_after(due, rung.working_days_after), policy.office_opens),
            rung.to,
        )
        for rung in rule.ladder
    ]
    reminded = [e for e, _ in life.of(StepReminded) if e.step == HOLD]
    assert len(reminded) == len(rule.reminders)


def test_in_exempelkoping_the_working_department_holds_the_dialogue_within_two_months() -> None:
    life = untouched_dialogue(EXEMPELKOPING)
    opened = {e.step: e.departments for e, _ in life.of(StepOpened)}
    assert opened[HOLD] == ("kompetens",)
    assert life.state.deadlines[HOLD].plan.due.isoformat() == "2026-05-04"  # the 2nd is a Saturday


def test_a_municipality_has_its_own_closing_days_and_time_for_the_digest() -> None:
    closing_day = EXEMPELKOPING.closing_days[0].on
    assert EXEMPELKOPING.calendar.is_working_day(closing_day) is False
    assert POLICY.calendar.is_working_day(closing_day) is True
    assert (POLICY.digest_at, EXEMPELKOPING.digest_at) == (time(7, 30), time(7, 45))
