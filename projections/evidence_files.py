"""Files that show what was done: encrypted, the key of each in the event that names it, encrypted there too."""

import os
from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.process.evidence import AttachedFile
from event_store.envelope import ERASED

if TYPE_CHECKING:
    import asyncpg

NONCE = 12  # bytes, before the ciphertext


class StoredFile(NamedTuple):
    kind: str
    content: bytes


async def keep_file(pool: "asyncpg.Pool[Any]", contract: UUID, kind: str, content: bytes) -> AttachedFile:
    """Before the event that names it: a file that no event names is ciphertext whose key nobody has."""
    file, key, nonce = uuid4(), AESGCM.generate_key(256), os.urandom(NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, content, _bound_to(contract, file))
    await pool.execute(
        "INSERT INTO evidence_file (id, contract_id, kind, size, sealed) VALUES ($1, $2, $3, $4, $5)",
        file,
        contract,
        kind,
        len(content),
        sealed,
    )
    return AttachedFile(id=file, digest=digest_of(sealed), opens=b64encode(key).decode())


async def drop_files(pool: "asyncpg.Pool[Any]", files: Iterable[AttachedFile]) -> None:
    """Those that no event came to name."""
    await pool.execute("DELETE FROM evidence_file WHERE id = ANY($1)", [file.id for file in files])


async def stored_bytes(pool: "asyncpg.Pool[Any]", contract: UUID) -> int:
    stored: int = await pool.fetchval(
        "SELECT coalesce(sum(size), 0) FROM evidence_file WHERE contract_id = $1", contract
    )
    return stored


async def file_of(pool: "asyncpg.Pool[Any]", contract: UUID, file: AttachedFile) -> StoredFile | None:
    """None where it is not there, or erased. Raises ValueError when it is not what its event says."""
    row = await pool.fetchrow(
        "SELECT kind, sealed FROM evidence_file WHERE id = $1 AND contract_id = $2", file.id, contract
    )
    if row is None or file.opens == ERASED:
        return None
    sealed = row["sealed"]
    if digest_of(sealed) != file.digest:
        raise ValueError(f"the file {file.id} is not the one that was handed in")
    key = AESGCM(b64decode(file.opens))
    return StoredFile(row["kind"], key.decrypt(sealed[:NONCE], sealed[NONCE:], _bound_to(contract, file.id)))


def digest_of(sealed: bytes) -> str:
    """In base64: 64 hexadecimal digits now and then look like somebody's personal identity number."""
    return b64encode(sha256(sealed).digest()).decode()


def _bound_to(contract: UUID, file: UUID) -> bytes:
    return f"{contract}|{file}".encode()
