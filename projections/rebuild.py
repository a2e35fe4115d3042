"""Fills the read models again from the events; what was sent or armed stays as it is."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.policy import Policy
from event_store.keyring import Keyring
from event_store.streams import read_rows_of, recorded_in, stream_ids
from projections.anew import write_anew
from projections.contracts import lock_contracts
from projections.imports import lock_imports
from projections.policies import Policies
from projections.project import project_other
from projections.scrub import scrub
from projections.story import story_of
from projections.troubles import in_trouble, is_its_own

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection

TOGETHER = 50  # contracts: people's commands wait for as long as these take
ERASING = b'"type":"EntriesErased"'  # as it stands in canonical bytes

# Those of whose rows a command locks none before it reads; contracts and imports have one each.
LOCKED_BY_NOBODY = """
SELECT stream_id FROM event
WHERE stream_id = ANY($1) AND version = 1 AND type IN ('NeedRegistered', 'DelegationGiven')
"""


@dataclass(frozen=True)
class Rebuilt:
    """`troubled`: contracts whose events cannot be read; their old rows stay, and they are shown."""

    contracts: int
    troubled: int


async def rebuild(
    pool: "asyncpg.Pool[Any]", keyring: Keyring, policies: Policies, share: int = 0, of: int = 1
) -> Rebuilt:
    """Some contracts at a time, under their own locks: people and the sweep go on meanwhile, but for the moment that
    needs and delegations take. `of` several processes each does its share."""
    async with pool.acquire() as connection, connection.transaction():
        streams = [stream async for stream in stream_ids(connection)]
    asked = done = 0
    async with pool.acquire() as connection:
        for start in range(share * TOGETHER, len(streams), of * TOGETHER):
            some = streams[start : start + TOGETHER]
            asked += len(some)
            alone = await _locked_by_nobody(connection, some)
            for each in filter(None, (alone, [stream for stream in some if stream not in alone])):
                done += await _rebuild_some(connection, each, keyring, policies)
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
    connection: "Connection", stream: UUID, keyring: Keyring, policies: Policies
) -> bool:
    """False where it cannot be: its old rows stay, and it is shown as in trouble."""
    try:
        await _anew(connection, [stream], keyring, policies)
    except Exception as error:  # noqa: BLE001 - whatever it is, the others are rebuilt
        await in_trouble(connection, stream, error)
        return False
    return True


async def rebuild_without(
    connection: "Connection", stream: UUID, keyring: Keyring, policies: Policies, without: Collection[UUID]
) -> None:
    """As if the keys `without` were gone: readers see the old rows until the new ones are there.

    Where the events cannot be read, what stood in clear is gone and the contract is shown as in trouble. Raises what
    another try may not meet: a lock that others hold, a database that is away.
    """
    async with connection.transaction():
        await _lock(connection, [stream], policies)
        await scrub(connection, stream)
        try:
            await _anew(connection, [stream], keyring, policies, without)
        except Exception as error:
            if not is_its_own(error):
                raise
            await in_trouble(connection, stream, error)


async def _anew(
    connection: "Connection",
    streams: Sequence[UUID],
    keyring: Keyring,
    policies: Policies,
    without: Collection[UUID] = (),
) -> None:
    """In one transaction: readers see the old rows until the new ones are there. `without`: keys that the ledger of
    erasures names, and the stream does not yet."""
    async with connection.transaction():
        policy = await _lock(connection, streams, policies)
        rows = await read_rows_of(connection, streams)
        gone = {*without, *_erased_in(chain.from_iterable(rows.values()))}
        keys = {key: it for key, it in (await keyring.of([*streams])).items() if key not in gone}
        stories = [list(story_of(recorded_in(rows[stream], keys))) for stream in streams if rows[stream]]
        await write_anew(connection, [story for story in stories if story[-1].state.facts], policy)
        others = [
            story for story in stories if story[-1].state.facts is None
        ]  # needs, the policy, imports: few
        for state, recorded in chain.from_iterable(others):
            await project_other(connection, state, recorded)


async def _lock(connection: "Connection", streams: Sequence[UUID], policies: Policies) -> Policy:
    """What has been read is still all that there is when it is written: commands wait, or are read. Where there is
    nothing of a stream's own to lock, all of them do. What is in force meanwhile."""
    alone = bool(await _locked_by_nobody(connection, streams))
    policy = await policies.in_force(connection, alone=alone)
    await lock_contracts(connection, streams)
    await lock_imports(connection, streams)
    return policy


async def _locked_by_nobody(connection: "Connection", streams: Sequence[UUID]) -> list[UUID]:
    return [row["stream_id"] for row in await connection.fetch(LOCKED_BY_NOBODY, streams)]


def _erased_in(rows: "Iterable[asyncpg.Record]") -> set[UUID]:
    """Keys of erased texts: the event comes first, so some of them may still be there."""
    told = [json.loads(row["body"])["data"] for row in rows if ERASING in row["body"]]
    return {UUID(entry["key"]) for data in told for entry in data["entries"]}
