"""Every read model, in the order in which they are written, inside the command's own transaction."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.contract import Contract
from domain.policy import Policy
from event_store.codec import Recorded
from projections.contacts import project_contacts
from projections.contracts import contract_row
from projections.count_changes import project_count_changes
from projections.course import project_course
from projections.deadlines import project_deadlines
from projections.delegations import project_delegations
from projections.duplicates import project_kept_apart
from projections.imports import project_import
from projections.lateness import project_lateness
from projections.needs import project_matches, project_need
from projections.open_steps import project_open_steps, steps_closed
from projections.parts import project_parts
from projections.policies import project_policy
from projections.promises import project_promises
from projections.scope import scope_row
from projections.search import search_row
from projections.together import write_together
from projections.told import told_row
from projections.told_by import project_told_by

if TYPE_CHECKING:
    from event_store.streams import Connection


async def project(
    connection: "Connection", state: Contract, recorded: Sequence[Recorded], policy: Policy
) -> None:
    """`state` is that after `recorded`; of one stream: a contract's, a need's, the policy's, that of who is away."""
    if state.facts is not None:
        contract = recorded[-1].stream
        await write_together(
            connection,
            contract_row(state, state.facts, recorded[-1], policy),
            steps_closed(state, contract),
            scope_row(state, contract, policy),
            told_row(state, state.facts, contract),
            search_row(state.facts, contract),
        )
    await project_deadlines(connection, state, recorded)
    await project_lateness(connection, recorded)
    await project_open_steps(connection, state, recorded, policy)
    await project_course(connection, state, recorded)
    await project_count_changes(connection, state, recorded)
    await project_contacts(connection, state, recorded)
    await project_promises(connection, state, recorded)
    await project_need(connection, state, recorded)
    await project_matches(connection, state, recorded)
    await project_policy(connection, recorded)
    await project_delegations(connection, recorded)
    await project_import(connection, state, recorded)
    await project_parts(connection, state, recorded)
    await project_kept_apart(connection, recorded)
    await project_told_by(connection, recorded)
