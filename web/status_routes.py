"""Does it go as it should? For whoever answers for the installation."""

import asyncio
from datetime import UTC, datetime
from importlib.metadata import version

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.deps import Parts
from api.health import answering
from audit.standing import seal_standing
from domain.calendar import date_in_stockholm
from projections.queues import database_version, held_up, last_swept, unsealed, waiting
from projections.watch import look
from recovery.backup import Damaged, backups_in
from web.engine_status import Engine, faults, queues
from web.page import page
from web.visit import Watching

router = APIRouter()

SHOWN = 50  # contracts that are held up


@router.get("/status")
async def status(visit: Watching) -> HTMLResponse:
    engine = await _asked(visit.parts)
    today = date_in_stockholm(await visit.parts.reader.now())
    return page(
        visit,
        "status.html",
        today,
        engine=engine,
        faults=list(faults(engine, visit.words)),
        queues=queues(engine, visit.words),
        shown=SHOWN,
    )


async def _asked(parts: Parts) -> Engine:
    pool, policy = parts.reader.pool, parts.handler.policy
    async with pool.acquire() as connection:
        seals = await seal_standing(connection)
    return Engine(
        wrong=await look(pool),
        parts=await answering(parts),
        swept_at=await last_swept(pool),
        waiting=await waiting(pool),
        held_up=await held_up(pool, SHOWN),
        seals=seals,
        unsealed=await unsealed(pool),
        backed_up_at=await asyncio.to_thread(_last_backup, parts),
        now=datetime.now(UTC),
        versions={
            "Insats": version("insats"),
            "PostgreSQL": await database_version(pool),
            "policy": policy.version,
            "calendar": policy.calendar.version,
        },
    )


def _last_backup(parts: Parts) -> datetime | None:
    """None: there is none that can be seen from here. Where the API runs, the folder need not be."""
    try:
        return max((each.made_at for each in backups_in(parts.settings.backups)), default=None)
    except (Damaged, OSError):
        return None
