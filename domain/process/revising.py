"""A commitment changed by agreement: what changes, and why."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain import facts
from domain.command import Command, Wording
from domain.context import Context
from domain.contract import Contract, changed
from domain.free_text import FreeText
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.policy import Policy
from domain.process.commitment import (
    CommitmentAgreed,
    may_change_promises,
    must_be_agreed,
    promised,
)
from domain.process.common import Commitment, Places, Quantity, Why
from domain.process.promises import PLACING, must_hold_together
from domain.refusal import Refusal
from domain.vocabulary import TargetGroup, Unit
from domain.words import N_

COMMITMENT_REVISED = Letter(
    "commitment_revised",
    N_("A commitment was changed"),
    N_("{contract}: a commitment was changed"),
    N_("Promised now: {form}, {number} places, until {due}. Your department answers for it."),
)
LETTERS = (COMMITMENT_REVISED,)


class CommitmentRevised(facts.Commitment, Happened):
    """The whole commitment as it then stands. `changed`: which of it, so that another change that is struck
    does not stay with this one; empty in older events: all."""

    says: ClassVar[str] = N_("Commitment {commitment} was changed: {form}, {places}.")
    moves: ClassVar[tuple[str, ...]] = PLACING
    type: Literal["CommitmentRevised"] = "CommitmentRevised"
    reason: FreeText
    changed: tuple[facts.Word, ...] = ()

    def rests_on(self, earlier: Happened) -> bool:
        return isinstance(earlier, CommitmentAgreed) and earlier.commitment == self.commitment

    def evolve(self, state: Contract) -> Contract:
        if (before := state.commitments.get(self.commitment)) is None:
            return state
        told = {name: getattr(self, name) for name in self.changed or _KEPT if name in _KEPT}
        revised = before.model_copy(update=told)
        return changed(state, commitments={**state.commitments, self.commitment: revised})

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        return promised(self, COMMITMENT_REVISED)


class ReviseCommitment(Command):
    """Only the fields given are changed; the form stays, since its department answers for it."""

    wording: ClassVar[Wording] = Wording(
        N_("Change a commitment"), N_("Save the change"), N_("The commitment is changed.")
    )
    type: Literal["revise_commitment"] = "revise_commitment"
    commitment: Commitment
    places: Places | None = None
    quantity: Quantity | None = None
    unit: Annotated[Unit | None, Field(title=N_("Counted in"))] = None
    starts_on: Annotated[date | None, Field(title=N_("From"))] = None
    ends_on: Annotated[date | None, Field(title=N_("To and including"))] = None
    target_group: Annotated[TargetGroup | None, Field(title=N_("Target group"))] = None
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        may_change_promises(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        must_be_agreed(self.commitment, state)
        before = facts.Commitment.model_validate(_plain(state.commitments[self.commitment]))
        after = before.model_copy(update=self._changes())
        must_hold_together(after, state)
        self._must_hold_what_has_started(after, state)
        was, now = _plain(before), _plain(after)
        if changed := tuple(name for name in now if now[name] != was[name]):
            yield CommitmentRevised(**now, reason=self.reason, changed=changed)

    def _changes(self) -> dict[str, object]:
        """A promise that becomes one of places has no amount besides."""
        told = {name: value for name, value in self if name in _KEPT and value is not None}
        return ({"quantity": None} if self.unit is Unit.PLACES else {}) | told

    def _must_hold_what_has_started(self, after: facts.Commitment, state: Contract) -> None:
        taken = sum(1 for placement in state.kept_placements if placement.commitment == self.commitment)
        if after.places < taken:
            raise Refusal(
                "fewer_than_started",
                N_("{number} places of commitment {commitment} have been started; it cannot promise fewer."),
                number=taken,
                commitment=self.commitment,
            )


_KEPT = frozenset(facts.Commitment.model_fields)


def _plain(commitment: facts.Commitment) -> dict[str, object]:
    """What a commitment says, without what agreeing or changing it said besides."""
    return {name: getattr(commitment, name) for name in facts.Commitment.model_fields}
