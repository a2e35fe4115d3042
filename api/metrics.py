"""Figures for whoever watches the installation, in Prometheus' text format. Counts and seconds; nobody's name."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from prometheus_client import generate_latest

from api.deps import Running, Watcher
from projections.figures import disk, figures, text_of

router = APIRouter(tags=["health"])


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(running: Running, _: Watcher) -> PlainTextResponse:
    """The installation's, all contracts counted, and this process's own. Signed in only: behind a proxy on this machine
    everybody comes from this machine."""
    settings = running.settings
    found = await figures(running.handler.pool) | disk(settings.backups, settings.erasures)
    told = text_of(found) + generate_latest().decode()
    return PlainTextResponse(told, media_type="text/plain; version=0.0.4")
