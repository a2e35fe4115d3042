"""Signing in by the municipality's own sign-in service: out to it, back again, and the logout that it sends."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Response
from starlette.exceptions import HTTPException

from api.deps import Running
from api.identity import Identities
from api.problems import Problem, problems_of
from domain.words import N_
from settings import Settings
from sign_in.claims import person_of, told_of
from sign_in.id_token import must_be_a_logout, must_be_for_this_sign_in, must_hold, proved_at
from sign_in.provider import Provider, ProviderSilent
from sign_in.refused import Refused
from sign_in.security_log import tell
from sign_in.sessions import LASTS
from sign_in.under_way import Bound, UnderWay

router = APIRouter(tags=["sessions"])

BACK = "/logga-in/oidc/svar"
REFUSED = problems_of({400: "It does not hold", 404: "There is no sign-in service"})


@dataclass(frozen=True)
class OidcSignIn:
    settings: Settings
    identities: Identities
    provider: Provider
    browser: str

    async def begin(self, *, stepped_up: bool = False, anew: bool = False) -> str:
        """Where to send the browser. `anew`: also who is signed in there shows once more who they are. Raises
        ProviderSilent."""
        told = await self.provider.told()
        bound = await self._under_way.begin(stepped_up=stepped_up)
        asked = self._asked(bound, stepped_up=stepped_up)
        asked |= {"prompt": "login"} if stepped_up or anew else {}
        asked |= {"max_age": str(int(LASTS["page"].total_seconds()))} if self.provider.file.auth_time else {}
        return f"{told['authorization_endpoint']}?{urlencode(asked)}"

    def _asked(self, bound: Bound, *, stepped_up: bool) -> dict[str, str]:
        file = self.provider.file
        asked = {
            "response_type": "code",
            "client_id": file.client_id,
            "redirect_uri": self._redirect_uri,
            "scope": file.scope,
            "state": bound.state,
            "nonce": bound.nonce,
            "code_challenge": bound.challenge,
            "code_challenge_method": "S256",
        }
        if stepped_up and file.step_up and file.step_up.acr:
            asked["acr_values"] = " ".join(file.step_up.acr)
        return asked

    async def finish(self, told: Mapping[str, str]) -> tuple[str, bool]:
        """A new session's secret and False; or, where it must be stronger, where to go once more and True.

        `told`: what the service sent back by the browser. Raises ProviderSilent or Refused.
        """
        taken = await self._under_way.take(told.get("state", ""))
        if taken is None:
            raise Refused("state")
        bound, stepped_up = taken
        if told.get("iss", self.provider.file.issuer) != self.provider.file.issuer:  # RFC 9207
            raise Refused("issuer of the answer")
        if "code" not in told:
            raise Refused("no code")
        claims, access = await self.provider.id_token(told["code"], bound.verifier, self._redirect_uri)
        file, policy = self.provider.file, await self.identities.policy()
        now = time.time()
        must_hold(claims, issuer=file.issuer, client=file.client_id, now=now)
        must_be_for_this_sign_in(claims, nonce=bound.nonce, access_token=access)
        at = proved_at(claims, required=file.auth_time, now=now)
        person, given = person_of(claims, file, policy), replace(told_of(claims, file, policy), proved_at=at)
        if not self.identities.is_strong_enough(given.roles or person.roles, given):
            if stepped_up:
                raise Refused("not strong enough")
            return await self.begin(stepped_up=True), True
        return await self.identities.begin("page", person.id, "oidc", given), False

    @property
    def _under_way(self) -> UnderWay:
        return UnderWay(self.identities.pool, self.settings.key_encryption_key, self.browser)

    @property
    def _redirect_uri(self) -> str:
        return f"{self.settings.public_url}{BACK}"


@router.post("/sessions/back-channel-logout", response_class=Response, responses=REFUSED)
async def back_channel_logout(
    running: Running, logout_token: Annotated[str, Form(min_length=1, max_length=20_000)]
) -> Response:
    """Sent by the sign-in service itself (OpenID Connect Back-Channel Logout 1.0): its signature is the proof."""
    if running.provider is None:
        raise HTTPException(404)
    try:
        claims = await running.provider.claims_of(logout_token)
        file = running.provider.file
        must_hold(claims, issuer=file.issuer, client=file.client_id, now=time.time())
        must_be_a_logout(claims)
        await running.identities.sessions.take_logout_token(claims["jti"], claims["exp"])
    except Refused as refused:
        tell("logout", "refused", way="oidc", why=str(refused))
        raise Problem(400, "no_logout", N_("The logout token does not hold.")) from None
    except ProviderSilent:
        raise Problem(503, "provider_silent", N_("The sign-in service does not answer.")) from None
    for person in await running.identities.sessions.end_theirs(claims.get("sub"), claims.get("sid")):
        tell("logout", "ok", person, way="oidc")
    return Response(status_code=200)
