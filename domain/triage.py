"""Rules of registration and triage: is the contract on record, and does it carry a social clause?"""

from collections.abc import Iterator

from domain import commands as c, events as e
from domain.context import Context
from domain.contract import Contract
from domain.guards import must_be_registered
from domain.refusal import Refusal
from domain.vocabulary import Clause, Step
from domain.words import N_

NOBODYS_TO_LIMIT = (Step.TRIAGE, Step.STANDSTILL)


def register(state: Contract, command: c.RegisterContract, _: Context) -> Iterator[e.Event]:
    if state.facts is None:
        yield e.ContractRegistered(facts=command.facts)


def supply_details(state: Contract, command: c.SupplyDetails, _: Context) -> Iterator[e.Event]:
    if state.facts is None:
        return
    fields = command.model_fields_set - {"type"}
    told = {name: value for name in fields if (value := getattr(command, name)) is not None}
    facts = state.facts.model_copy(update=told)
    if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
        raise Refusal("ends_before_start", N_("The contract cannot end before it starts."))
    if facts != state.facts:
        yield e.DetailsSupplied(facts=facts)


def may_triage(state: Contract) -> None:
    """Once decided it stands, except that "no clause" can be taken back."""
    must_be_registered(state)
    if state.clause not in (None, Clause.NONE):
        raise Refusal("already_triaged", N_("It is already decided which clause the contract carries."))


def triage(state: Contract, command: c.TriageClause, context: Context) -> Iterator[e.Event]:
    if command.clause is Clause.NONE:
        yield from _no_clause(state, command)
        return
    signed_on = state.signed_on
    if signed_on and signed_on < context.today and command.count_from is None:
        raise Refusal(
            "count_from_missing",
            N_(
                "The contract was signed on {signed_on}, before today. Say from which day the time limits count."
            ),
            signed_on=signed_on,
        )
    if signed_on and command.count_from and command.count_from < signed_on:
        raise Refusal(
            "count_from_before_signing",
            N_("The time limits cannot count from before the contract was signed on {signed_on}."),
            signed_on=signed_on,
        )
    ends_on = state.facts.ends_on if state.facts else None
    if command.count_from and ends_on and command.count_from > ends_on:
        raise Refusal(
            "count_from_after_end",
            N_("The contract ends on {ends_on}; time limits cannot count from after that."),
            ends_on=ends_on,
        )
    if any(limit.step in NOBODYS_TO_LIMIT for limit in command.time_limits):
        raise Refusal(
            "no_limit_for_step",
            N_(
                "A clause sets no time limit for this: triage comes before it, and the standstill ends by law."
            ),
        )
    yield e.ClauseTriaged(
        clause=command.clause,
        reason=command.reason,
        count_from=command.count_from,
        time_limits=command.time_limits,
    )


def _no_clause(state: Contract, command: c.TriageClause) -> Iterator[e.Event]:
    if command.reason is None:
        raise Refusal("no_clause_needs_reason", N_("Say why the contract carries no social clause."))
    if state.clause is not Clause.NONE:
        yield e.ClauseTriaged(clause=Clause.NONE, reason=command.reason)
        yield e.ContractClosed()


def confirm_contact(state: Contract, command: c.ConfirmSupplierContact, _: Context) -> Iterator[e.Event]:
    yield e.SupplierContactConfirmed(contact=state.contacts + 1, name=command.name, address=command.address)
