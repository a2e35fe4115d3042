"""Where a contract stands."""

from domain.contract import Contract
from domain.vocabulary import Party, Phase


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


def record_is_confirmed(state: Contract) -> bool:
    return state.held is not None and state.confirmed_by == frozenset(Party)


def places_left(state: Contract, commitment: int) -> int:
    taken = sum(1 for placement in state.kept_placements if placement.commitment == commitment)
    return state.commitments[commitment].places - taken


def everything_is_placed(state: Contract) -> bool:
    if (
        state.running_placements
    ):  # one whose end was struck goes on, though the delivery was concluded after it
        return False
    all_taken = all(places_left(state, commitment) <= 0 for commitment in state.commitments)
    return state.delivery_concluded or all_taken


def is_followed_up(state: Contract) -> bool:
    """Where nothing was promised there is nothing to follow up."""
    return state.reports_approved >= state.reports_planned or not state.commitments
