"""Where a contract stands: its phase, and the steps that somebody has to take now."""

from domain.contract import Contract
from domain.vocabulary import Party, Phase, Step

STEPS_OF: dict[Phase, tuple[Step, ...]] = {
    Phase.TRIAGE: (Step.TRIAGE,),
    Phase.AWARD: (Step.STANDSTILL, Step.SIGN),
    Phase.DIALOGUE: (Step.INVITE, Step.HOLD, Step.CONFIRM),
    Phase.COMMITMENT: (Step.AGREE,),
    Phase.DELIVERY: (Step.PLACE, Step.FOLLOW_UP),
    Phase.EVALUATION: (Step.EVALUATE,),
    Phase.CLOSED: (),
}


def phase_of(state: Contract) -> Phase:
    if state.closed:
        return Phase.CLOSED
    if state.clause is None:
        return Phase.TRIAGE
    if state.signed_on is None:
        return Phase.AWARD
    if state.terminated:
        return Phase.EVALUATION
    if not record_is_confirmed(state):
        return Phase.DIALOGUE
    if not state.commitments_concluded:
        return Phase.COMMITMENT
    if not (everything_is_placed(state) and is_followed_up(state)):
        return Phase.DELIVERY
    return Phase.EVALUATION


def open_steps(state: Contract) -> tuple[Step, ...]:
    if state.facts is None:
        return ()
    return tuple(step for step in STEPS_OF[phase_of(state)] if not is_done(step, state))


def is_done(step: Step, state: Contract) -> bool:  # noqa: C901 - one line a step
    """Whether a step of the present phase is behind us, or not yet possible."""
    match step:
        case Step.STANDSTILL:
            return state.standstill_ended
        case Step.SIGN:
            return not state.standstill_ended
        case Step.INVITE:
            return state.invited or state.held is not None
        case Step.HOLD:
            return state.held is not None
        case Step.CONFIRM:
            return state.held is None
        case Step.PLACE:
            return everything_is_placed(state)
        case Step.FOLLOW_UP:
            return is_followed_up(state)
        case Step.TRIAGE | Step.AGREE | Step.EVALUATE:
            return False  # the phase ends with them


def record_is_confirmed(state: Contract) -> bool:
    return state.held is not None and state.confirmed_by == frozenset(Party)


def places_left(state: Contract, commitment: int) -> int:
    taken = sum(1 for placement in state.kept_placements if placement.commitment == commitment)
    return state.commitments[commitment].places - taken


def everything_is_placed(state: Contract) -> bool:
    if state.delivery_concluded:
        return True
    all_taken = all(places_left(state, commitment) <= 0 for commitment in state.commitments)
    return all_taken and not state.running_placements


def is_followed_up(state: Contract) -> bool:
    """Where nothing was promised there is nothing to follow up."""
    return state.follow_up_approved or not state.commitments
