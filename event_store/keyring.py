"""Keys of encrypted entries: an entry a key, wrapped, in a database of their own."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    import asyncpg


@dataclass(frozen=True)
class EntryKey:
    id: UUID
    stream: UUID
    secret: bytes


def new_key(stream: UUID) -> EntryKey:
    return EntryKey(uuid4(), stream, AESGCM.generate_key(256))


class Keyring:
    def __init__(self, pool: "asyncpg.Pool[Any]", key_encryption_key: bytes) -> None:
        self._pool = pool
        self._wrapper = AESGCM(key_encryption_key)

    async def close(self) -> None:
        await self._pool.close()

    async def keep(self, keys: Iterable[EntryKey]) -> None:
        """Before the event that needs them: a key without its event is harmless, the reverse is not."""
        rows = [(key.id, key.stream, self._wrap(key)) for key in keys]
        if rows:
            await self._pool.executemany("INSERT INTO entry_key VALUES ($1, $2, $3)", rows)

    async def of(self, streams: list[UUID]) -> dict[UUID, bytes]:
        """The keys of these streams' entries that have not been erased."""
        rows = await self._pool.fetch("SELECT id, wrapped FROM entry_key WHERE stream_id = ANY($1)", streams)
        return {row["id"]: self._unwrap(row["id"], row["wrapped"]) for row in rows}

    async def streams_of(self, keys: Iterable[UUID]) -> dict[UUID, UUID]:
        """Of these keys, those that are still there, and whose they are."""
        rows = await self._pool.fetch("SELECT id, stream_id FROM entry_key WHERE id = ANY($1)", list(keys))
        return {row["id"]: row["stream_id"] for row in rows}

    async def destroy(self, keys: Iterable[UUID]) -> int:
        """For good: what they encrypted can never be read again. How many there were."""
        gone = await self._pool.fetch("DELETE FROM entry_key WHERE id = ANY($1) RETURNING id", list(keys))
        return len(gone)

    def _wrap(self, key: EntryKey) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._wrapper.encrypt(nonce, key.secret, key.id.bytes)

    def _unwrap(self, key_id: UUID, wrapped: bytes) -> bytes:
        return self._wrapper.decrypt(wrapped[:12], wrapped[12:], key_id.bytes)
