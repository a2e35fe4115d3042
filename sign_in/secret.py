"""Random secrets, their hashes, and what is worked out from the installation's key instead of being kept."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def hash_of(*secret: str) -> bytes:
    """Unsalted and fast: these are random numbers of 256 bits, or are hashed together with one."""
    return hashlib.sha256("\0".join(secret).encode()).digest()


def keyed(key: bytes, purpose: str, *parts: str) -> bytes:
    """A key of its own for each purpose, so that one's value never passes for another's."""
    own = hmac.digest(key, f"insats {purpose}".encode(), "sha256")
    return hmac.digest(own, "\0".join(parts).encode(), "sha256")


def text_of(value: bytes) -> str:
    """As URLs and forms carry it."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def form_token(key: bytes, browser: str) -> str:
    """What every form carries: only a page drawn for this browser can hold it."""
    return text_of(keyed(key, "form", browser))


def is_form_token(key: bytes, browser: str, told: str) -> bool:
    return bool(browser) and hmac.compare_digest(form_token(key, browser).encode(), told.encode())
