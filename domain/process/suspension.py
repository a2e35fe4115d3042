"""A contract at rest: nobody is reminded, and every time limit keeps what was left of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Wording
from domain.context import Context
from domain.contract import Contract, changed
from domain.facts import TimeLimit, Word
from domain.free_text import FreeText
from domain.guards import must_be_running
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.plan import DeadlinePlan
from domain.policy import Policy
from domain.process.common import Why
from domain.refusal import Refusal
from domain.vocabulary import Role
from domain.words import N_

SUSPENDED = Letter(
    "contract_suspended",
    N_("The contract is suspended"),
    N_("{contract}: suspended"),
    N_("The contract is suspended from {due}. No time limit runs until it is resumed."),
)
RESUMED = Letter(
    "contract_resumed",
    N_("The contract is resumed"),
    N_("{contract}: resumed"),
    N_("The contract is resumed from {due}. Its time limits run again, with the time they had left."),
)
LETTERS = (SUSPENDED, RESUMED)


@dataclass(frozen=True)
class Suspension:
    """By step: what was left of its time, and the plan that rests."""

    unused: Mapping[str, TimeLimit] = field(default_factory=dict)
    plans: Mapping[str, DeadlinePlan] = field(default_factory=dict)


class ContractSuspended(Happened):
    says: ClassVar[str] = N_("The contract was suspended from {suspended_on}.")
    type: Literal["ContractSuspended"] = "ContractSuspended"
    suspended_on: date
    reason: FreeText

    def evolve(self, state: Contract) -> Contract:
        return changed(state, suspended_on=self.suspended_on).having(Suspension())

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        yield Notice(SUSPENDED.kind, Role.COORDINATOR, due=self.suspended_on)


class DeadlinePaused(Happened):
    """`unused`: what was left of the time limit when the contract was suspended."""

    says: ClassVar[str] = N_("The time limit for “{step}” rests.")
    correctable: ClassVar[bool] = False
    type: Literal["DeadlinePaused"] = "DeadlinePaused"
    step: Word
    unused: TimeLimit

    def evolve(self, state: Contract) -> Contract:
        left = {name: deadline for name, deadline in state.deadlines.items() if name != self.step}
        rests, running = state.of(Suspension), state.deadlines.get(self.step)
        plans = {**rests.plans, self.step: running.plan} if running else rests.plans
        unused = {**rests.unused, self.step: self.unused}
        return changed(state, deadlines=left).having(Suspension(unused, plans))


class ContractResumed(Happened):
    says: ClassVar[str] = N_("The contract was resumed from {resumed_on}.")
    type: Literal["ContractResumed"] = "ContractResumed"
    resumed_on: date

    def evolve(self, state: Contract) -> Contract:
        return changed(state, suspended_on=None).having(Suspension())

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        yield Notice(RESUMED.kind, Role.COORDINATOR, due=self.resumed_on)


class SuspendContract(Command):
    wording: ClassVar[Wording] = Wording(
        N_("Suspend the contract"),
        N_("Suspend"),
        N_("The contract is suspended. No time limit runs until it is resumed."),
    )
    day: ClassVar[str] = "suspended_on"
    type: Literal["suspend_contract"] = "suspend_contract"
    suspended_on: Annotated[date, Field(title=N_("Suspended from"))]
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        must_be_running(state)
        if state.signed_on is None:
            raise Refusal("nothing_to_suspend", N_("Only a contract that is signed can be suspended."))
        if state.is_suspended:
            raise Refusal("suspended_already", N_("The contract is suspended already."))

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        if state.signed_on and self.suspended_on < state.signed_on:
            raise Refusal(
                "suspended_before_signing",
                N_("The contract was signed on {signed_on} and cannot have been suspended before that."),
                signed_on=state.signed_on,
            )
        yield ContractSuspended(suspended_on=self.suspended_on, reason=self.reason)


class ResumeContract(Command):
    wording: ClassVar[Wording] = Wording(
        N_("Resume the contract"), N_("Resume"), N_("The contract is resumed. Its time limits run again.")
    )
    day: ClassVar[str] = "resumed_on"
    type: Literal["resume_contract"] = "resume_contract"
    resumed_on: Annotated[date, Field(title=N_("Resumed from"))]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_running(state)
        if not state.is_suspended:
            raise Refusal("not_suspended", N_("The contract is not suspended."))

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        if state.suspended_on and self.resumed_on < state.suspended_on:
            raise Refusal(
                "resumed_before_suspended",
                N_("The contract was suspended on {suspended_on} and cannot have been resumed before that."),
                suspended_on=state.suspended_on,
            )
        yield ContractResumed(resumed_on=self.resumed_on)
