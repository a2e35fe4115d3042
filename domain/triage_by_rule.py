"""The clause decided by the policy's rules, where one answers; a person decides the rest."""

from collections.abc import Iterator
from typing import Literal

from domain.command import Command
from domain.context import Context
from domain.contract import Contract
from domain.guards import must_be_running
from domain.happened import Happened
from domain.process.evaluation import ContractClosed
from domain.process.triage import ClauseTriaged
from domain.triage_rule import rule_for
from domain.vocabulary import Clause


def by_rule(state: Contract, context: Context) -> Iterator[Happened]:
    """No rule says from which day time counts: of what was signed before today, only a person decides that it carries
    a clause."""
    rule = rule_for(state.facts, context.policy.triage) if state.facts and state.clause is None else None
    if rule is None:
        return
    if rule.clause is Clause.NONE:
        yield ClauseTriaged(clause=rule.clause, reason=rule.reason, rule=rule.name)
        yield ContractClosed()
    elif state.signed_on is None or state.signed_on >= context.today:
        yield ClauseTriaged(clause=rule.clause, reason=rule.reason, rule=rule.name)


class TriageByRule(Command):
    """Let the rules of the policy in force answer, for a contract that waits."""

    type: Literal["triage_by_rule"] = "triage_by_rule"

    @staticmethod
    def may(state: Contract) -> None:
        must_be_running(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        yield from by_rule(state, context)
