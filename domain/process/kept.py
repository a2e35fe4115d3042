"""How much of a commitment has been kept by its placements."""

from datetime import date

from domain.contract import Contract
from domain.counting import Progress, progress
from domain.policy import Counting
from domain.process.placement import Terms


def kept_so_far(commitment: int, state: Contract, today: date, rule: Counting) -> Progress:
    terms = state.of(Terms)
    services = [
        terms.service_of(number, placement)
        for number, placement in state.placements.items()
        if placement.commitment == commitment
    ]
    return progress(state.commitments[commitment], services, today, rule)
