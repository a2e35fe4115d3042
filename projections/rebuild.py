"""Fills the read models again from the events; what was sent or armed stays as it is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any
from uuid import UUID

from event_store.keyring import Keyring
from event_store.streams import read_rows_of, recorded_in, stream_ids
from projections.anew import write_anew
from projections.contracts import lock_contracts
from projections.policies import Policies
from projections.project import project
from projections.story import story_of
from projections.troubles import in_trouble

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection

TOGETHER = 50  # contracts: people's commands wait for as long as these take


@dataclass(frozen=True)
class Rebuilt:
    """`troubled`: contracts whose events cannot be read; their old rows stay, and they are shown."""

    contracts: int
    troubled: int


async def rebuild(
    pool: "asyncpg.Pool[Any]", keyring: Keyring, policies: Policies, share: int = 0, of: int = 1
) -> Rebuilt:
    """Some contracts at a time, under their own locks: people and the sweep go on meanwhile. `of` several processes
    each does its share."""
    async with pool.acquire() as connection, connection.transaction():
        streams = [stream async for stream in stream_ids(connection)]
    asked = done = 0
    async with pool.acquire() as connection:
        for start in range(share * TOGETHER, len(streams), of * TOGETHER):
            some = streams[start : start + TOGETHER]
            asked += len(some)
            done += await _rebuild_some(connection, some, keyring, policies)
    return Rebuilt(done, asked - done)


async def _rebuild_some(
    connection: "Connection", streams: Sequence[UUID], keyring: Keyring, policies: Policies
) -> int:
    """How many; where one of them cannot be rebuilt, each by itself."""
    try:
        await _anew(connection, streams, keyring, policies)
    except Exception:  # noqa: BLE001 - whatever it is, and whosever
        return sum([await rebuild_contract(connection, each, keyring, policies) for each in streams])
    return len(streams)


async def rebuild_contract(
    connection: "Connection",
    stream: UUID,
    keyring: Keyring,
    policies: Policies,
    without: Collection[UUID] = (),
) -> bool:
    """`without`: keys about to go."""
    try:
        await _anew(connection, [stream], keyring, policies, without)
    except Exception as error:  # noqa: BLE001 - whatever it is, the others are rebuilt
        await in_trouble(connection, stream, error)
        return False
    return True


async def _anew(
    connection: "Connection",
    streams: Sequence[UUID],
    keyring: Keyring,
    policies: Policies,
    without: Collection[UUID] = (),
) -> None:
    """In one transaction: readers see the old rows until the new ones are there."""
    async with connection.transaction():
        policy = await policies.in_force(connection)
        await lock_contracts(connection, streams)
        keys = {key: it for key, it in (await keyring.of([*streams])).items() if key not in without}
        rows = await read_rows_of(connection, streams)
        stories = [list(story_of(recorded_in(rows[stream], keys))) for stream in streams]
        await write_anew(connection, [story for story in stories if story[-1].state.facts], policy)
        others = [
            story for story in stories if story[-1].state.facts is None
        ]  # needs, the policy, imports: few
        for state, recorded in chain.from_iterable(others):
            await project(connection, state, recorded, policy)
