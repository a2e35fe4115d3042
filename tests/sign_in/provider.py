"""An OpenID Connect provider of the tests' own, run as a process: `python -m tests.sign_in.provider PORT`.

It keeps to the protocol (codes once, PKCE, the client's secret) until `/test/next` tells it how to lie.
"""

import base64
import hashlib
import hmac
import json
import secrets
import sys
import time
from typing import Any
from urllib.parse import urlencode

import httpx
import uvicorn
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import RedirectResponse
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

CLIENT, SECRET = "insats", "a secret with / and :"
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"

app = FastAPI(openapi_url=None)
codes: dict[str, dict[str, str]] = {}
lies: dict[str, Any] = {}
asked: list[dict[str, str]] = []
keys = [RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})]


def issuer(request: Request) -> str:
    return str(request.base_url).rstrip("/")


@app.get("/.well-known/openid-configuration")
async def told(request: Request) -> dict[str, Any]:
    here = issuer(request)
    return {
        "issuer": lies.get("issuer", here),
        "authorization_endpoint": f"{here}/authorize",
        "token_endpoint": lies.get("token_endpoint", f"{here}/token"),
        "jwks_uri": f"{here}/keys",
    }


@app.get("/keys")
async def public_keys() -> dict[str, Any]:
    strange = {"kty": "AKP", "kid": "strange", "alg": "ML-DSA-44"}  # a kind that we do not know
    public = [key.as_dict(private=False) for key in keys]
    return {"keys": [*public, strange]}


@app.get("/authorize")
async def authorize(request: Request) -> RedirectResponse:
    sent = dict(request.query_params)
    asked.append(sent)
    assert sent["client_id"] == CLIENT
    assert sent["code_challenge_method"] == "S256"
    codes[code := secrets.token_urlsafe()] = sent
    back = {"code": code, "state": sent["state"], "iss": issuer(request)} | lies.get("back", {})
    return RedirectResponse(f"{sent['redirect_uri']}?{urlencode(back)}", 303)


@app.post("/token")
async def token(request: Request) -> dict[str, str]:
    form = await request.form()
    sent = codes.pop(str(form["code"]), None)
    expected = httpx.BasicAuth(CLIENT, "a%20secret%20with%20%2F%20and%20%3A")
    header = next(expected.auth_flow(httpx.Request("POST", "http://x"))).headers["authorization"]
    if sent is None or request.headers.get("authorization") != header:
        raise HTTPException(401)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(str(form["code_verifier"]).encode()).digest())
    if (
        challenge.rstrip(b"=").decode() != sent["code_challenge"]
        or form["redirect_uri"] != sent["redirect_uri"]
    ):
        raise HTTPException(400)
    access = secrets.token_urlsafe()
    half = base64.urlsafe_b64encode(hashlib.sha256(access.encode()).digest()[:16]).rstrip(b"=").decode()
    claims = _basic(request) | {"sub": "s-1", "sid": "their-1", "nonce": sent["nonce"], "at_hash": half}
    claims |= {"email": "jobbcenter@karlstad.example", "email_verified": True}
    if "acr_values" in sent:
        claims |= lies.get("when_stepped_up", {})
    return {"access_token": access, "token_type": "Bearer", "id_token": _signed(_with(claims, "claims"))}


def _basic(request: Request) -> dict[str, Any]:
    now = int(time.time())
    return {"iss": issuer(request), "aud": CLIENT, "iat": now, "exp": now + 300}


def _with(claims: dict[str, Any], lie: str) -> dict[str, Any]:
    """None takes a claim out; `ago` moves what it names into the past."""
    told = claims | lies.get(lie, {})
    for name, seconds in lies.get("ago", {}).items():
        told[name] = int(time.time()) - seconds
    return {name: value for name, value in told.items() if value is not None}


def _signed(claims: dict[str, Any]) -> str:
    key = keys[-1]
    header: dict[str, Any] = {"alg": "RS256", "kid": key.kid}
    match lies.get("signature"):
        case "none":
            parts = ({"alg": "none"}, claims)
            return ".".join(_part(json.dumps(part).encode()) for part in parts) + "."
        case "another key":
            return jwt.encode(header, claims, RSAKey.generate_key(2048))
        case "the public key as a shared secret":
            parts = (header | {"alg": "HS256"}, claims)  # by hand: joserfc itself refuses to make it
            told = ".".join(_part(json.dumps(part).encode()) for part in parts)
            return f"{told}.{_part(hmac.digest(key.as_pem(private=False), told.encode(), 'sha256'))}"
        case "our secret":
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))
        case "changed after":
            head, _, signature = jwt.encode(header, claims, key).split(".")
            other = {**claims, "email": "samordnare@karlstad.example"}
            return f"{head}.{_part(json.dumps(other).encode())}.{signature}"
        case "its own key in the header":
            own = ECKey.generate_key("P-256")
            return jwt.encode({"alg": "ES256", "jwk": own.as_dict(private=False)}, claims, KeySet([own]))
        case _:
            return jwt.encode(header, claims, key)


def _part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@app.post("/test/next")
async def lie(request: Request) -> None:
    """Whatever it says from now on."""
    lies.clear()
    lies.update(await request.json())


@app.post("/test/new-key")
async def new_key() -> None:
    keys.append(RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"}))


@app.post("/test/asked")
async def what_was_asked() -> list[dict[str, str]]:
    return asked


@app.post("/test/logout-token")
async def logout_token(request: Request) -> str:
    claims = _basic(request) | {"jti": secrets.token_hex(), "events": {LOGOUT: {}}, "sid": "their-1"}
    return _signed(_with(claims, "logout"))


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_level="warning")
