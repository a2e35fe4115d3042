"""An import as people know it: who read which files in, what came of each, and whether it was taken back.

A stream of its own kind, as a need's (docs/decisions/0011-one-write-path-two-kinds-of-stream.md); why the outcomes
stand in it, and what is kept of the files: docs/decisions/0024-an-import-is-a-stream.md.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from domain.contract import Contract
from domain.facts import Fact, Word
from domain.free_text import STORABLE, Encrypted, FreeText
from domain.happened import Happened
from domain.words import N_


class Outcome(StrEnum):
    IMPORTED = "imported"
    CHANGED = "changed"
    JOINED = "joined"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


FileName = Annotated[FreeText, StringConstraints(max_length=255)]


class FileTaken(Fact):
    """`digest`: SHA-256 in hex of what was read; the content itself is not kept."""

    name: FileName
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    size: Annotated[int, Field(ge=0)]  # bytes


class OutcomeLine(Fact):
    """`row`: of a spreadsheet, as its program numbers it; 0: the whole file."""

    row: Annotated[int, Field(ge=0)] = 0
    outcome: Outcome
    contracts: Annotated[tuple[UUID, ...], Field(max_length=5000)] = ()


# JSON, by row: why it was refused, or what is to be looked at. It may quote what stood in the file.
Reasons = Annotated[str, StringConstraints(max_length=500_000, pattern=STORABLE), Encrypted()]


@dataclass(frozen=True)
class Importing:
    """`state`: empty (not begun), running, stopped, ended, undoing, undone. `read`: parts recorded of each file."""

    state: str = ""
    files: int = 0
    read: frozenset[tuple[int, int]] = frozenset()  # file, first row of the part


class OfAnImport(Happened):
    correctable: ClassVar[bool] = False

    def put(self, state: Contract, to: str) -> Contract:
        return state.having(replace(state.of(Importing), state=to))


class ImportStarted(OfAnImport):
    says: ClassVar[str] = N_("An import began.")
    type: Literal["ImportStarted"] = "ImportStarted"
    files: Annotated[tuple[FileTaken, ...], Field(min_length=1, max_length=10_000)]

    def evolve(self, state: Contract) -> Contract:
        return state.having(Importing("running", len(self.files)))


class PartRead(OfAnImport):
    """Of a file, or of some hundred rows of one. It stands after what it tells of: what has been read and is in no part
    yet is kept beside, in the transaction that read it (docs/decisions/0024-an-import-is-a-stream.md)."""

    says: ClassVar[str] = N_("A part of the import was read.")
    type: Literal["PartRead"] = "PartRead"
    file: Annotated[int, Field(ge=1)]
    lines: Annotated[tuple[OutcomeLine, ...], Field(max_length=1000)]
    reasons: Reasons | None = None

    def evolve(self, state: Contract) -> Contract:
        before = state.of(Importing)
        first = self.lines[0].row if self.lines else 0
        return state.having(replace(before, read=before.read | {(self.file, first)}))


class ImportStopped(OfAnImport):
    says: ClassVar[str] = N_("The import was stopped.")
    type: Literal["ImportStopped"] = "ImportStopped"

    def evolve(self, state: Contract) -> Contract:
        return self.put(state, "stopped")


class ImportResumed(OfAnImport):
    says: ClassVar[str] = N_("The import goes on.")
    type: Literal["ImportResumed"] = "ImportResumed"

    def evolve(self, state: Contract) -> Contract:
        return self.put(state, "running")


class ImportEnded(OfAnImport):
    says: ClassVar[str] = N_("The import is done.")
    type: Literal["ImportEnded"] = "ImportEnded"

    def evolve(self, state: Contract) -> Contract:
        return self.put(state, "ended")


class ImportUndoing(OfAnImport):
    says: ClassVar[str] = N_("The import is being taken back.")
    type: Literal["ImportUndoing"] = "ImportUndoing"
    reason: FreeText

    def evolve(self, state: Contract) -> Contract:
        return self.put(state, "undoing")


class ImportUndone(OfAnImport):
    """`left`: contracts that stay as they are; `why`: of each, the code of what has been done with it since."""

    says: ClassVar[str] = N_("The import was taken back.")
    type: Literal["ImportUndone"] = "ImportUndone"
    left: Annotated[tuple[UUID, ...], Field(max_length=100_000)] = ()
    why: Annotated[tuple[Word, ...], Field(max_length=100_000)] = ()

    def evolve(self, state: Contract) -> Contract:
        return self.put(state, "undone")


EVENTS: tuple[type[Happened], ...] = (
    ImportStarted,
    PartRead,
    ImportStopped,
    ImportResumed,
    ImportEnded,
    ImportUndoing,
    ImportUndone,
)
