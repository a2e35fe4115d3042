"""The secrecy mark: set with a reason, lifted with a reason, and never struck; and who has to do with a contract."""

from domain.contract import Contract
from domain.happened import fold
from domain.open_steps import open_steps
from domain.process.correction import StrikeEntry
from domain.process.responsibility import StepAssigned, StepPassedOn
from domain.process.secrecy import LiftSecrecyMark, MarkSecret, Secrecy, SecrecyMarked, SecrecyMarkLifted
from domain.step_events import StepOpened
from domain.taking_part import departments_taking_part, people_taking_part
from tests.builders import CLOSED, IN_DIALOGUE, POLICY, REGISTERED
from tests.scenario import given

MARK, LIFT = MarkSecret(reason="Uppgift i bilaga."), LiftSecrecyMark(reason="Bilagan är borta.")
MARKED, LIFTED = SecrecyMarked(reason="Uppgift i bilaga."), SecrecyMarkLifted(reason="Bilagan är borta.")


def test_a_contract_is_marked_and_the_mark_is_lifted_also_when_it_is_closed() -> None:
    for past in ((REGISTERED,), IN_DIALOGUE, CLOSED):
        given(*past).when(MARK).then(MARKED)
        given(*past, MARKED).when(LIFT).then(LIFTED)


def test_a_mark_is_set_once_and_lifted_once() -> None:
    given(REGISTERED, MARKED).when(MARK).refused("marked_already")
    given(REGISTERED).when(LIFT).refused("not_marked")
    given(REGISTERED, MARKED, LIFTED).when(LIFT).refused("not_marked")


def test_a_mark_is_lifted_and_never_struck() -> None:
    entry = len(IN_DIALOGUE) + 1
    given(*IN_DIALOGUE, MARKED).when(StrikeEntry(entry=entry, reason="Fel.")).refused("not_correctable")


def test_a_mark_leaves_the_steps_and_their_last_days_alone() -> None:
    before, after = fold(Contract(), IN_DIALOGUE), fold(Contract(), (*IN_DIALOGUE, MARKED))
    assert after.of(Secrecy).marked
    assert (open_steps(after), after.deadlines) == (open_steps(before), before.deadlines)


def test_a_department_that_had_a_step_has_part_also_afterwards() -> None:
    opened = StepOpened(step="hold", departments=("skola",))
    passed = StepPassedOn(step="hold", department="jobbcenter", reason="Rätt ställe.")
    state = fold(Contract(), (*IN_DIALOGUE, opened, passed))
    assert departments_taking_part(state, POLICY) == {"skola", "jobbcenter", "klk"}


def test_people_have_part_while_the_step_they_were_given_is_open() -> None:
    given_away = (StepAssigned(step="hold", person="p-03"), StepAssigned(step="place", person="p-04"))
    assert people_taking_part(fold(Contract(), (*IN_DIALOGUE, *given_away))) == {"p-03"}
