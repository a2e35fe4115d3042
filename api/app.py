"""The HTTP application: its parts, its routes, its refusals."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import asyncpg
import httpx
from fastapi import APIRouter, Depends, FastAPI

from access.viewer import narrow
from api import (
    as_of,
    contracts,
    delegations,
    duplicates,
    erasures,
    health,
    imports,
    looks,
    metrics,
    needs,
    oidc,
    operations,
    policy,
    problems,
    register,
    retention,
    sessions,
    triage,
)
from api.deps import Here, Parts
from api.identity import Identities
from event_store.keyring import Keyring
from policy_setup import create_handler, warn_of_differences
from projections.reading import Reader
from settings import Settings
from sign_in.oidc_file import read_oidc_file
from sign_in.provider import Provider
from watchdog import Watchdog

BOUNDS = {"lock_timeout": "5s", "statement_timeout": "30s", "idle_in_transaction_session_timeout": "30s"}


def create_app(settings: Settings) -> FastAPI:
    app = FastAPI(title="Insats", version="1", lifespan=_lifespan(settings), openapi_url=None)
    app.state.settings = settings  # before the parts are there, a page can be drawn that says so
    problems.install(app)
    v1 = APIRouter(prefix="/api/v1")

    @v1.get("/openapi.json", include_in_schema=False)
    async def description(_: Here) -> dict[str, Any]:
        return app.openapi()

    for room in (
        delegations,
        duplicates,
        erasures,
        imports,
        looks,
        needs,
        oidc,
        operations,
        policy,
        register,
        retention,
        sessions,
        triage,
    ):
        v1.include_router(room.router)
    for shown in (contracts, as_of):
        v1.include_router(shown.router, dependencies=[Depends(looks.noted)])
    app.include_router(v1)
    app.include_router(health.router)
    app.include_router(metrics.router)
    return app


def _lifespan(settings: Settings) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with (
            asyncpg.create_pool(
                settings.writer_url, min_size=2, max_size=16, server_settings=BOUNDS
            ) as writer,
            asyncpg.create_pool(
                settings.reader_url, min_size=1, max_size=8, server_settings=BOUNDS, setup=narrow
            ) as reader,
            asyncpg.create_pool(
                settings.keys_url, min_size=1, max_size=4, server_settings=BOUNDS, command_timeout=30
            ) as keys,
            httpx.AsyncClient(timeout=10) as http,  # to the sign-in service alone; it follows no redirect
        ):
            keyring = Keyring(keys, settings.key_encryption_key)
            handler = await create_handler(writer, keyring, settings.policy, settings.erasures)
            warn_of_differences(handler, settings.policy)
            app.state.parts = Parts(
                settings=settings,
                handler=handler,
                reader=Reader(reader, keyring),
                identities=Identities(writer, handler.policies),
                provider=Provider(read_oidc_file(settings.oidc), http) if settings.oidc else None,
                demo=await reader.fetchval("SELECT demo FROM installation"),
            )
            watching = asyncio.create_task(Watchdog(app.state.parts.handler, settings).run())
            yield
            watching.cancel()

    return lifespan
