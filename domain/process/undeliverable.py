"""A notice that did not arrive: kept with its contract, and told to the coordinator."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from domain.command import Command
from domain.context import Context
from domain.contract import Contract
from domain.facts import Line, Word
from domain.guards import must_be_registered
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.policy import Policy
from domain.vocabulary import Role
from domain.words import N_

UNDELIVERABLE = Letter(
    "undeliverable",
    N_("A notice did not arrive"),
    N_("{contract}: a notice did not arrive"),
    N_("A notice could not be delivered after {number} tries. See the contract's events."),
)
LETTERS = (UNDELIVERABLE,)


class NoticeUndeliverable(Happened):
    says: ClassVar[str] = N_("A notice to {recipient} did not arrive.")
    correctable: ClassVar[bool] = False
    type: Literal["NoticeUndeliverable"] = "NoticeUndeliverable"
    kind: Word
    recipient: Word
    attempts: int
    reason: Line = ""

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        if self.kind != UNDELIVERABLE.kind:
            yield Notice(UNDELIVERABLE.kind, Role.COORDINATOR, number=self.attempts)


class ReportUndeliverable(Command):
    """The sender gave up on a notice."""

    type: Literal["report_undeliverable"] = "report_undeliverable"
    kind: Word
    recipient: Word
    attempts: int
    reason: Line = ""

    @staticmethod
    def may(state: Contract) -> None:
        must_be_registered(state)

    def decide(self, _state: Contract, _: Context) -> Iterator[Happened]:
        yield NoticeUndeliverable(
            kind=self.kind, recipient=self.recipient, attempts=self.attempts, reason=self.reason
        )
