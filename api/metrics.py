"""Figures for whoever watches the installation, in Prometheus' text format. Counts and seconds; nobody's name."""

from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

from api.deps import Running, Watcher
from projections.figures import figures

router = APIRouter(tags=["health"])


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(running: Running, _: Watcher) -> PlainTextResponse:
    """Signed in only: behind a proxy on this machine everybody comes from this machine."""
    found = await figures(running.reader.pool)
    return PlainTextResponse(text_of(found), media_type="text/plain; version=0.0.4")


def text_of(found: Mapping[str, float]) -> str:
    """All are gauges; those of one name stand together."""
    lines: list[str] = []
    for name, number in sorted(found.items()):
        bare = f"insats_{name.partition('{')[0]}"
        if f"# TYPE {bare} gauge" not in lines:
            lines.append(f"# TYPE {bare} gauge")
        lines.append(f"insats_{name} {number:g}")
    return "\n".join(lines) + "\n"
