"""Every read model, inside the command's own transaction."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from domain.contract import Contract
from domain.facts import ContractFacts
from domain.policy import Policy
from event_store.codec import Recorded
from projections.contacts import contact_writes
from projections.contracts import contract_row
from projections.count_changes import count_change_writes
from projections.course import course_writes
from projections.deadlines import deadline_writes
from projections.delegations import project_delegations
from projections.duplicates import kept_apart_writes
from projections.imports import project_import
from projections.lateness import lateness_writes
from projections.needs import match_writes, project_need
from projections.open_steps import open_step_writes
from projections.parts import parts_write
from projections.policies import project_policy
from projections.promises import promise_writes
from projections.scope import scope_row
from projections.search import search_row
from projections.together import Rows, Write
from projections.told import told_row
from projections.told_by import told_by_writes

if TYPE_CHECKING:
    from event_store.streams import Connection


def contract_writes(
    state: Contract, facts: ContractFacts, recorded: Sequence[Recorded], policy: Policy
) -> Iterator[Write | Rows]:
    """All that a decision changes in what is read of a contract, to be written together. `state` is that after it."""
    last = recorded[-1]
    yield contract_row(state, facts, last, policy)
    yield scope_row(state, last.stream, policy)
    yield told_row(state, facts, last.stream)
    yield search_row(facts, last.stream)
    yield parts_write(state, last.stream)
    yield from deadline_writes(state, recorded)
    yield from open_step_writes(state, last, policy)
    yield from course_writes(state, recorded)
    yield from count_change_writes(state, recorded)
    yield from contact_writes(state, recorded)
    yield from promise_writes(state, recorded)
    yield from match_writes(state, recorded)
    yield lateness_writes(recorded)
    yield kept_apart_writes(recorded)
    yield told_by_writes(recorded)


async def project_other(connection: "Connection", state: Contract, recorded: Sequence[Recorded]) -> None:
    """Of the streams that are no contract's: a need's, the policy's, an import's, that of who is away."""
    await project_need(connection, state, recorded)
    await project_policy(connection, recorded)
    await project_delegations(connection, recorded)
    await project_import(connection, state, recorded)
