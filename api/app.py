"""The HTTP application: its parts, its routes, its refusals."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import httpx
from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware.exceptions import ExceptionMiddleware

from access.viewer import narrow
from api import (
    as_of,
    bulk,
    contracts,
    delegations,
    duplicates,
    erasures,
    events,
    health,
    imports,
    lists,
    looks,
    metrics,
    needs,
    oidc,
    operations,
    people,
    policy,
    problems,
    register,
    rehearsal,
    retention,
    sessions,
    tokens,
    triage,
    webhooks,
)
from api.deps import Here, Parts
from api.described import describe
from api.identity import Identities
from api.once import Once
from api.pools import pool
from api.quota import Quota
from api.tail import Tail
from event_store.connection import LONGEST_KEPT, Writing
from event_store.keyring import Keyring
from policy_setup import create_handler, warn_of_differences
from projections.reading import Reader
from settings import Settings
from sign_in.oidc_file import read_oidc_file
from sign_in.provider import Provider
from telemetry.http import UNTOLD
from watchdog import Watchdog

ROOMS = (
    bulk,
    delegations,
    duplicates,
    erasures,
    events,
    imports,
    lists,
    looks,
    needs,
    oidc,
    operations,
    people,
    policy,
    register,
    rehearsal,
    retention,
    sessions,
    tokens,
    triage,
    webhooks,
)


def create_app(settings: Settings) -> FastAPI:
    app = FastAPI(
        title="Insats",
        version="1",
        lifespan=_lifespan(settings),
        openapi_url=None,
        redirect_slashes=False,
        telemetry=UNTOLD,
    )
    app.state.settings = settings  # before the parts are there, a page can be drawn that says so
    problems.install(app)
    app.add_middleware(Once)
    app.add_middleware(Quota, settings=settings)
    app.add_middleware(ExceptionMiddleware, handlers=problems.HANDLERS)  # of what those two refuse
    v1 = APIRouter(prefix="/api/v1")

    @v1.get("/openapi.json", include_in_schema=False)
    async def description(_: Here) -> dict[str, Any]:
        return describe(app)

    for shown in (contracts, as_of):  # first what is asked most: those before it are looked through each time
        v1.include_router(shown.router, dependencies=[Depends(looks.noted)])
    for room in ROOMS:
        v1.include_router(room.router)
    app.include_router(v1)
    app.include_router(health.router)
    app.include_router(metrics.router)
    return app


def _lifespan(settings: Settings) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with (
            pool(
                settings.writer_url,
                (4, 16),
                connection_class=Writing,
                max_cacheable_statement_size=LONGEST_KEPT,
            ) as writer,
            pool(settings.reader_url, (1, 8), setup=narrow) as reader,
            pool(settings.keys_url, (1, 4), command_timeout=30) as keys,
            httpx.AsyncClient(timeout=10) as http,  # to the sign-in service alone; it follows no redirect
        ):
            keyring = Keyring(keys, settings.key_encryption_key)
            handler = await create_handler(writer, keyring, settings.policy, settings.erasures)
            warn_of_differences(handler, settings.policy)
            oidc_file = read_oidc_file(settings.oidc) if settings.oidc else None
            app.state.parts = Parts(
                settings=settings,
                handler=handler,
                reader=Reader(reader, keyring),
                identities=Identities(writer, handler.policies, oidc_file.step_up if oidc_file else None),
                provider=Provider(oidc_file, http) if oidc_file else None,
                tail=(tail := Tail(writer)),
                demo=await reader.fetchval("SELECT demo FROM installation"),
            )
            watching = asyncio.create_task(Watchdog(app.state.parts.handler, settings).run())
            looking = asyncio.create_task(tail.run())
            yield
            watching.cancel()
            looking.cancel()

    return lifespan
