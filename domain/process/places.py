"""A place from opened to filled; whom it is proposed for is told in candidates.py."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import ChosenFrom, Command, Shown, Wording
from domain.context import Context
from domain.contract import Contract
from domain.facts import Word
from domain.free_text import FreeText
from domain.guards import must_be_in, must_not_be_concluded
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.phase import places_left
from domain.policy import THE_DEPARTMENT, Policy
from domain.process.commitment import CommitmentAgreed, must_be_agreed
from domain.process.common import CommitmentWithRoom
from domain.refusal import Refusal
from domain.vocabulary import Form, Phase
from domain.words import N_

PLACE_OPENED = Letter(
    "place_opened",
    N_("A place is open"),
    N_("{contract}: a place to fill"),
    N_("Place {number} is open from {due}: {form}. Find somebody, and propose them by your own reference."),
)
LETTERS = (PLACE_OPENED,)


@dataclass(frozen=True)
class Candidate:
    """`accepted`: None until the supplier has answered."""

    place: int
    reference: str
    accepted: bool | None = None


@dataclass(frozen=True)
class Place:
    """`placement`: who took it has started."""

    commitment: int
    form: Form
    what: str
    starts_on: date
    departments: tuple[str, ...]
    placement: int | None = None
    closed: bool = False


@dataclass(frozen=True)
class Places:
    places: Mapping[int, Place] = field(default_factory=dict)
    candidates: Mapping[int, Candidate] = field(default_factory=dict)

    @property
    def open(self) -> tuple[int, ...]:
        return tuple(n for n, place in self.places.items() if place.placement is None and not place.closed)

    @property
    def awaiting_answer(self) -> tuple[int, ...]:
        return tuple(n for n, c in self.candidates.items() if c.accepted is None and c.place in self.open)

    def accepted_for(self, place: int) -> int | None:
        return next((n for n, c in self.candidates.items() if c.place == place and c.accepted), None)


def with_place(
    state: Contract, number: int | None, *, placement: int | None = None, closed: bool = False
) -> Contract:
    kept = state.of(Places)
    if number is None or (place := kept.places.get(number)) is None:
        return state
    changed = replace(place, placement=placement, closed=closed)
    return state.having(replace(kept, places={**kept.places, number: changed}))


PlaceToFill = Annotated[
    int,
    Field(ge=1, title=N_("Opened place")),
    ChosenFrom("place", lambda state: state.of(Places).open),
]


class PlaceOpened(Happened):
    says: ClassVar[str] = N_("Place {place} was opened from {starts_on}: {form}.")
    type: Literal["PlaceOpened"] = "PlaceOpened"
    place: int
    commitment: int
    form: Form
    what: FreeText
    starts_on: date
    departments: tuple[Word, ...]

    def rests_on(self, earlier: Happened) -> bool:
        return isinstance(earlier, CommitmentAgreed) and earlier.commitment == self.commitment

    def evolve(self, state: Contract) -> Contract:
        kept = state.of(Places)
        place = Place(self.commitment, self.form, self.what, self.starts_on, self.departments)
        return state.having(replace(kept, places={**kept.places, self.place: place}))

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        yield Notice(
            PLACE_OPENED.kind,
            THE_DEPARTMENT,
            self.departments,
            due=self.starts_on,
            number=self.place,
            form=self.form,
        )


class PlaceClosed(Happened):
    says: ClassVar[str] = N_("Place {place} was taken back before it was filled.")
    type: Literal["PlaceClosed"] = "PlaceClosed"
    place: int
    reason: FreeText

    def rests_on(self, earlier: Happened) -> bool:
        return isinstance(earlier, PlaceOpened) and earlier.place == self.place

    def evolve(self, state: Contract) -> Contract:
        return with_place(state, self.place, closed=True)


class OpenPlace(Command):
    wording: ClassVar[Wording] = Wording(
        N_("Open a place"),
        N_("Open the place"),
        N_("The place is open. The department that fills it is told."),
    )
    type: Literal["open_place"] = "open_place"
    commitment: CommitmentWithRoom
    what: Annotated[FreeText, Field(title=N_("What will somebody do there?")), Shown("text")]
    starts_on: Annotated[date, Field(title=N_("From"))]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_in(state, Phase.DELIVERY)
        must_not_be_concluded(state)
        if not any(places_left(state, commitment) > 0 for commitment in state.commitments):
            raise Refusal("no_place_left", N_("Every promised place has already been started."))

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        must_be_agreed(self.commitment, state)
        kept, promise = state.of(Places), state.commitments[self.commitment]
        opened = sum(1 for number in kept.open if kept.places[number].commitment == self.commitment)
        if places_left(state, self.commitment) <= opened:
            raise Refusal(
                "places_opened",
                N_("Every place that is left of commitment {number} has been opened or started."),
                number=self.commitment,
            )
        must_be_within(self.starts_on, state)
        yield PlaceOpened(
            place=max(kept.places, default=0) + 1,
            commitment=self.commitment,
            form=promise.form,
            what=self.what,
            starts_on=self.starts_on,
            departments=promise.departments,
        )


class ClosePlace(Command):
    wording: ClassVar[Wording] = Wording(
        N_("Take back an opened place"),
        N_("Take the place back"),
        N_("The place is taken back. The promise stands."),
    )
    type: Literal["close_place"] = "close_place"
    place: PlaceToFill
    reason: Annotated[FreeText, Field(title=N_("Why?"))]

    @staticmethod
    def may(state: Contract) -> None:
        may_fill(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        must_be_open(self.place, state)
        yield PlaceClosed(place=self.place, reason=self.reason)


def must_be_within(starts_on: date, state: Contract) -> None:
    """What begins at a place begins while the contract runs."""
    if state.signed_on and starts_on < state.signed_on:
        raise Refusal(
            "started_before_signing",
            N_("The contract was signed on {signed_on}; a placement cannot have started before that."),
            signed_on=state.signed_on,
        )
    ends_on = state.facts.ends_on if state.facts else None
    if ends_on and starts_on > ends_on:
        raise Refusal(
            "started_after_end",
            N_(
                "The contract ends on {ends_on}; nothing can start after that. "
                "If the contract runs longer, change its dates first."
            ),
            ends_on=ends_on,
        )


def may_fill(state: Contract) -> None:
    must_be_in(state, Phase.DELIVERY)
    if not state.of(Places).open:
        raise Refusal("no_open_place", N_("No place is open. Open one first."))


def must_be_open(number: int, state: Contract) -> None:
    if number not in state.of(Places).open:
        raise Refusal("place_not_open", N_("Place {number} is not open."), number=number)


def must_be_ready(number: int, commitment: int, state: Contract) -> None:
    """For whoever starts there: the supplier has accepted somebody."""
    must_be_open(number, state)
    kept = state.of(Places)
    if kept.places[number].commitment != commitment:
        raise Refusal(
            "place_of_another_commitment",
            N_("Place {number} belongs to commitment {commitment}."),
            number=number,
            commitment=kept.places[number].commitment,
        )
    if kept.accepted_for(number) is None:
        raise Refusal(
            "nobody_accepted", N_("The supplier has accepted nobody for place {number} yet."), number=number
        )
