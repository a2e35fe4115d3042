"""Empties the read models and fills them again from the events; what was sent or armed stays as it is."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.contract import Contract, fold
from domain.policy import Policy
from event_store.keyring import Keyring
from event_store.streams import read_stream, stream_ids
from projections.project import project

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection

BATCH = 200


async def rebuild(pool: "asyncpg.Pool[Any]", keyring: Keyring, policy: Policy) -> int:
    """In one transaction: readers see the old rows until the new ones are there. Answers how many contracts."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
        await connection.execute("LOCK TABLE contract IN EXCLUSIVE MODE")
        await connection.execute("DELETE FROM contract; DELETE FROM deadline; DELETE FROM supplier_contact")
        streams = [stream async for stream in stream_ids(connection)]
        for start in range(0, len(streams), BATCH):
            batch = streams[start : start + BATCH]
            keys = await keyring.of(batch)
            for stream in batch:
                await _replay(connection, stream, keys, policy)
        return len(streams)


async def _replay(connection: "Connection", stream: UUID, keys: dict[UUID, bytes], policy: Policy) -> None:
    """Command by command, so that every row is what the live projection made of it."""
    recorded = await read_stream(connection, stream, keys)
    state = Contract()
    start = 0
    for end, record in enumerate(recorded, 1):
        if end == len(recorded) or recorded[end].origin.command_id != record.origin.command_id:
            commanded = recorded[start:end]
            state, start = fold(state, [each.event for each in commanded]), end
            await project(connection, state, commanded, policy)
