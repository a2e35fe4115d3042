"""What holds for every promise, new or changed: its period, its amount."""

from domain import facts
from domain.contract import Contract
from domain.refusal import Refusal
from domain.vocabulary import Unit
from domain.words import N_

PLACING = ("place",)  # the step whose last day counts from the promised period


def must_hold_together(promise: facts.Commitment, state: Contract) -> None:
    """Raises Refusal."""
    _check_period(promise, state)
    if promise.unit is not Unit.PLACES and promise.quantity is None:
        raise Refusal("quantity_missing", N_("Say how many {unit} are promised in all."), unit=promise.unit)
    if promise.unit is Unit.PLACES and promise.quantity not in (None, promise.places):
        raise Refusal(
            "quantity_of_places",
            N_("The number of places is {places}. Choose weeks or months for another amount."),
            places=promise.places,
        )


def _check_period(promise: facts.Commitment, state: Contract) -> None:
    if promise.ends_on < promise.starts_on:
        raise Refusal(
            "period_backwards", N_("The period of “{form}” ends before it starts."), form=promise.form
        )
    if state.signed_on and promise.ends_on < state.signed_on:
        raise Refusal(
            "before_signing",
            N_("The contract was signed on {signed_on}; a commitment cannot end before that."),
            signed_on=state.signed_on,
        )
    ends_on = state.facts.ends_on if state.facts else None
    if ends_on and promise.ends_on > ends_on:
        raise Refusal(
            "beyond_contract",
            N_("The contract ends on {ends_on}; a commitment cannot last longer."),
            ends_on=ends_on,
        )
