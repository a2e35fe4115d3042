"""Rules of what the supplier commits to; "nothing possible, because …" is a valid end."""

from collections.abc import Iterator

from domain import commands as c, events as e
from domain.context import Context
from domain.contract import Contract
from domain.guards import must_be_in, must_be_running
from domain.process import phase_of
from domain.refusal import Refusal
from domain.vocabulary import Phase
from domain.words import N_


def may_agree(state: Contract) -> None:
    must_be_in(state, Phase.COMMITMENT)


def agree(state: Contract, command: c.AgreeCommitment, context: Context) -> Iterator[e.Event]:
    if command.ends_on < command.starts_on:
        raise Refusal(
            "period_backwards", N_("The period of “{form}” ends before it starts."), form=command.form
        )
    if state.signed_on and command.ends_on < state.signed_on:
        raise Refusal(
            "before_signing",
            N_("The contract was signed on {signed_on}; a commitment cannot end before that."),
            signed_on=state.signed_on,
        )
    ends_on = state.facts.ends_on if state.facts else None
    if ends_on and command.ends_on > ends_on:
        raise Refusal(
            "beyond_contract",
            N_("The contract ends on {ends_on}; a commitment cannot last longer."),
            ends_on=ends_on,
        )
    yield e.CommitmentAgreed(
        commitment=state.commitments_agreed + 1,
        form=command.form,
        places=command.places,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        departments=(context.policy.forms[command.form],),
    )


def conclude(state: Contract, command: c.ConcludeCommitments, _: Context) -> Iterator[e.Event]:
    if not state.commitments and command.reason is None:
        raise Refusal(
            "nothing_possible_needs_reason",
            N_("No commitment has been agreed. Say why nothing is possible right now."),
        )
    yield e.CommitmentsConcluded(reason=command.reason)


def may_withdraw(state: Contract) -> None:
    must_be_running(state)
    if not state.commitments:
        raise Refusal("no_commitment", N_("No commitment has been agreed."))
    if phase_of(state) not in (Phase.COMMITMENT, Phase.DELIVERY):
        raise Refusal("commitments_settled", N_("The commitments are settled."))


def withdraw(state: Contract, command: c.WithdrawCommitment, _: Context) -> Iterator[e.Event]:
    if command.commitment not in state.commitments:
        raise Refusal("unknown_commitment", N_("There is no commitment {number}."), number=command.commitment)
    if any(placement.commitment == command.commitment for placement in state.kept_placements):
        raise Refusal(
            "commitment_in_use",
            N_("Placements of commitment {number} have started. End the placements instead."),
            number=command.commitment,
        )
    yield e.CommitmentWithdrawn(commitment=command.commitment, reason=command.reason)
