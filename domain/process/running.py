"""What ends a placement asks first: that it runs, and when it began."""

from datetime import date

from domain.contract import Contract, Placement
from domain.guards import must_be_in
from domain.refusal import Refusal
from domain.vocabulary import Phase
from domain.words import N_


def may_end(state: Contract) -> None:
    must_be_in(state, Phase.DELIVERY)
    if not state.running_placements:
        raise Refusal("nothing_running", N_("No placement is running."))


def begun(state: Contract, number: int, ended_on: date) -> Placement:
    placement = state.placements.get(number)
    if placement is None:
        raise Refusal("unknown_placement", N_("There is no placement {number}."), number=number)
    if placement.interrupted:
        raise Refusal(
            "already_interrupted", N_("Placement {number} has already been interrupted."), number=number
        )
    if ended_on < placement.started_on:
        raise Refusal(
            "completed_before_start",
            N_("The placement started on {started_on} and cannot have been completed before that."),
            started_on=placement.started_on,
        )
    return placement


def completed_already(number: int, placement: Placement) -> Refusal:
    return Refusal(
        "already_completed",
        N_("Placement {number} is already on record as completed on {completed_on}."),
        number=number,
        completed_on=placement.completed_on,
    )
