"""Placements: started, interrupted, completed; never who."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Wording
from domain.context import Context
from domain.contract import Contract, Placement
from domain.free_text import FreeText
from domain.guards import must_be_in
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.phase import places_left
from domain.policy import Policy
from domain.process.commitment import CommitmentAgreed, must_be_agreed
from domain.process.common import CommitmentWithRoom, RunningPlacement, Why
from domain.refusal import Refusal
from domain.vocabulary import Form, Phase, Role
from domain.words import N_

PLACE = "place"

PLACEMENT_STARTED = Letter(
    "placement_started",
    N_("A placement has started"),
    N_("{contract}: a placement has started"),
    N_("Placement {number} started on {due}."),
)
PLACEMENT_COMPLETED = Letter(
    "placement_completed",
    N_("A placement is completed"),
    N_("{contract}: a placement is completed"),
    N_("Placement {number} was completed on {due}."),
)
PLACEMENT_INTERRUPTED = Letter(
    "placement_interrupted",
    N_("A placement was interrupted"),
    N_("{contract}: a placement was interrupted"),
    N_("Placement {number} was interrupted on {due}. The promised place is free again."),
)
LETTERS = (PLACEMENT_STARTED, PLACEMENT_COMPLETED, PLACEMENT_INTERRUPTED)


def _told(letter: Letter, day: date, number: int) -> Iterator[Notice]:
    yield Notice(letter.kind, Role.COORDINATOR, step=PLACE, due=day, number=number)


class PlacementStarted(Happened):
    says: ClassVar[str] = N_("Placement {placement} started on {started_on}.")
    type: Literal["PlacementStarted"] = "PlacementStarted"
    placement: int
    commitment: int
    form: Form
    started_on: date

    def rests_on(self, earlier: Happened) -> bool:
        return isinstance(earlier, CommitmentAgreed) and earlier.commitment == self.commitment

    def evolve(self, state: Contract) -> Contract:
        started = Placement(self.commitment, self.form, self.started_on)
        return replace(state, placements={**state.placements, self.placement: started})

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        return _told(PLACEMENT_STARTED, self.started_on, self.placement)


class PlacementCompleted(Happened):
    says: ClassVar[str] = N_("Placement {placement} was completed on {completed_on}.")
    type: Literal["PlacementCompleted"] = "PlacementCompleted"
    placement: int
    completed_on: date

    def rests_on(self, earlier: Happened) -> bool:
        return isinstance(earlier, PlacementStarted) and earlier.placement == self.placement

    def evolve(self, state: Contract) -> Contract:
        return _placed(state, self.placement, completed_on=self.completed_on)

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        return _told(PLACEMENT_COMPLETED, self.completed_on, self.placement)


class PlacementInterrupted(Happened):
    """It ended before its time; the promised place is free again."""

    says: ClassVar[str] = N_("Placement {placement} was interrupted on {interrupted_on}.")
    type: Literal["PlacementInterrupted"] = "PlacementInterrupted"
    placement: int
    interrupted_on: date
    reason: FreeText

    def rests_on(self, earlier: Happened) -> bool:
        return isinstance(earlier, PlacementStarted) and earlier.placement == self.placement

    def evolve(self, state: Contract) -> Contract:
        return _placed(state, self.placement, interrupted=True)

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        return _told(PLACEMENT_INTERRUPTED, self.interrupted_on, self.placement)


def _placed(
    state: Contract, number: int, *, completed_on: date | None = None, interrupted: bool = False
) -> Contract:
    if (placement := state.placements.get(number)) is None:
        return state
    ended = replace(placement, completed_on=completed_on, interrupted=interrupted)
    return replace(state, placements={**state.placements, number: ended})


class StartPlacement(Command):
    wording: ClassVar[Wording] = Wording(
        N_("A placement has started"), N_("Save the start"), N_("The placement has started.")
    )
    day: ClassVar[str] = "started_on"
    type: Literal["start_placement"] = "start_placement"
    commitment: CommitmentWithRoom
    started_on: Annotated[date, Field(title=N_("Started on"))]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_in(state, Phase.DELIVERY)
        must_not_be_concluded(state)
        if not any(places_left(state, commitment) > 0 for commitment in state.commitments):
            raise Refusal("no_place_left", N_("Every promised place has already been started."))

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        must_be_agreed(self.commitment, state)
        if places_left(state, self.commitment) <= 0:
            raise Refusal(
                "commitment_full",
                N_("Every place of commitment {number} has already been started."),
                number=self.commitment,
            )
        if state.signed_on and self.started_on < state.signed_on:
            raise Refusal(
                "started_before_signing",
                N_("The contract was signed on {signed_on}; a placement cannot have started before that."),
                signed_on=state.signed_on,
            )
        yield PlacementStarted(
            placement=max(state.placements, default=0) + 1,
            commitment=self.commitment,
            form=state.commitments[self.commitment].form,
            started_on=self.started_on,
        )


def may_end(state: Contract) -> None:
    must_be_in(state, Phase.DELIVERY)
    if not state.running_placements:
        raise Refusal("nothing_running", N_("No placement is running."))


class CompletePlacement(Command):
    wording: ClassVar[Wording] = Wording(
        N_("A placement is completed"), N_("Save the completion"), N_("The placement is completed.")
    )
    day: ClassVar[str] = "completed_on"
    type: Literal["complete_placement"] = "complete_placement"
    placement: RunningPlacement
    completed_on: Annotated[date, Field(title=N_("Completed on"))]

    @staticmethod
    def may(state: Contract) -> None:
        may_end(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        placement = _begun(state, self.placement, self.completed_on)
        if placement.completed_on is None:
            yield PlacementCompleted(placement=self.placement, completed_on=self.completed_on)
        elif placement.completed_on != self.completed_on:
            raise _completed_already(self.placement, placement)


class InterruptPlacement(Command):
    wording: ClassVar[Wording] = Wording(
        N_("A placement was interrupted"),
        N_("Save the interruption"),
        N_("The interruption is saved. The promised place is free again."),
    )
    day: ClassVar[str] = "interrupted_on"
    type: Literal["interrupt_placement"] = "interrupt_placement"
    placement: RunningPlacement
    interrupted_on: Annotated[date, Field(title=N_("Interrupted on"))]
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        may_end(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        placement = _begun(state, self.placement, self.interrupted_on)
        if placement.completed_on:
            raise _completed_already(self.placement, placement)
        yield PlacementInterrupted(
            placement=self.placement, interrupted_on=self.interrupted_on, reason=self.reason
        )


def must_not_be_concluded(state: Contract) -> None:
    """A placement started after that could never be completed."""
    if state.delivery_concluded:
        raise Refusal("delivery_concluded", N_("It is already settled that no more places will come."))


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
