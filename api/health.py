"""Is it alive, and can it serve? Open to everyone, and truthful: it asks the parts themselves."""

import asyncio
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.deps import Parts
from projections.watch import wrong_since

router = APIRouter(tags=["health"])


class Ready(BaseModel):
    """`parts`: which answer. `engine_silent_since`: as the watchdog saw it."""

    ready: bool
    parts: dict[str, bool]
    engine_silent_since: datetime | None = None


PATIENCE = 2.0  # s a part may take to answer


@router.get("/healthz")
async def alive() -> dict[str, str]:
    return {"status": "alive"}


@router.get(
    "/readyz", responses={503: {"description": "It cannot serve now", "model": Ready}}, response_model=Ready
)
async def ready(request: Request) -> JSONResponse:
    """503 while the database or its keys do not answer. Temporal's absence delays notices, not people."""
    parts: Parts | None = getattr(request.app.state, "parts", None)
    if parts is None:
        return JSONResponse({"ready": False, "parts": {}}, 503)
    found = await answering(parts)
    silent_since = await _silent_since(parts)
    found["engine"] = silent_since is None
    serves = all(found[part] for part in ("database", "read", "keys"))
    told = {"ready": serves, "parts": found, "engine_silent_since": silent_since}
    return JSONResponse(told, 200 if serves else 503)


async def answering(parts: Parts) -> dict[str, bool]:
    return {
        "database": await _answers(parts.handler.pool.fetchval("SELECT 1 FROM head")),
        "read": await _answers(parts.reader.pool.fetchval("SELECT 1 FROM contract LIMIT 1")),
        "keys": await _answers(parts.handler.keyring.of([])),
        "temporal": await _answers(_listens(parts.settings.temporal_address)),
        "mail": await _answers(_listens(f"{parts.settings.smtp_host}:{parts.settings.smtp_port}")),
    }


async def _silent_since(parts: Parts) -> str | None:
    """As the watchdog saw it last. A silent engine holds up time, not people; unknown is not silent."""
    asked = asyncio.ensure_future(wrong_since(parts.reader.pool))
    await _answers(asked)
    since = asked.result() if asked.done() and not asked.cancelled() and not asked.exception() else None
    return since.isoformat(timespec="seconds") if since else None


async def _answers(asked: Any) -> bool:
    """Waits no longer than PATIENCE: a database that hangs does not even take back its question."""
    question = asyncio.ensure_future(asked)
    question.add_done_callback(lambda done: done.cancelled() or done.exception())  # seen, however late
    await asyncio.wait({question}, timeout=PATIENCE)
    return question.done() and not question.cancelled() and question.exception() is None


async def _listens(address: str) -> None:
    host, _, port = address.rpartition(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.close()
