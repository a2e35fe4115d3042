"""What was promised on a contract and what came of it, as the API answers it. Nobody is named anywhere."""

from datetime import date
from typing import Self

from pydantic import BaseModel

from domain.contract import Contract
from domain.facts import Commitment, Organisation
from domain.policy import Policy
from domain.process.hosting import Hosts
from domain.process.kept import kept_so_far
from domain.process.placement import Terms
from domain.process.places import Places
from domain.vocabulary import Form, Unit


class CommitmentOut(BaseModel):
    """`done` of `promised`, both in `counted_in`: places, weeks, or months of full time."""

    promise: Commitment
    done: float
    promised: int
    counted_in: Unit
    fulfilled: bool


class CandidateOut(BaseModel):
    """`reference` is opaque: who it is, only its owner can look up. `accepted`: null until answered."""

    candidate: int
    reference: str
    accepted: bool | None


class PlaceOut(BaseModel):
    place: int
    commitment: int
    form: Form
    what: str
    starts_on: date
    placement: int | None
    closed: bool
    candidates: list[CandidateOut]


class PlacementOut(BaseModel):
    """`freed`: interrupted too early to count, so that its place is free again."""

    placement: int
    commitment: int
    form: Form
    started_on: date
    completed_on: date | None
    interrupted_on: date | None
    freed: bool
    percent: int
    host: Organisation | None


class DeliveryOut(BaseModel):
    commitments: list[CommitmentOut]
    places: list[PlaceOut]
    placements: list[PlacementOut]

    @classmethod
    def of(cls, state: Contract, policy: Policy, today: date) -> Self:
        return cls(
            commitments=[_commitment(number, state, policy, today) for number in state.commitments],
            places=_places(state.of(Places)),
            placements=_placements(state),
        )


def _commitment(number: int, state: Contract, policy: Policy, today: date) -> CommitmentOut:
    kept = kept_so_far(number, state, today, policy.counting)
    agreed = state.commitments[number]
    told = {name: getattr(agreed, name) for name in Commitment.model_fields}
    return CommitmentOut(
        promise=Commitment(**told),
        done=round(float(kept.done), 2),
        promised=kept.promised,
        counted_in=kept.unit,
        fulfilled=kept.fulfilled,
    )


def _places(kept: Places) -> list[PlaceOut]:
    return [
        PlaceOut(
            place=number,
            commitment=each.commitment,
            form=each.form,
            what=each.what,
            starts_on=each.starts_on,
            placement=each.placement,
            closed=each.closed,
            candidates=[
                CandidateOut(candidate=n, reference=c.reference, accepted=c.accepted)
                for n, c in kept.candidates.items()
                if c.place == number
            ],
        )
        for number, each in kept.places.items()
    ]


def _placements(state: Contract) -> list[PlacementOut]:
    terms, hosts = state.of(Terms), state.of(Hosts).named
    return [
        PlacementOut(
            placement=number,
            commitment=each.commitment,
            form=each.form,
            started_on=each.started_on,
            completed_on=each.completed_on,
            interrupted_on=terms.interrupted_on.get(number),
            freed=each.interrupted,
            percent=terms.percents.get(number, 100),
            host=hosts.get(number),
        )
        for number, each in state.placements.items()
    ]
