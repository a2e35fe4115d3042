"""Talking to the sign-in service: what it says of itself, its keys, and a code's exchange for an ID token."""

import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from sign_in.oidc_file import OidcFile, must_be_https
from sign_in.refused import Refused

SIGNED_WITH = ["RS256", "PS256", "ES256", "EdDSA"]  # never "none", never a shared secret
TYPES = ("RSA", "EC", "OKP")
KNOWN_FOR = 3600.0  # s that what it says of itself is not asked again
KEYS_AT_MOST_EVERY = 30.0  # s: a token with an unknown key must not make us ask for keys at will
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderSilent(Exception):
    """It does not answer, or not as it should: nobody can sign in by it now."""


@dataclass
class Provider:
    """One a process; what it has learnt is kept."""

    file: OidcFile
    http: httpx.AsyncClient
    _told: dict[str, Any] = field(default_factory=dict)
    _told_at: float = -KNOWN_FOR
    _keys: KeySet | None = None
    _keys_at: float = -KEYS_AT_MOST_EVERY

    async def told(self) -> dict[str, Any]:
        """Its discovery document. Raises ProviderSilent."""
        if time.monotonic() - self._told_at >= KNOWN_FOR:
            address = f"{self.file.issuer.rstrip('/')}/.well-known/openid-configuration"
            told = await self._json(self.http.build_request("GET", address))
            if told.get("issuer") != self.file.issuer:
                raise ProviderSilent("it says that it is another issuer")
            try:
                for name in ENDPOINTS:
                    must_be_https(told[name])
            except (KeyError, ValueError, AttributeError, TypeError) as error:
                raise ProviderSilent("its endpoints are not as they should be") from error
            self._told, self._told_at = told, time.monotonic()
        return self._told

    async def id_token(self, code: str, verifier: str, redirect_uri: str) -> tuple[dict[str, Any], str]:
        """Its claims, only its signature checked, and the access token. Raises ProviderSilent or Refused."""
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        asked = self.http.build_request("POST", (await self.told())["token_endpoint"], data=sent)
        who = httpx.BasicAuth(quote(self.file.client_id, ""), quote(self._client_secret(), ""))
        answered = await self._json(next(who.auth_flow(asked)))
        token, access = answered.get("id_token"), answered.get("access_token", "")
        if not isinstance(token, str) or not isinstance(access, str):
            raise Refused("no ID token")
        return await self.claims_of(token), access

    async def claims_of(self, token: str) -> dict[str, Any]:
        """Of a token that it has signed. Raises ProviderSilent or Refused."""
        try:
            return _claims(token, await self._key_set())
        except (JoseError, ValueError):  # perhaps with a key that is newer than those we know
            if time.monotonic() - self._keys_at < KEYS_AT_MOST_EVERY:
                raise Refused("signature") from None
        self._keys = None
        try:
            return _claims(token, await self._key_set())
        except (JoseError, ValueError):
            raise Refused("signature") from None

    def _client_secret(self) -> str:
        """Read when it is used, so that a new one needs no restart."""
        try:
            return self.file.client_secret_file.read_text().strip()
        except OSError as error:
            raise ProviderSilent("our secret for it cannot be read") from error

    async def _key_set(self) -> KeySet:
        if self._keys is None:
            told = await self._json(self.http.build_request("GET", (await self.told())["jwks_uri"]))
            try:
                usable = [
                    key for key in told["keys"] if key.get("kty") in TYPES and key.get("use", "sig") == "sig"
                ]
                self._keys, self._keys_at = KeySet.import_key_set({"keys": usable}), time.monotonic()
            except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
                raise ProviderSilent("its keys cannot be read") from error
        return self._keys

    async def _json(self, asked: httpx.Request) -> dict[str, Any]:
        try:
            answer = await self.http.send(asked)
        except httpx.HTTPError as error:
            raise ProviderSilent(type(error).__name__) from error
        if answer.status_code in (400, 401):
            raise Refused("its token endpoint refused")
        try:
            told = answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderSilent(type(error).__name__) from error
        if not isinstance(told, dict):
            raise ProviderSilent("not an object")
        return told


def _claims(token: str, keys: KeySet) -> dict[str, Any]:
    decoded = jwt.decode(token, keys, algorithms=SIGNED_WITH)
    return dict(decoded.claims)
