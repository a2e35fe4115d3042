"""Who sees to an open step. In Karlstad's policy p-01 coordinates, p-03 is Jobbcenter, p-04 the schools."""

from datetime import UTC, datetime

import pytest

from domain.command import Command
from domain.context import Context
from domain.contract import Contract
from domain.decide import decide
from domain.happened import fold
from domain.notices import notices_for
from domain.open_steps import departments_of, responsible_for
from domain.process.dialogue import HOLD, INVITE
from domain.process.follow_up import FollowUpRejected
from domain.process.follow_up_plan import FOLLOW_UP
from domain.process.responsibility import (
    AcknowledgeStep,
    AssignStep,
    DeputyNamed,
    NameDeputy,
    PassOnStep,
    StepAcknowledged,
    StepAssigned,
    StepPassedOn,
)
from domain.refusal import Refusal
from domain.responsible import NOBODY, Responsible
from domain.step_events import StepEscalated, StepOpened, StepReminded
from tests.builders import IN_DELIVERY, IN_DIALOGUE, MONDAY_NOON, POLICY, RECORD_DIALOGUE, REPORTED, TODAY
from tests.scenario import given

ASSIGNED = StepAssigned(step=HOLD, person="p-03")
TAKEN_ON = StepAcknowledged(step=HOLD, person="p-03", acknowledged_on=TODAY)
DEPUTY = DeputyNamed(step=HOLD, person="p-04")
TO_SCHOOL = StepPassedOn(step=HOLD, department="skola", reason="Gäller APL.")
PASS_ON = PassOnStep(step=HOLD, to="p-04", reason="Semester.")
NOW = datetime(2026, 3, 20, 8, tzinfo=UTC)


def state(*events: object) -> Contract:
    return fold(Contract(), (*IN_DIALOGUE, *events))  # type: ignore[arg-type]


def told(event: object, *before: object) -> list[tuple[str, str]]:
    after = state(*before, event)
    notices = list(notices_for(event, after, POLICY))  # type: ignore[arg-type]
    return [(n.kind, p.id) for n in notices for p in POLICY.people_for(n.recipient, n.departments)]


def test_an_open_step_is_given_to_a_person() -> None:
    after = given(*IN_DIALOGUE).when(AssignStep(step=HOLD, person="p-03")).then(ASSIGNED)
    assert responsible_for(HOLD, after.state) == Responsible("p-03")
    assert responsible_for(INVITE, after.state) == NOBODY


def test_giving_it_to_the_same_person_again_changes_nothing() -> None:
    given(*IN_DIALOGUE, ASSIGNED).when(AssignStep(step=HOLD, person="p-03")).then()


def test_somebody_else_takes_it_on_anew_and_without_a_deputy() -> None:
    another = StepAssigned(step=HOLD, person="p-01")
    after = given(*IN_DIALOGUE, ASSIGNED, TAKEN_ON, DEPUTY).when(AssignStep(step=HOLD, person="p-01"))
    assert responsible_for(HOLD, after.then(another).state) == Responsible("p-01")


def test_a_step_is_taken_on_once() -> None:
    acknowledge = AcknowledgeStep(step=HOLD)
    after = given(*IN_DIALOGUE, ASSIGNED).when(acknowledge).then(TAKEN_ON)
    assert responsible_for(HOLD, after.state).acknowledged_on == TODAY
    after.when(acknowledge).then()


def test_a_step_is_passed_on_to_a_person_with_the_reason() -> None:
    passed = StepPassedOn(step=HOLD, person="p-04", reason="Semester.")
    after = given(*IN_DIALOGUE, ASSIGNED, TAKEN_ON, DEPUTY).when(PASS_ON).then(passed)
    assert responsible_for(HOLD, after.state) == Responsible("p-04")
    after.when(PASS_ON).then()


def test_a_step_is_passed_on_to_a_department_whose_it_then_is() -> None:
    after = given(*IN_DIALOGUE, ASSIGNED).when(PassOnStep(step=HOLD, to="skola", reason="Gäller APL."))
    after.then(TO_SCHOOL)
    assert departments_of(HOLD, after.state, POLICY) == ("skola",)
    assert departments_of(INVITE, after.state, POLICY) == ("klk",)
    after.when(PassOnStep(step=HOLD, to="skola", reason="Igen.")).then()


def test_a_deputy_is_named_once_and_can_be_changed() -> None:
    name = NameDeputy(step=HOLD, person="p-04")
    after = given(*IN_DIALOGUE, ASSIGNED, TAKEN_ON).when(name).then(DEPUTY)
    assert responsible_for(HOLD, after.state) == Responsible("p-03", TODAY, "p-04")
    after.when(name).then()
    after.when(NameDeputy(step=HOLD, person="p-01")).then(DeputyNamed(step=HOLD, person="p-01"))


def test_nobody_is_ones_own_deputy() -> None:
    given(*IN_DIALOGUE, ASSIGNED).when(NameDeputy(step=HOLD, person="p-03")).refused("deputy_for_oneself")


UNKNOWN = (AssignStep(step=HOLD, person="p-99"), PassOnStep(step=HOLD, to="p-99", reason="Semester."))


@pytest.mark.parametrize("command", [*UNKNOWN, NameDeputy(step=HOLD, person="p-99")], ids=lambda c: c.type)
def test_only_people_of_the_policy_see_to_steps(command: Command) -> None:
    given(*IN_DIALOGUE, ASSIGNED).when(command).refused("unknown_person")


GIVEN_ONLY = (AcknowledgeStep(step=HOLD), NameDeputy(step=HOLD, person="p-04"))


@pytest.mark.parametrize("command", GIVEN_ONLY, ids=lambda c: c.type)
def test_what_nobody_was_given_is_neither_taken_on_nor_covered(command: Command) -> None:
    given(*IN_DIALOGUE).when(command).refused("nobody_responsible")
    other = StepAssigned(step=INVITE, person="p-03")
    given(*IN_DIALOGUE, other).when(command).refused("step_not_given")
    given(*IN_DIALOGUE, other, TO_SCHOOL).when(command).refused("step_not_given")


@pytest.mark.parametrize("step", [FOLLOW_UP, "nothing"])
def test_a_step_that_is_not_open_is_nobodys(step: str) -> None:
    given(*IN_DIALOGUE).when(AssignStep(step=step, person="p-03")).refused("step_not_open")


def test_it_lapses_when_the_step_closes() -> None:
    after = given(*IN_DIALOGUE, ASSIGNED).when(RECORD_DIALOGUE)
    assert responsible_for(HOLD, after.state) == NOBODY


def test_a_step_that_opens_anew_is_nobodys_and_its_own_departments() -> None:
    opened = StepOpened(step=HOLD, departments=("klk",))
    assert responsible_for(HOLD, state(ASSIGNED, opened)) == NOBODY
    assert departments_of(HOLD, state(TO_SCHOOL, opened), POLICY) == ("klk",)


def test_what_is_told_of_nobody_changes_nothing() -> None:
    assert responsible_for(HOLD, state(TAKEN_ON, DEPUTY)) == NOBODY


def test_whoever_gets_a_step_is_told() -> None:
    assert told(ASSIGNED) == [("step_assigned", "p-03")]
    assert told(DEPUTY, ASSIGNED) == [("deputy_named", "p-04")]
    to_person = StepPassedOn(step=HOLD, person="p-04", reason="Semester.")
    assert told(to_person, ASSIGNED) == [("step_passed_on", "p-04")]
    assert told(TO_SCHOOL, ASSIGNED) == [("step_passed_on", "p-04")]


@pytest.mark.parametrize(
    ("event", "route"),
    [
        (StepReminded(step=HOLD, number=1, planned_at=NOW), ["p-01", "p-02"]),
        (
            StepEscalated(step=HOLD, rung=1, recipients=("department",), planned_at=NOW, late_by=NOW - NOW),
            ["p-01", "p-02"],
        ),
    ],
    ids=["reminder", "rung"],
)
def test_what_a_department_is_told_the_person_and_the_deputy_are_told_too(
    event: object, route: list[str]
) -> None:
    assert [person for _, person in told(event)] == route
    assert [person for _, person in told(event, ASSIGNED, DEPUTY)] == [*route, "p-03", "p-04"]


def test_what_the_coordinator_is_told_alone_stays_the_coordinators() -> None:
    rung = StepEscalated(step=HOLD, rung=2, recipients=("coordinator",), planned_at=NOW, late_by=NOW - NOW)
    assert [person for _, person in told(rung, ASSIGNED)] == ["p-01"]


def test_a_report_that_is_asked_for_again_is_told_to_whoever_has_the_follow_up() -> None:
    has_it = StepAssigned(step=FOLLOW_UP, person="p-04")
    rejected = FollowUpRejected(reason="Antalet saknas.")
    after = fold(Contract(), (*IN_DELIVERY, has_it, REPORTED, rejected))
    recipients = [notice.recipient for notice in notices_for(rejected, after, POLICY)]
    assert recipients == ["department", "person:p-04"]


def test_whom_a_step_can_be_passed_on_to_is_said_departments_too() -> None:
    pass_on = PassOnStep(step=HOLD, to="p-99", reason="Semester.")
    with pytest.raises(Refusal) as refused:
        decide(given(*IN_DIALOGUE, ASSIGNED).state, pass_on, Context(MONDAY_NOON, TODAY, POLICY))
    assert "skola" in str(refused.value)
