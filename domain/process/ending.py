"""A contract ended before its time: registered by mistake, or terminated."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Wording
from domain.context import Context
from domain.contract import Contract, changed
from domain.free_text import FreeText
from domain.guards import must_be_running
from domain.happened import Happened
from domain.notice import Notice
from domain.phase import phase_of
from domain.policy import Policy
from domain.process.common import Why
from domain.process.evaluation import CONTRACT_CLOSED
from domain.refusal import Refusal
from domain.vocabulary import Phase, Role
from domain.words import N_


class ContractStruckOff(Happened):
    """Registered by mistake; the trail stays."""

    says: ClassVar[str] = N_("The contract was struck off: registered by mistake.")
    type: Literal["ContractStruckOff"] = "ContractStruckOff"
    reason: FreeText

    def evolve(self, state: Contract) -> Contract:
        return changed(state, closed=True, void=True)

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        yield Notice(CONTRACT_CLOSED.kind, Role.COORDINATOR)


class ContractTerminated(Happened):
    """Ended before its time; what was promised and done is still evaluated."""

    says: ClassVar[str] = N_("The contract was terminated on {terminated_on}.")
    type: Literal["ContractTerminated"] = "ContractTerminated"
    terminated_on: date
    reason: FreeText

    def evolve(self, state: Contract) -> Contract:
        return changed(state, terminated=True, suspended_on=None)


class StrikeOff(Command):
    """Take a contract off the list that was registered by mistake."""

    wording: ClassVar[Wording] = Wording(
        N_("Strike off: registered by mistake"), N_("Strike off"), N_("The contract is struck off.")
    )
    type: Literal["strike_off"] = "strike_off"
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        must_be_running(state)

    def decide(self, _state: Contract, _: Context) -> Iterator[Happened]:
        yield ContractStruckOff(reason=self.reason)


class TerminateContract(Command):
    """What is not signed is cancelled, or struck off; what is done is evaluated."""

    wording: ClassVar[Wording] = Wording(
        N_("The contract is terminated"),
        N_("Save the termination"),
        N_("The termination is saved. What was done is now evaluated."),
    )
    day: ClassVar[str] = "terminated_on"
    type: Literal["terminate_contract"] = "terminate_contract"
    terminated_on: Annotated[date, Field(title=N_("Terminated on"))]
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        must_be_running(state)
        if phase_of(state) in (Phase.TRIAGE, Phase.AWARD):
            raise Refusal(
                "not_signed", N_("The contract is not signed yet. Cancel the award, or strike it off.")
            )
        if phase_of(state) is Phase.EVALUATION:
            raise Refusal("only_evaluation_left", N_("Only the evaluation is left. Evaluate the contract."))

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        if state.signed_on and self.terminated_on < state.signed_on:
            raise Refusal(
                "terminated_before_signing",
                N_("The contract was signed on {signed_on} and cannot have been terminated before that."),
                signed_on=state.signed_on,
            )
        yield ContractTerminated(terminated_on=self.terminated_on, reason=self.reason)
