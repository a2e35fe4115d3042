"""Random secrets, their hashes, and what is worked out from the installation's key, or kept sealed under it."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12  # bytes, before the ciphertext


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def hash_of(*secret: str) -> bytes:
    """Unsalted and fast: these are random numbers of 256 bits, or are hashed together with one."""
    return hashlib.sha256("\0".join(secret).encode()).digest()


def keyed(key: bytes, purpose: str, *parts: str) -> bytes:
    """A key of its own for each purpose, so that one's value never passes for another's."""
    own = hmac.digest(key, f"insats {purpose}".encode(), "sha256")
    return hmac.digest(own, "\0".join(parts).encode(), "sha256")


def sealed(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """Encrypted; `bound_to`: what it is of, so that it never passes for another's."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def opened(key: bytes, kept: bytes, bound_to: bytes) -> bytes:
    """Raises InvalidTag where it was sealed with another key, or as another's."""
    return AESGCM(key).decrypt(kept[:NONCE], kept[NONCE:], bound_to)


def text_of(value: bytes) -> str:
    """As URLs and forms carry it."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def form_token(key: bytes, browser: str) -> str:
    """What every form carries: only a page drawn for this browser can hold it.

    Under a new mask each time: pages are packed, and what stays the same in them could be guessed by their length.
    """
    mask = secrets.token_bytes(32)
    return text_of(mask + _masked(keyed(key, "form", browser), mask))


def is_form_token(key: bytes, browser: str, told: str) -> bool:
    try:
        sent = urlsafe_b64decode(told + "=" * (-len(told) % 4))
    except ValueError:
        return False
    whole = _masked(keyed(key, "form", browser), sent[:32])
    return bool(browser) and len(sent) == 64 and hmac.compare_digest(whole, sent[32:])


def _masked(value: bytes, mask: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(value, mask, strict=False))
