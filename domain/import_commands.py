"""What is done with an import: begun, recorded part by part, stopped, resumed, taken back."""

from collections.abc import Iterator
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from domain.command import Command
from domain.context import Context
from domain.contract import Contract
from domain.facts import Word
from domain.free_text import FreeText
from domain.happened import Happened
from domain.importing import (
    FileTaken,
    ImportEnded,
    Importing,
    ImportResumed,
    ImportStarted,
    ImportStopped,
    ImportUndoing,
    ImportUndone,
    OutcomeLine,
    PartRead,
    Reasons,
)
from domain.refusal import Refusal
from domain.words import N_


class StartImport(Command):
    """Said again with the same files, it changes nothing."""

    type: Literal["start_import"] = "start_import"
    files: Annotated[tuple[FileTaken, ...], Field(min_length=1, max_length=10_000)]

    @staticmethod
    def may(state: Contract) -> None:
        if state.version and not state.of(Importing).state:
            raise Refusal("not_an_import", N_("This is no import."))

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        if not state.of(Importing).state:
            yield ImportStarted(files=self.files)


class RecordPart(Command):
    type: Literal["record_part"] = "record_part"
    file: Annotated[int, Field(ge=1)]
    lines: tuple[OutcomeLine, ...]
    reasons: Reasons | None = None

    @staticmethod
    def may(state: Contract) -> None:
        must_be_import(state, "running", "stopped", "undoing")  # what is not recorded is not taken back

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        first = self.lines[0].row if self.lines else 0
        if (self.file, first) not in state.of(Importing).read:
            yield PartRead(file=self.file, lines=self.lines, reasons=self.reasons)


class StopImport(Command):
    type: Literal["stop_import"] = "stop_import"

    @staticmethod
    def may(state: Contract) -> None:
        must_be_import(state, "running", "stopped")

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        if state.of(Importing).state == "running":
            yield ImportStopped()


class ResumeImport(Command):
    type: Literal["resume_import"] = "resume_import"

    @staticmethod
    def may(state: Contract) -> None:
        must_be_import(state, "running", "stopped")

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        if state.of(Importing).state == "stopped":
            yield ImportResumed()


class EndImport(Command):
    type: Literal["end_import"] = "end_import"

    @staticmethod
    def may(state: Contract) -> None:
        must_be_import(state, "running", "ended")

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        if state.of(Importing).state == "running":
            yield ImportEnded()


class UndoImport(Command):
    """All that it put on record is struck off again, and what it told of others with it, but for what something else
    rests on since."""

    type: Literal["undo_import"] = "undo_import"
    reason: FreeText

    @staticmethod
    def may(state: Contract) -> None:
        must_be_import(state, "stopped", "ended", "undoing", "undone")

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        if state.of(Importing).state in ("stopped", "ended"):
            yield ImportUndoing(reason=self.reason)


class ConcludeUndoing(Command):
    type: Literal["conclude_undoing"] = "conclude_undoing"
    left: tuple[UUID, ...] = ()
    why: tuple[Word, ...] = ()

    @staticmethod
    def may(state: Contract) -> None:
        must_be_import(state, "undoing", "undone")

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        if state.of(Importing).state == "undoing":
            yield ImportUndone(left=self.left, why=self.why)


NOT_NOW = {
    "running": N_("The import is still going on. Stop it first."),
    "stopped": N_("The import is stopped."),
    "ended": N_("The import is done."),
    "undoing": N_("The import is being taken back."),
    "undone": N_("The import was taken back."),
}


def must_be_import(state: Contract, *wanted: str) -> None:
    standing = state.of(Importing).state
    if not standing:
        raise Refusal("unknown_import", N_("There is no such import."))
    if standing not in wanted:
        raise Refusal("not_now_in_import", NOT_NOW[standing])
