"""The table of rights, by itself: who may give which command, in whose stead, and whose steps are whose."""

from datetime import date

import pytest

from access.actions import actions_of
from access.asker import Asker, asker
from access.commands import judge, keeps_needs_of, why_not
from access.rights import GRANTS, Right
from access.steps import ANY_STEP, BY_FILE, is_of_the_whole, takes
from domain.command import Command
from domain.contract import Contract
from domain.decide import actions
from domain.delegations import Delegate, Delegation
from domain.happened import Happened, fold
from domain.policy import Person
from domain.process import (
    COMMANDS,
    STEPS,
    by_hand,
    change,
    correction,
    ending,
    owner,
    secrecy,
    suspension,
    taken_over,
)
from domain.process.responsibility import PassOnStep, StepAssigned, StepPassedOn
from domain.process.secrecy import LiftSecrecyMark, MarkSecret, SecrecyMarked
from domain.refusal import Refusal
from domain.triage_by_rule import TriageByRule
from domain.vocabulary import Role
from tests.builders import CLOSED, IN_DELIVERY, IN_DIALOGUE, POLICY, REGISTERED
from tests.domain.test_rules_of_every_command import OF_NOTICES, PEOPLES_COMMANDS

MONDAY = date(2026, 6, 1)
MARKED = SecrecyMarked(reason="Bilaga.")
# Files whose commands are of no step: of the contract as a whole.
WHOLE = (by_hand, change, correction, ending, owner, suspension, taken_over)


def somebody(*roles: Role, department: str = "klk", person: str = "x-1") -> Person:
    return Person(id=person, name="X", address="x@karlstad.example", department=department, roles=roles)


def one(*roles: Role, department: str = "klk") -> Asker:
    return Asker(somebody(*roles, department=department))


def by_type(type_: str) -> Command:
    return next(command for command in PEOPLES_COMMANDS if command.type == type_)


def refused(who: Asker, command: Command, *past: Happened) -> str:
    refusal = why_not(who, type(command), fold(Contract(), past), POLICY, getattr(command, "step", ""))
    return refusal.code if refusal else ""


def test_every_role_that_a_person_can_have_is_in_the_table() -> None:
    assert GRANTS.keys() == set(Role) - {Role.CLOCK, Role.IMPORT}


def test_every_file_of_the_process_says_whose_its_commands_are() -> None:
    files = {command.__module__ for command in COMMANDS if command.wording}
    assert files <= BY_FILE.keys() | ANY_STEP | {file.__name__ for file in WHOLE}
    assert not BY_FILE.keys() & ANY_STEP
    assert {step for steps in BY_FILE.values() for step in steps} == STEPS.keys()


@pytest.mark.parametrize("command", PEOPLES_COMMANDS, ids=lambda command: command.type)
def test_a_coordinator_may_all_and_who_only_reads_nothing(command: Command) -> None:
    for past in ((REGISTERED,), IN_DIALOGUE, IN_DELIVERY, CLOSED):
        assert refused(one(Role.COORDINATOR), command, *past) == ""
        for role in (Role.READER, Role.HEAD_OF_UNIT, Role.AUDITOR, Role.ADMINISTRATOR, Role.SERVICE_ACCOUNT):
            assert refused(one(role), command, *past) == "may_not_change"


@pytest.mark.parametrize("command", PEOPLES_COMMANDS, ids=lambda command: command.type)
def test_a_case_worker_gives_the_commands_of_their_departments_steps(command: Command) -> None:
    jobbcenter = one(Role.CASE_WORKER, department="jobbcenter")
    theirs = "place" in BY_FILE.get(type(command).__module__, ()) or "outcome" in BY_FILE.get(
        type(command).__module__, ()
    )
    if type(command).__module__ in ANY_STEP:
        return
    assert (refused(jobbcenter, command, *IN_DELIVERY) == "") == theirs


def test_a_step_is_theirs_by_the_policy_by_being_passed_on_or_by_being_given() -> None:
    invite = by_type("invite_to_dialogue")
    skola = one(Role.CASE_WORKER, department="skola")
    assert refused(one(Role.CASE_WORKER), invite, *IN_DIALOGUE) == ""
    assert refused(skola, invite, *IN_DIALOGUE) == "not_your_step"
    passed = StepPassedOn(step="invite", department="skola", reason="Rätt ställe.")
    assert refused(skola, invite, *IN_DIALOGUE, passed) == ""
    assert refused(one(Role.CASE_WORKER), invite, *IN_DIALOGUE, passed) == "not_your_step"
    hold = StepAssigned(step="hold", person="x-1")
    assert refused(skola, by_type("record_dialogue"), *IN_DIALOGUE, hold) == ""


def test_a_command_that_names_a_step_is_judged_by_that_step() -> None:
    skola = one(Role.CASE_WORKER, department="skola")
    passed = StepPassedOn(step="invite", department="skola", reason="Rätt ställe.")
    on = PassOnStep(step="invite", to="p-03", reason="Fel.")
    other = PassOnStep(step="hold", to="p-03", reason="Fel.")
    assert (refused(skola, on, *IN_DIALOGUE, passed), refused(skola, other, *IN_DIALOGUE, passed)) == (
        "",
        "not_your_step",
    )


def test_procurement_sees_to_the_award_the_clause_and_the_whole_and_to_its_own_steps() -> None:
    skola = one(Role.PROCUREMENT_OFFICER, department="skola")
    for command in PEOPLES_COMMANDS:
        if is_of_the_whole(type(command)) and not isinstance(command, LiftSecrecyMark):
            assert refused(skola, command, *IN_DIALOGUE) == ""
    assert refused(skola, by_type("invite_to_dialogue"), *IN_DIALOGUE) == "not_your_step"
    assert refused(skola, TriageByRule(), REGISTERED) == ""
    assert refused(one(Role.CASE_WORKER, department="skola"), TriageByRule(), REGISTERED) == "not_your_step"


def test_a_mark_is_set_by_whoever_has_part_and_lifted_by_a_coordinator() -> None:
    mark, lift = MarkSecret(reason="Bilaga."), LiftSecrecyMark(reason="Borta.")
    assert refused(one(Role.CASE_WORKER), mark, *IN_DIALOGUE) == ""
    assert refused(one(Role.CASE_WORKER, department="skola"), mark, *IN_DIALOGUE) == "not_your_step"
    assert refused(one(Role.PROCUREMENT_OFFICER), lift, *IN_DIALOGUE, MARKED) == "coordinators_only"
    assert refused(one(Role.CASE_WORKER, department="skola"), mark, *CLOSED) == "for_the_whole"


def test_whoever_does_not_see_a_contract_is_told_that_there_is_none() -> None:
    state = fold(Contract(), (*IN_DIALOGUE, MARKED))
    for who in (one(Role.PROCUREMENT_OFFICER, department="skola"), one(Role.READER), one(Role.SUPPLIER)):
        with pytest.raises(Refusal) as raised:
            judge(who, MarkSecret(reason="Bilaga."), state, POLICY)
        assert raised.value.code == "unknown_contract"
    judge(one(Role.COORDINATOR), LiftSecrecyMark(reason="Borta."), state, POLICY)


def test_of_notices_and_other_streams_the_routes_right_is_enough() -> None:
    assert all(refused(one(Role.CASE_WORKER), each, *IN_DELIVERY) for each in OF_NOTICES)
    told = Delegate(person="p-03", deputy="p-04", first_day=MONDAY, last_day=MONDAY)
    judge(one(Role.READER), told, Contract(), POLICY)


def test_a_department_keeps_its_own_needs() -> None:
    skola = one(Role.CASE_WORKER, department="skola")
    assert (keeps_needs_of(skola, "skola"), keeps_needs_of(skola, "jobbcenter")) == (True, False)
    assert keeps_needs_of(one(Role.COORDINATOR), "jobbcenter")
    assert not keeps_needs_of(one(Role.READER, department="skola"), "skola")


def test_what_is_allowed_is_what_is_theirs_when_it_is_its_time() -> None:
    state = fold(Contract(), IN_DIALOGUE)
    everything = {each.command for each in actions(state) if each.refusal is None}
    assert {
        each.command for each in actions_of(one(Role.COORDINATOR), state, POLICY) if not each.refusal
    } == everything
    assert {each.refusal.code for each in actions_of(one(Role.READER), state, POLICY) if each.refusal} == {
        "may_not_change"
    }


def away(person: str, deputy: str) -> Delegation:
    return Delegation(person=person, deputy=deputy, first_day=MONDAY, last_day=MONDAY)


def test_a_deputy_does_the_work_of_who_is_away_and_nothing_else_of_theirs() -> None:
    reader = somebody(Role.READER, department="skola", person="p-04")
    for_p_01 = asker(reader, MONDAY, [away("p-01", "p-04")], POLICY)  # coordinator and administrator
    assert [each.id for each in for_p_01.instead_of] == ["p-01"]
    assert refused(for_p_01, by_type("invite_to_dialogue"), *IN_DIALOGUE) == ""
    assert for_p_01.may(Right.WORK)
    assert not any(for_p_01.may(right) for right in (Right.POLICY, Right.RUN, Right.REGISTER))
    assert asker(reader, date(2026, 6, 2), [away("p-01", "p-04")], POLICY) == Asker(reader)


def test_a_deputys_deputy_stands_in_for_both() -> None:
    elif_, nils = POLICY.person("p-03"), POLICY.person("p-04")
    assert elif_
    assert nils
    chain = [away("p-02", "p-03"), away("p-03", "p-04")]
    found = asker(nils, MONDAY, chain, POLICY)
    assert [each.id for each in found.instead_of] == ["p-02", "p-03"]
    assert found.departments == {"klk", "jobbcenter", "skola"}
    assert asker(elif_, MONDAY, chain, POLICY).instead_of == ()


def test_whose_a_step_in_a_list_is() -> None:
    case, officer = one(Role.CASE_WORKER), one(Role.PROCUREMENT_OFFICER, department="skola")
    assert takes(case, "hold", ["klk"], [])
    assert takes(case, "hold", ["skola"], ["x-1"])
    assert not takes(case, "hold", ["skola"], [])
    assert takes(officer, "sign", ["klk"], [])
    assert not takes(officer, "hold", ["klk"], [])
    assert takes(one(Role.COORDINATOR), "hold", ["skola"], [])
    assert not takes(one(Role.READER), "hold", ["klk"], [])


def test_the_mark_belongs_to_any_open_step() -> None:
    assert secrecy.__name__ in ANY_STEP
