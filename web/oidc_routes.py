"""Out to the sign-in service and back. Both are opened by GET: the way there changes nothing but this browser's own."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.oidc import OidcSignIn
from domain.words import N_
from sign_in.provider import ProviderSilent
from sign_in.rates import LOGINS_OF_A_CLIENT, Limited, Rates
from sign_in.refused import Refused
from sign_in.security_log import tell
from web.page import keep
from web.sign_in_routes import limited_page, sign_in_page, signed_in
from web.visit import Anybody, Visit, browser_cookie

router = APIRouter()


@router.get("/logga-in/oidc", response_model=None)
async def out(visit: Anybody, igen: str = "") -> Response:
    way = _way(visit)
    try:
        await Rates(visit.parts.identities.pool, visit.settings.key_encryption_key).count(
            LOGINS_OF_A_CLIENT, visit.client
        )
        response = RedirectResponse(await way.begin(anew=bool(igen)), 303)
    except Limited as limited:
        return limited_page(visit, limited)
    except ProviderSilent as silent:
        return _silent(visit, silent)
    keep(response, visit.settings, browser_cookie(visit.settings), way.browser, None)
    return response


@router.get("/logga-in/oidc/svar", response_model=None)
async def back(visit: Anybody) -> Response:
    try:
        found, again = await _way(visit).finish(visit.request.query_params)
    except ProviderSilent as silent:
        return _silent(visit, silent)
    except Refused as refused:
        tell("sign_in", "refused", way="oidc", why=str(refused))
        fault = visit.words(
            N_("You are not signed in. Try again; if that does not help, ask whoever runs Insats.")
        )
        return sign_in_page(visit, fault=fault, status=403)
    return RedirectResponse(found, 303) if again else await signed_in(visit, found)


def _way(visit: Visit) -> OidcSignIn:
    if visit.parts.provider is None:
        raise HTTPException(404)
    return OidcSignIn(visit.settings, visit.parts.identities, visit.parts.provider, visit.browser)


def _silent(visit: Visit, silent: ProviderSilent) -> HTMLResponse:
    tell("sign_in", "failed", way="oidc", why=str(silent))
    fault = visit.words(N_("The sign-in service does not answer. Try again in a while."))
    return sign_in_page(visit, fault=fault, status=503)
