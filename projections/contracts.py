"""One row a contract: what lists, the sweep and the dispatcher ask for."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from domain.contract import Contract
from domain.facts import ContractFacts
from domain.open_steps import departments_of, open_steps
from domain.passing_time import next_instant
from domain.phase import phase_of
from domain.policy import Policy
from event_store.codec import Recorded
from projections.story import Story
from projections.together import Write

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection

HERD = 200  # contracts due at one instant: the sweep does them in batches, far quicker than each for itself

UPSERT = """
INSERT INTO contract (id, version, number, title, buyer, suppliers, procedure_id, phase, clause, steps, departments,
                      next_due, signed_on, ends_on, places, places_started, next_at, registered_at, changed_at,
                      void, held_on, nothing_possible)
VALUES ($1::uuid, $2::integer, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text, $9::text, $10::text[],
        $11::text[], $12::date, $13::date, $14::date, $15::integer, $16::integer, $17::timestamptz, $18::timestamptz,
        $19::timestamptz, $20::boolean, $21::date, $22::boolean)
ON CONFLICT (id) DO UPDATE SET
    version = excluded.version, number = excluded.number, title = excluded.title, buyer = excluded.buyer,
    suppliers = excluded.suppliers, procedure_id = excluded.procedure_id, phase = excluded.phase,
    clause = excluded.clause, steps = excluded.steps, departments = excluded.departments,
    next_due = excluded.next_due, signed_on = excluded.signed_on, ends_on = excluded.ends_on,
    places = excluded.places, places_started = excluded.places_started, next_at = excluded.next_at,
    changed_at = excluded.changed_at, void = excluded.void, held_on = excluded.held_on,
    nothing_possible = excluded.nothing_possible
"""


def contract_row(state: Contract, facts: ContractFacts, last: Recorded, policy: Policy) -> Write:
    return Write(UPSERT, _row(state, facts, last, policy, last.origin.recorded_at))


def contract_rows(story: Story, policy: Policy) -> list[tuple[Any, ...]]:
    state, recorded = story[-1]
    if state.facts is None:
        return []
    first = next(decision for decision in story if decision.state.facts is not None)
    return [_row(state, state.facts, recorded[-1], policy, first.recorded[-1].origin.recorded_at)]


class ByPolicy(NamedTuple):
    """What of a contract's row another policy changes without an event of the contract's own."""

    departments: list[str]
    of_steps: Mapping[str, Sequence[str]]
    next_at: datetime | None


def row_by_policy(state: Contract, now: datetime, policy: Policy) -> ByPolicy:
    of_steps = {step: departments_of(step, state, policy) for step in open_steps(state)}
    departments = sorted({each for whose in of_steps.values() for each in whose})
    return ByPolicy(departments, of_steps, next_instant(state, now, policy))


def _row(
    state: Contract, facts: ContractFacts, last: Recorded, policy: Policy, registered_at: datetime
) -> tuple[Any, ...]:
    """`registered_at` stays what it was at first."""
    steps = open_steps(state)
    departments, _, next_at = row_by_policy(state, last.origin.recorded_at, policy)
    dues = [state.deadlines[step].plan.due for step in steps if step in state.deadlines]
    return (
        last.stream,
        state.version,
        facts.contract_number,
        facts.title,
        ", ".join(buyer.name for buyer in facts.buyers),
        ", ".join(supplier.name for supplier in facts.suppliers),
        facts.source.procedure_id,
        phase_of(state),
        state.clause,
        list(steps),
        departments,
        min(dues, default=None),
        state.signed_on,
        facts.ends_on,
        sum(commitment.places for commitment in state.commitments.values()),
        len(state.kept_placements),
        next_at,
        registered_at,
        last.origin.recorded_at,
        state.void,
        state.held.held_on if state.held else None,
        bool(state.held and state.commitments_concluded and not state.commitments),
    )


async def lock_contract(connection: "Connection", contract: UUID) -> None:
    """One command at a time for a contract; other contracts go on."""
    await connection.execute("SELECT 1 FROM contract WHERE id = $1 FOR UPDATE", contract)


async def lock_contracts(connection: "Connection", contracts: Sequence[UUID]) -> None:
    """In the order of their ids, as everybody who locks several does."""
    query = "SELECT 1 FROM contract WHERE id = ANY($1) ORDER BY id FOR UPDATE"
    await connection.execute(query, contracts)


async def lock_due(connection: "Connection", limit: int) -> list[UUID]:
    """Contracts for which time has something to do; those in trouble, those being worked on and those whose last
    days another policy has still to move are left out."""
    rows = await connection.fetch(
        """
        SELECT id FROM contract
        WHERE next_at <= (SELECT installation_now())
          AND NOT EXISTS (SELECT FROM policy_move WHERE contract_id = contract.id)
          AND NOT EXISTS (SELECT FROM trouble WHERE contract_id = id AND retry_at > clock_timestamp())
        ORDER BY next_at LIMIT $1
        FOR UPDATE OF contract SKIP LOCKED
        """,
        limit,
    )
    return sorted(row["id"] for row in rows)


async def herd_under_way(connection: "Connection | asyncpg.Pool[Any]", within: timedelta) -> bool:
    """Whether the sweep has a herd still to do, of which none has been due for longer than that."""
    found: bool = await connection.fetchval(
        "SELECT count(*) = $1 AND min(next_at) > (SELECT installation_now()) - $2::interval"
        " FROM (SELECT next_at FROM contract WHERE next_at <= (SELECT installation_now())"
        " ORDER BY next_at LIMIT $1) AS due",
        HERD,
        within,
    )
    return found


async def reschedule(connection: "Connection", contract: UUID, at: datetime | None) -> None:
    """Nothing was due after all (the calendar has changed since): look again then."""
    await connection.execute("UPDATE contract SET next_at = $2 WHERE id = $1", contract, at)
