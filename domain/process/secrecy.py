"""The secrecy mark: a warning that a contract may hold what is secret (OSL 5:5). Who then sees it: access/sight.py."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from domain.command import Command, Wording
from domain.context import Context
from domain.contract import Contract
from domain.free_text import FreeText
from domain.guards import must_be_registered
from domain.happened import Happened
from domain.process.common import Why
from domain.refusal import Refusal
from domain.words import N_


@dataclass(frozen=True)
class Secrecy:
    marked: bool = False


class SecrecyMarked(Happened):
    """Lifted, never struck: whoever was kept out until now must be seen to be let in."""

    says: ClassVar[str] = N_("The contract was marked as secret.")
    correctable: ClassVar[bool] = False
    type: Literal["SecrecyMarked"] = "SecrecyMarked"
    reason: FreeText

    def evolve(self, state: Contract) -> Contract:
        return state.having(Secrecy(marked=True))


class SecrecyMarkLifted(Happened):
    says: ClassVar[str] = N_("The secrecy mark was lifted.")
    correctable: ClassVar[bool] = False
    type: Literal["SecrecyMarkLifted"] = "SecrecyMarkLifted"
    reason: FreeText

    def evolve(self, state: Contract) -> Contract:
        return state.having(Secrecy())


class MarkSecret(Command):
    """Also of a contract that is closed: what is secret does not end with it."""

    wording: ClassVar[Wording] = Wording(
        N_("Mark the contract as secret"),
        N_("Set the secrecy mark"),
        N_("The contract is marked as secret: only those who answer for it see it."),
    )
    type: Literal["mark_secret"] = "mark_secret"
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        must_be_registered(state)
        if state.of(Secrecy).marked:
            raise Refusal("marked_already", N_("The contract is marked as secret already."))

    def decide(self, _state: Contract, _: Context) -> Iterator[Happened]:
        yield SecrecyMarked(reason=self.reason)


class LiftSecrecyMark(Command):
    wording: ClassVar[Wording] = Wording(
        N_("Lift the secrecy mark"), N_("Lift the mark"), N_("The secrecy mark is lifted.")
    )
    type: Literal["lift_secrecy_mark"] = "lift_secrecy_mark"
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        must_be_registered(state)
        if not state.of(Secrecy).marked:
            raise Refusal("not_marked", N_("The contract carries no secrecy mark."))

    def decide(self, _state: Contract, _: Context) -> Iterator[Happened]:
        yield SecrecyMarkLifted(reason=self.reason)
