"""Two that are on record may be the same contract, told by two sources: a person joins them, or keeps them apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain.command import Command
from domain.context import Context
from domain.contract import Contract, changed
from domain.facts import ContractFacts, Line, Word, named
from domain.guards import must_be_running
from domain.happened import Happened
from domain.phase import phase_of
from domain.process.evaluation import EVALUATE
from domain.process.registration import with_facts
from domain.refusal import Refusal
from domain.vocabulary import Phase
from domain.words import N_

NOT_TAKEN = ("source", "contract_number")  # the one that is kept keeps what it is known by


@dataclass(frozen=True)
class Apart:
    others: frozenset[UUID] = frozenset()


class KeptApart(Happened):
    says: ClassVar[str] = N_("It was decided that this is another contract than one that it resembles.")
    type: Literal["KeptApart"] = "KeptApart"
    other: UUID

    def evolve(self, state: Contract) -> Contract:
        return state.having(Apart(state.of(Apart).others | {self.other}))


class DetailsJoined(Happened):
    """`changed`: which of the facts another source told of the same contract."""

    moves: ClassVar[tuple[str, ...]] = (EVALUATE,)
    says: ClassVar[str] = N_("Details were taken from another source that tells of the same contract.")
    type: Literal["DetailsJoined"] = "DetailsJoined"
    joined: UUID
    facts: ContractFacts
    changed: tuple[Word, ...]

    def evolve(self, state: Contract) -> Contract:
        if state.facts is None:
            return state
        return with_facts(state, state.facts.model_copy(update=named(self.facts, self.changed)))


class ContractJoined(Happened):
    """The other one goes on; the trail of this one stays."""

    says: ClassVar[str] = N_("It is the same contract as {number}, which goes on. This one is struck off.")
    correctable: ClassVar[bool] = False
    type: Literal["ContractJoined"] = "ContractJoined"
    into: UUID
    number: Line

    def evolve(self, state: Contract) -> Contract:
        return changed(state, closed=True, void=True)


class KeepApart(Command):
    type: Literal["keep_apart"] = "keep_apart"
    other: UUID

    @staticmethod
    def may(state: Contract) -> None:
        must_be_running(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        if self.other not in state.of(Apart).others:
            yield KeptApart(other=self.other)


class TakeDetails(Command):
    """For the one that is kept: of what the other tells (`facts`), these fields."""

    type: Literal["take_details"] = "take_details"
    joined: UUID
    facts: ContractFacts
    fields: Annotated[tuple[Word, ...], Field(max_length=100)] = ()

    @staticmethod
    def may(state: Contract) -> None:
        must_be_running(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        taken = [name for name in self.fields if name in ContractFacts.model_fields and name not in NOT_TAKEN]
        changed = tuple(name for name in taken if getattr(self.facts, name) != getattr(state.facts, name))
        if changed:
            yield DetailsJoined(joined=self.joined, facts=self.facts, changed=changed)


class JoinInto(Command):
    """For the one that goes: only before anything has been done with it that would be lost."""

    type: Literal["join_into"] = "join_into"
    into: UUID
    number: Line

    @staticmethod
    def may(state: Contract) -> None:
        must_be_running(state)
        if phase_of(state) not in (Phase.TRIAGE, Phase.AWARD):
            raise Refusal(
                "join_would_lose",
                N_(
                    "A dialogue has begun in the contract that would be struck off. Keep that one, and join the other."
                ),
            )

    def decide(self, _state: Contract, _: Context) -> Iterator[Happened]:
        yield ContractJoined(into=self.into, number=self.number)


def lacking(kept: ContractFacts, other: ContractFacts) -> tuple[str, ...]:
    """What the other tells and the one that is kept does not."""
    return tuple(
        name
        for name in ContractFacts.model_fields
        if name not in NOT_TAKEN
        and getattr(kept, name) in (None, "", ())
        and getattr(other, name) not in (None, "", ())
    )


EVENTS: tuple[type[Happened], ...] = (KeptApart, DetailsJoined, ContractJoined)
