"""Rules of placements: started and completed, never who."""

from collections.abc import Iterator
from datetime import date

from domain import commands as c, events as e
from domain.context import Context
from domain.contract import Contract, Placement
from domain.guards import must_be_in
from domain.process import everything_is_placed, places_left
from domain.refusal import Refusal
from domain.vocabulary import Phase
from domain.words import N_


def _must_not_be_concluded(state: Contract) -> None:
    """A placement started after that could never be completed."""
    if state.delivery_concluded:
        raise Refusal("delivery_concluded", N_("It is already settled that no more places will come."))


def may_start(state: Contract) -> None:
    must_be_in(state, Phase.DELIVERY)
    _must_not_be_concluded(state)
    if not any(places_left(state, commitment) > 0 for commitment in state.commitments):
        raise Refusal("no_place_left", N_("Every promised place has already been started."))


def start(state: Contract, command: c.StartPlacement, _: Context) -> Iterator[e.Event]:
    if command.commitment not in state.commitments:
        raise Refusal("unknown_commitment", N_("There is no commitment {number}."), number=command.commitment)
    if places_left(state, command.commitment) <= 0:
        raise Refusal(
            "commitment_full",
            N_("Every place of commitment {number} has already been started."),
            number=command.commitment,
        )
    if state.signed_on and command.started_on < state.signed_on:
        raise Refusal(
            "started_before_signing",
            N_("The contract was signed on {signed_on}; a placement cannot have started before that."),
            signed_on=state.signed_on,
        )
    yield e.PlacementStarted(
        placement=len(state.placements) + 1,
        commitment=command.commitment,
        form=state.commitments[command.commitment].form,
        started_on=command.started_on,
    )


def may_end(state: Contract) -> None:
    must_be_in(state, Phase.DELIVERY)
    if not state.running_placements:
        raise Refusal("nothing_running", N_("No placement is running."))


def complete(state: Contract, command: c.CompletePlacement, _: Context) -> Iterator[e.Event]:
    placement = _begun(state, command.placement, command.completed_on)
    if placement.completed_on is None:
        yield e.PlacementCompleted(placement=command.placement, completed_on=command.completed_on)
    elif placement.completed_on != command.completed_on:
        raise _completed_already(command.placement, placement)


def interrupt(state: Contract, command: c.InterruptPlacement, _: Context) -> Iterator[e.Event]:
    placement = _begun(state, command.placement, command.interrupted_on)
    if placement.completed_on:
        raise _completed_already(command.placement, placement)
    yield e.PlacementInterrupted(
        placement=command.placement, interrupted_on=command.interrupted_on, reason=command.reason
    )


def _begun(state: Contract, number: int, ended_on: date) -> Placement:
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


def _completed_already(number: int, placement: Placement) -> Refusal:
    return Refusal(
        "already_completed",
        N_("Placement {number} is already on record as completed on {completed_on}."),
        number=number,
        completed_on=placement.completed_on,
    )


def may_conclude(state: Contract) -> None:
    must_be_in(state, Phase.DELIVERY)
    _must_not_be_concluded(state)
    if everything_is_placed(state):
        raise Refusal("all_placed", N_("Every promised place is already completed."))
    if running := len(state.running_placements):
        raise Refusal(
            "placements_running", N_("Not possible yet: {number} placements are running."), number=running
        )


def conclude(_state: Contract, command: c.ConcludeDelivery, _: Context) -> Iterator[e.Event]:
    yield e.DeliveryConcluded(reason=command.reason)
