"""Who has to do with a contract: the departments that a step of it is or was theirs, and people named for it."""

from domain.contract import Contract
from domain.open_steps import departments_of, open_steps, responsible_for
from domain.policy import Policy
from domain.process.owner import Owner
from domain.process.responsibility import StepPassedOn
from domain.step_events import StepOpened


def departments_taking_part(state: Contract, policy: Policy) -> frozenset[str]:
    """Those of past steps too: whoever held the dialogue may read its record afterwards."""
    now = {each for step in open_steps(state) for each in departments_of(step, state, policy)}
    return frozenset(now | departments_before(state))


def departments_before(state: Contract) -> frozenset[str]:
    found: set[str] = set()
    for event in state.past:
        if isinstance(event, StepOpened):
            found |= set(event.departments)
        if isinstance(event, StepPassedOn) and event.department:
            found.add(event.department)
    return frozenset(found)


def people_taking_part(state: Contract) -> frozenset[str]:
    """Whom an open step was given to, their deputy, and the contract's owner."""
    given = (person for step in open_steps(state) for person in responsible_for(step, state).people)
    return frozenset({*given, state.of(Owner).person} - {""})
