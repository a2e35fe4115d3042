"""Fills the read models again from the events; what was sent or armed stays as it is."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.contract import Contract
from domain.happened import fold
from event_store.keyring import Keyring
from event_store.streams import read_stream, stream_ids
from projections.contracts import lock_contract
from projections.policies import Policies
from projections.project import project
from projections.troubles import in_trouble

if TYPE_CHECKING:
    from collections.abc import Mapping

    import asyncpg

    from domain.policy import Policy
    from event_store.streams import Connection


@dataclass(frozen=True)
class Rebuilt:
    """`troubled`: contracts whose events cannot be read; their old rows stay, and they are shown."""

    contracts: int
    troubled: int


async def rebuild(pool: "asyncpg.Pool[Any]", keyring: Keyring, policies: Policies) -> Rebuilt:
    """Contract by contract, each under its own lock: people and the sweep go on meanwhile."""
    async with pool.acquire() as connection, connection.transaction():
        streams = [stream async for stream in stream_ids(connection)]
    done = 0
    async with pool.acquire() as connection:
        for stream in streams:
            done += await rebuild_contract(connection, stream, keyring, policies)
    return Rebuilt(done, len(streams) - done)


async def rebuild_contract(
    connection: "Connection",
    stream: UUID,
    keyring: Keyring,
    policies: Policies,
    without: Collection[UUID] = (),
) -> bool:
    """In one transaction: readers see the old rows until the new ones are there. `without`: keys about to go."""
    try:
        async with connection.transaction():
            policy = await policies.in_force(connection)
            await lock_contract(connection, stream)
            await connection.execute("DELETE FROM deadline WHERE contract_id = $1", stream)
            await connection.execute("DELETE FROM open_step WHERE contract_id = $1", stream)
            await connection.execute("DELETE FROM promise WHERE contract_id = $1", stream)
            await connection.execute("DELETE FROM contract_scope WHERE contract_id = $1", stream)
            await connection.execute("DELETE FROM supplier_contact WHERE contract_id = $1", stream)
            await connection.execute("DELETE FROM need_match WHERE contract_id = $1", stream)
            await connection.execute("DELETE FROM contract_told_by WHERE contract_id = $1", stream)
            keys = {key: it for key, it in (await keyring.of([stream])).items() if key not in without}
            await _replay(connection, stream, keys, policy)
    except Exception as error:  # noqa: BLE001 - whatever it is, the others are rebuilt
        await in_trouble(connection, stream, error)
        return False
    return True


async def _replay(
    connection: "Connection", stream: UUID, keys: "Mapping[UUID, bytes]", policy: "Policy"
) -> None:
    """Command by command, so that every row is what the live projection made of it."""
    recorded = await read_stream(connection, stream, keys)
    state = Contract()
    start = 0
    for end, record in enumerate(recorded, 1):
        if end == len(recorded) or recorded[end].origin.command_id != record.origin.command_id:
            commanded = recorded[start:end]
            state, start = fold(state, [each.event for each in commanded]), end
            await project(connection, state, commanded, policy)
