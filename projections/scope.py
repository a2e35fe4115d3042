"""Who has to do with a contract, and whether it carries a secrecy mark: what its readers are chosen by."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.contract import Contract
from domain.policy import Policy
from domain.process.secrecy import Secrecy
from domain.taking_part import departments_taking_part, people_taking_part
from projections.story import Story
from projections.together import Write

if TYPE_CHECKING:
    from event_store.streams import Connection

UPSERT = """
INSERT INTO contract_scope (contract_id, secret, departments, people)
VALUES ($1::uuid, $2::boolean, $3::text[], $4::text[])
ON CONFLICT (contract_id) DO UPDATE
    SET secret = excluded.secret, departments = excluded.departments, people = excluded.people
"""


def scope_row(state: Contract, contract: UUID, policy: Policy) -> Write:
    return Write(UPSERT, _row(state, contract, policy))


def scope_rows(story: Story, policy: Policy) -> list[tuple[Any, ...]]:
    state, recorded = story[-1]
    return [_row(state, recorded[-1].stream, policy)] if state.facts else []


def _row(state: Contract, contract: UUID, policy: Policy) -> tuple[Any, ...]:
    departments, people = departments_taking_part(state, policy), people_taking_part(state)
    return contract, state.of(Secrecy).marked, sorted(departments), sorted(people)


async def departments_by_policy(connection: "Connection", contract: UUID, departments: Sequence[str]) -> None:
    """What another policy changes without an event of the contract's own; who had part keeps it."""
    await connection.execute(
        "UPDATE contract_scope SET departments = ARRAY(SELECT DISTINCT unnest(departments || $2::text[]))"
        " WHERE contract_id = $1",
        contract,
        list(departments),
    )
