"""Does what a token says hold for us, now and for this browser? (OpenID Connect Core 3.1.3.7; its logout, 2.6)"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sign_in.refused import Refused
from sign_in.sessions import LASTS

LEEWAY = 60  # s between two machines' clocks
OLDEST = 600  # s since it was made
LONGEST = LASTS["page"].total_seconds() + LEEWAY  # s since somebody signed in at the service: as long as here
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"

Claims = Mapping[str, Any]


def must_hold(claims: Claims, *, issuer: str, client: str, now: float) -> None:
    """Whatever kind of token. Raises Refused."""
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    _must(claims.get("iss") == issuer, "issuer")
    _must(client in audiences, "audience")
    _must(len(audiences) == 1 or claims.get("azp") == client, "several audiences")
    _must(claims.get("azp", client) == client, "authorised party")
    _must(_is_number(claims.get("exp")) and now < claims["exp"] + LEEWAY, "expired")
    _must(_is_number(claims.get("iat")) and now - OLDEST < claims["iat"] <= now + LEEWAY, "not made now")
    _must(claims.get("nbf", 0) <= now + LEEWAY if _is_number(claims.get("nbf", 0)) else False, "not yet")


def must_be_for_this_sign_in(claims: Claims, *, nonce: str, access_token: str) -> None:
    """Raises Refused."""
    _must(isinstance(claims.get("sub"), str) and claims["sub"] != "", "no subject")
    told = claims.get("nonce")
    _must(isinstance(told, str) and hmac.compare_digest(told.encode(), nonce.encode()), "nonce")
    if "at_hash" in claims:
        _must(claims["at_hash"] == _half_hash(access_token), "access token")


def proved_at(claims: Claims, *, required: bool, now: float) -> datetime | None:
    """When they showed the service who they are, as it says. None: it does not. Raises Refused."""
    told = claims.get("auth_time")
    if told is None and not required:
        return None
    at = float(told) if isinstance(told, int | float) and not isinstance(told, bool) else 0.0
    _must(now - LONGEST < at <= now + LEEWAY, "when they signed in")
    return datetime.fromtimestamp(at, UTC)


def must_be_a_logout(claims: Claims) -> None:
    """Raises Refused."""
    events = claims.get("events")
    _must(isinstance(events, dict) and isinstance(events.get(LOGOUT), dict), "no logout")
    _must("nonce" not in claims, "an ID token")
    _must(isinstance(claims.get("jti"), str), "no jti")
    told = [claims.get(name) for name in ("sub", "sid") if name in claims]
    _must(bool(told) and all(isinstance(each, str) and each for each in told), "of whom")


def _half_hash(access_token: str) -> str:
    """Of the algorithms that are taken all but EdDSA hash with SHA-256, and few services sign with that."""
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _must(holds: bool, why: str) -> None:  # noqa: FBT001
    if not holds:
        raise Refused(why)
