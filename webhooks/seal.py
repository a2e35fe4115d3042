"""A webhook's signing secret: made here, shown once, kept encrypted under a key worked out from the installation's."""

import base64
import secrets
from uuid import UUID

from sign_in import secret as by_key


def new_secret() -> str:
    """In the serialization of Standard Webhooks: 32 random bytes."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def sealed(key_encryption_key: bytes, webhook: UUID, secret: str) -> bytes:
    return by_key.sealed(_key(key_encryption_key), secret.encode(), webhook.bytes)


def opened(key_encryption_key: bytes, webhook: UUID, kept: bytes) -> str:
    """Raises InvalidTag where another key, or another webhook's row, is tried."""
    return by_key.opened(_key(key_encryption_key), kept, webhook.bytes).decode()


def _key(key_encryption_key: bytes) -> bytes:
    return by_key.keyed(key_encryption_key, "webhook")
