"""Rules of ending a contract before its time: registered by mistake, or terminated."""

from collections.abc import Iterator

from domain import commands as c, events as e
from domain.context import Context
from domain.contract import Contract
from domain.guards import must_be_running
from domain.process import phase_of
from domain.refusal import Refusal
from domain.vocabulary import Phase
from domain.words import N_


def strike_off(_state: Contract, command: c.StrikeOff, _: Context) -> Iterator[e.Event]:
    yield e.ContractStruckOff(reason=command.reason)


def may_terminate(state: Contract) -> None:
    """What is not signed is cancelled, or struck off; what is done is evaluated."""
    must_be_running(state)
    if phase_of(state) in (Phase.TRIAGE, Phase.AWARD):
        raise Refusal("not_signed", N_("The contract is not signed yet. Cancel the award, or strike it off."))
    if phase_of(state) is Phase.EVALUATION:
        raise Refusal("only_evaluation_left", N_("Only the evaluation is left. Evaluate the contract."))


def terminate(state: Contract, command: c.TerminateContract, _: Context) -> Iterator[e.Event]:
    if state.signed_on and command.terminated_on < state.signed_on:
        raise Refusal(
            "terminated_before_signing",
            N_("The contract was signed on {signed_on} and cannot have been terminated before that."),
            signed_on=state.signed_on,
        )
    yield e.ContractTerminated(terminated_on=command.terminated_on, reason=command.reason)
