"""Placements: started, interrupted, completed; never who."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Wording
from domain.context import Context
from domain.contract import Contract, Placement, changed
from domain.counting import Service, counts
from domain.free_text import FreeText
from domain.guards import must_be_in, must_not_be_concluded
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.phase import places_left
from domain.policy import Policy
from domain.process.commitment import CommitmentAgreed, must_be_agreed
from domain.process.common import CommitmentWithRoom, RunningPlacement, Why
from domain.process.places import PlaceOpened, PlaceToFill, must_be_ready, must_be_within, with_place
from domain.process.running import begun, completed_already, may_end
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
PLACEMENT_COUNTS = Letter(
    "placement_counts",
    N_("A placement ended early and counts"),
    N_("{contract}: a placement ended early and counts"),
    N_("Placement {number} ended on {due}. Enough of its time was served: it counts as fulfilled."),
)
LETTERS = (PLACEMENT_STARTED, PLACEMENT_COMPLETED, PLACEMENT_INTERRUPTED, PLACEMENT_COUNTS)


@dataclass(frozen=True)
class Terms:
    """Of each placement: per cent of full time, and the day on which it was interrupted."""

    percents: Mapping[int, int] = field(default_factory=dict)
    interrupted_on: Mapping[int, date] = field(default_factory=dict)

    def service_of(self, number: int, placement: Placement, ended_on: date | None = None) -> Service:
        """`ended_on`: as if it ended then."""
        last = ended_on or self.interrupted_on.get(number) or placement.completed_on
        return Service(placement.started_on, last, placement.interrupted, self.percents.get(number, 100))


def _told(letter: Letter, day: date, number: int) -> Iterator[Notice]:
    yield Notice(letter.kind, Role.COORDINATOR, step=PLACE, due=day, number=number)


class PlacementStarted(Happened):
    says: ClassVar[str] = N_("Placement {placement} started on {started_on}.")
    type: Literal["PlacementStarted"] = "PlacementStarted"
    placement: int
    commitment: int
    form: Form
    started_on: date
    percent: int = 100
    place: int | None = None

    def rests_on(self, earlier: Happened) -> bool:
        if isinstance(earlier, PlaceOpened):
            return earlier.place == self.place
        return isinstance(earlier, CommitmentAgreed) and earlier.commitment == self.commitment

    def evolve(self, state: Contract) -> Contract:
        started = Placement(self.commitment, self.form, self.started_on)
        state = changed(state, placements={**state.placements, self.placement: started})
        percents = {**state.of(Terms).percents, self.placement: self.percent}
        state = state.having(replace(state.of(Terms), percents=percents))
        return with_place(state, self.place, placement=self.placement)

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
    """It ended before its time: the promised place is free again, unless enough of the time was served
    (`counts`, judged by the policy of that day)."""

    says: ClassVar[str] = N_("Placement {placement} was interrupted on {interrupted_on}.")
    type: Literal["PlacementInterrupted"] = "PlacementInterrupted"
    placement: int
    interrupted_on: date
    reason: FreeText
    counts: bool = False

    def rests_on(self, earlier: Happened) -> bool:
        return isinstance(earlier, PlacementStarted) and earlier.placement == self.placement

    def evolve(self, state: Contract) -> Contract:
        days = {**state.of(Terms).interrupted_on, self.placement: self.interrupted_on}
        state = state.having(replace(state.of(Terms), interrupted_on=days))
        if self.counts:
            return _placed(state, self.placement, completed_on=self.interrupted_on)
        return _placed(state, self.placement, interrupted=True)

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        letter = PLACEMENT_COUNTS if self.counts else PLACEMENT_INTERRUPTED
        return _told(letter, self.interrupted_on, self.placement)


def _placed(
    state: Contract, number: int, *, completed_on: date | None = None, interrupted: bool = False
) -> Contract:
    if (placement := state.placements.get(number)) is None:
        return state
    ended = replace(placement, completed_on=completed_on, interrupted=interrupted)
    return changed(state, placements={**state.placements, number: ended})


class StartPlacement(Command):
    wording: ClassVar[Wording] = Wording(
        N_("A placement has started"), N_("Save the start"), N_("The placement has started.")
    )
    day: ClassVar[str] = "started_on"
    type: Literal["start_placement"] = "start_placement"
    commitment: CommitmentWithRoom
    started_on: Annotated[date, Field(title=N_("Started on"))]
    percent: Annotated[int, Field(ge=1, le=100, title=N_("Per cent of full time"))] = 100
    place: PlaceToFill | None = None

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
        must_be_within(self.started_on, state)
        if self.place:
            must_be_ready(self.place, self.commitment, state)
        yield PlacementStarted(
            placement=max(state.placements, default=0) + 1,
            commitment=self.commitment,
            form=state.commitments[self.commitment].form,
            started_on=self.started_on,
            percent=self.percent,
            place=self.place,
        )


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
        placement = begun(state, self.placement, self.completed_on)
        if placement.completed_on is None:
            yield PlacementCompleted(placement=self.placement, completed_on=self.completed_on)
        elif placement.completed_on != self.completed_on:
            raise completed_already(self.placement, placement)


class InterruptPlacement(Command):
    wording: ClassVar[Wording] = Wording(
        N_("A placement was interrupted"),
        N_("Save the interruption"),
        N_("The interruption is saved. If it was early, the promised place is free again."),
    )
    day: ClassVar[str] = "interrupted_on"
    type: Literal["interrupt_placement"] = "interrupt_placement"
    placement: RunningPlacement
    interrupted_on: Annotated[date, Field(title=N_("Interrupted on"))]
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        may_end(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        placement = begun(state, self.placement, self.interrupted_on)
        if placement.completed_on:
            raise completed_already(self.placement, placement)
        promise = state.commitments.get(placement.commitment)
        service = state.of(Terms).service_of(self.placement, placement, self.interrupted_on)
        yield PlacementInterrupted(
            placement=self.placement,
            interrupted_on=self.interrupted_on,
            reason=self.reason,
            counts=promise is not None and counts(promise, service, context.policy.counting),
        )
