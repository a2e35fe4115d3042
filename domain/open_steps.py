"""The steps that somebody has to take now, and whose they are."""

from domain.contract import Contract
from domain.phase import phase_of
from domain.policy import Policy
from domain.process import STEPS
from domain.responsible import NOBODY, Responsibility, Responsible
from domain.vocabulary import Phase

STEPS_OF: dict[Phase, tuple[str, ...]] = {
    phase: tuple(step.name for step in STEPS.values() if phase in step.phases) for phase in Phase
}


def open_steps(state: Contract) -> tuple[str, ...]:
    """Asked a score of times in a decision, mostly of the same state: the answer stays with it."""
    if (known := state.open_steps) is None:
        known = vars(state)["open_steps"] = _open_steps(state)
    return known


def _open_steps(state: Contract) -> tuple[str, ...]:
    if state.facts is None or state.is_suspended:
        return ()
    return tuple(name for name in STEPS_OF[phase_of(state)] if STEPS[name].is_open(state))


def rounds(state: Contract) -> dict[str, int]:
    """Of the open steps, the how manieth time each is."""
    return {name: STEPS[name].round(state) for name in open_steps(state)}


def departments_of(step: str, state: Contract, policy: Policy) -> tuple[str, ...]:
    """Placing belongs to the departments of the promised forms; most steps to the policy's, or to whom it went."""
    if passed_on := state.of(Responsibility).of(step).department:
        return (passed_on,)
    return tuple(sorted(STEPS[step].owners(state))) or (policy.steps[step].department,)


def responsible_for(step: str, state: Contract) -> Responsible:
    """It lapses when the step closes."""
    return state.of(Responsibility).of(step) if step in open_steps(state) else NOBODY
