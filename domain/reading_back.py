"""What an import told of a contract that was on record before it: struck, in the trail, while nothing rests on it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain.command import Command
from domain.context import Context
from domain.contract import Contract
from domain.free_text import FreeText
from domain.happened import Happened
from domain.joining import DetailsJoined
from domain.notice import Notice
from domain.policy import Policy
from domain.process.correction import ENTRY_STRUCK, all_that_goes
from domain.process.modification import ModificationPublished
from domain.process.notice_correction import NoticeCorrected
from domain.process.published import must_not_be_struck_off
from domain.refusal import Refusal
from domain.takeover import DetailsRead
from domain.taking_back import TakenBack
from domain.vocabulary import Role
from domain.words import N_

# What each tells is told beside what was known before it: without that, it would tell too little.
BUILDS_ON_WHAT_WAS_TOLD = (NoticeCorrected, ModificationPublished, DetailsRead, DetailsJoined)


class ReadingTakenBack(Happened):
    """`entries`: what the import told, with all that followed from it. Read in again, it is told again."""

    says: ClassVar[str] = N_("What an import had told of the contract was taken back.")
    correctable: ClassVar[bool] = False
    type: Literal["ReadingTakenBack"] = "ReadingTakenBack"
    importing: UUID
    entries: Annotated[tuple[int, ...], Field(min_length=1)]
    reason: FreeText

    @property
    def strikes(self) -> tuple[int, ...]:
        return self.entries

    def evolve(self, state: Contract) -> Contract:
        taken = state.of(TakenBack)
        return state.having(replace(taken, entries=taken.entries | set(self.entries)))

    def tells(self, state: Contract, _policy: Policy) -> Iterator[Notice]:
        """Before triage there is nobody who counts on it."""
        if state.clause is not None and not state.closed:
            yield Notice(ENTRY_STRUCK.kind, Role.COORDINATOR, number=self.entries[0])


class TakeBackReading(Command):
    """`entries`: what the import has told, as the edge has seen: whose an event is does not stand in the state."""

    type: Literal["take_back_reading"] = "take_back_reading"
    importing: UUID
    entries: Annotated[tuple[int, ...], Field(min_length=1)]
    reason: FreeText

    @staticmethod
    def may(state: Contract) -> None:
        must_not_be_struck_off(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        if not (told := set(self.entries) - state.struck):
            return
        _must_be_told_last(told, state)
        entries = all_that_goes(told, state, context)
        yield ReadingTakenBack(importing=self.importing, entries=tuple(sorted(entries)), reason=self.reason)


def _must_be_told_last(told: set[int], state: Contract) -> None:
    standing = [
        version
        for version, event in enumerate(state.past, 1)
        if isinstance(event, BUILDS_ON_WHAT_WAS_TOLD) and version not in state.struck
    ]
    first = min(told.intersection(standing), default=state.version)
    if any(version > first for version in standing if version not in told):
        raise Refusal(
            "read_since", N_("Another source has told something else of it since. Take that back first.")
        )


EVENTS: tuple[type[Happened], ...] = (ReadingTakenBack,)
