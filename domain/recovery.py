"""What came back shorter than it was sealed: the log says so itself, in a stream of the installation's own.

It is never sealed anew quietly (docs/decisions/0032-restored-and-said-so.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from domain.command import Command
from domain.context import Context
from domain.contract import Contract
from domain.facts import Fact, Word
from domain.free_text import FreeText
from domain.happened import Happened
from domain.refusal import Refusal
from domain.words import N_

RECOVERY_STREAM = UUID("5b0f3c52-9a3e-4b0e-8d64-2f1c1a6e0e00")  # any constant: one an installation

Root = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}=$")]


class Restored(Fact):
    """Of the log called `ended`, `sealed` events were sealed, with this root; `kept` of them are here."""

    ended: Word
    sealed: Annotated[int, Field(ge=1)]
    root: Root
    kept: Annotated[int, Field(ge=0)]
    reason: FreeText


@dataclass(frozen=True)
class Endings:
    """By name of the log and how much of it was sealed."""

    ended: frozenset[tuple[str, int]] = frozenset()


class LogBegunAnew(Restored, Happened):
    """The first event after those that were kept: whoever verifies sees which positions are lost."""

    says: ClassVar[str] = N_(
        "The log was restored. Of {ended} the events after {kept}, up to {sealed}, are lost."
    )
    correctable: ClassVar[bool] = False
    type: Literal["LogBegunAnew"] = "LogBegunAnew"

    def evolve(self, state: Contract) -> Contract:
        return state.having(Endings(state.of(Endings).ended | {(self.ended, self.sealed)}))


class BeginLogAnew(Restored, Command):
    alone: ClassVar[bool] = True
    type: Literal["begin_log_anew"] = "begin_log_anew"

    @staticmethod
    def may(state: Contract) -> None:
        """At any time."""

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        if (self.ended, self.sealed) in state.of(Endings).ended:
            return
        if self.sealed <= self.kept:
            raise Refusal("nothing_lost", N_("Nothing that was sealed is lost."))
        yield LogBegunAnew(**{name: value for name, value in self if name != "type"})


EVENTS: tuple[type[Happened], ...] = (LogBegunAnew,)
