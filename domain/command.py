"""What every command has: when it may be given, what it makes happen, and how people are asked for it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, NamedTuple

from domain.context import Context
from domain.contract import Contract
from domain.facts import Fact
from domain.happened import Happened


class Wording(NamedTuple):
    """How people give a command: its form's title and button, and the receipt."""

    title: str
    button: str
    receipt: str


class Command(Fact, ABC):
    """`wording` is None where people do not give it. `day` names the field that says when it happened.

    `alone`: no other command is being decided meanwhile, for it changes what they are decided by."""

    wording: ClassVar[Wording | None] = None
    day: ClassVar[str] = ""
    alone: ClassVar[bool] = False
    type: str

    @staticmethod
    @abstractmethod
    def may(state: Contract) -> None:
        """Raises Refusal when it is not the time for the command."""

    @abstractmethod
    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        """Raises Refusal. No event at all means: that is so already."""

    def days(self, happened: Sequence[Happened], on: date) -> list[date]:
        """On which each of them happened: a command is about one day, but for what a register tells of years."""
        return [on] * len(happened)

    @property
    def happened_on(self) -> date | None:
        return getattr(self, self.day) if self.day else None


@dataclass(frozen=True)
class Shown:
    """Marks a field that is not asked for in its type's usual way: radio, buttons, limits, text, area, email,
    listed (commas between), needs (rows of recruitment needs), hidden (the page knows it), dates, checks, limits,
    organisation, step, given_step, person, person_or_department."""

    how: str


@dataclass(frozen=True)
class ChosenFrom:
    """Marks a number that is one of the contract's own, and says which can be chosen now."""

    what: str
    numbers: Callable[[Contract], Iterable[int]]
