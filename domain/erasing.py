"""Texts of a contract, a need or an import erased: where they stood, on what ground, by which decision; no words.

What is destroyed is the key of each (docs/decisions/0031-erased-and-still-verified.md); the events stay as they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain.command import Command
from domain.context import Context
from domain.contract import Contract
from domain.facts import Fact, Word
from domain.guards import must_be_registered
from domain.happened import Happened
from domain.importing import Importing
from domain.needs import Need
from domain.refusal import Refusal
from domain.vocabulary import ErasureGround
from domain.words import N_


class ErasedEntry(Fact):
    """`version` and `field`: where the text stood; `key`: the id of what it was encrypted with."""

    version: Annotated[int, Field(ge=1)]
    field: Word
    key: UUID


class Erasing(Fact):
    """`decision`: the registry number of the decision to erase, which is public."""

    ground: ErasureGround
    decision: Word
    entries: Annotated[tuple[ErasedEntry, ...], Field(min_length=1, max_length=5_000)]


@dataclass(frozen=True)
class Erased:
    keys: frozenset[UUID] = frozenset()


class EntriesErased(Erasing, Happened):
    says: ClassVar[str] = N_("Texts were erased: {ground}. Decision {decision}.")
    correctable: ClassVar[bool] = False
    type: Literal["EntriesErased"] = "EntriesErased"

    def evolve(self, state: Contract) -> Contract:
        return state.having(Erased(state.of(Erased).keys | {entry.key for entry in self.entries}))


class EraseEntries(Erasing, Command):
    """Also of a contract that is closed or struck off: what somebody has a right to does not end with it."""

    type: Literal["erase_entries"] = "erase_entries"

    @staticmethod
    def may(state: Contract) -> None:
        """An import reads its files until it is over: what it would be told of anew is not erased before."""
        reading = state.of(Importing).state
        if reading not in ("", "ended", "undone"):
            raise Refusal(
                "import_not_over", N_("The import is not over. Let it end, or take it back, first.")
            )
        if not reading and state.of(Need).facts is None:
            must_be_registered(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        if any(entry.version > state.version for entry in self.entries):
            raise Refusal("no_such_entry", N_("The contract has no such entry."))
        gone = state.of(Erased).keys
        if left := tuple(entry for entry in self.entries if entry.key not in gone):
            yield EntriesErased(ground=self.ground, decision=self.decision, entries=left)


EVENTS: tuple[type[Happened], ...] = (EntriesErased,)
