"""Rules of what the supplier commits to; "nothing possible, because …" is a valid end."""

from collections.abc import Iterator

from domain import commands as c, events as e
from domain.context import Context
from domain.contract import Contract
from domain.guards import must_be_in
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
    ends_on = state.facts.ends_on if state.facts else None
    if ends_on and command.ends_on > ends_on:
        raise Refusal(
            "beyond_contract",
            N_("The contract ends on {ends_on}; a commitment cannot last longer."),
            ends_on=ends_on,
        )
    yield e.CommitmentAgreed(
        commitment=len(state.commitments) + 1,
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
