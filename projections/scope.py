"""Who has to do with a contract, and whether it carries a secrecy mark: what its readers are chosen by."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from domain.contract import Contract
from domain.policy import Policy
from domain.process.secrecy import Secrecy
from domain.taking_part import departments_taking_part, people_taking_part
from event_store.codec import Recorded

if TYPE_CHECKING:
    from event_store.streams import Connection

UPSERT = """
INSERT INTO contract_scope (contract_id, secret, departments, people) VALUES ($1, $2, $3, $4)
ON CONFLICT (contract_id) DO UPDATE SET secret = $2, departments = $3, people = $4
"""


async def project_scope(
    connection: "Connection", state: Contract, recorded: Sequence[Recorded], policy: Policy
) -> None:
    if state.facts is None:
        return
    departments, people = departments_taking_part(state, policy), people_taking_part(state)
    secret = state.of(Secrecy).marked
    await connection.execute(UPSERT, recorded[-1].stream, secret, sorted(departments), sorted(people))


async def departments_by_policy(connection: "Connection", contract: UUID, departments: Sequence[str]) -> None:
    """What another policy changes without an event of the contract's own; who had part keeps it."""
    await connection.execute(
        "UPDATE contract_scope SET departments = ARRAY(SELECT DISTINCT unnest(departments || $2::text[]))"
        " WHERE contract_id = $1",
        contract,
        list(departments),
    )
