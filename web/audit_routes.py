"""Can it be trusted? Who did what, how the record is sealed, working it out again, and what leaves the installation."""

import binascii
from base64 import b64decode
from collections import defaultdict
from datetime import date
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from starlette.background import BackgroundTask

from api.problems import Problem
from audit.standing import seal_standing
from audit.verify import Checkpoint
from domain.calendar import date_in_stockholm
from domain.words import N_
from projections.looks import Look, note_looks
from projections.period import Period
from projections.trail import NEWEST, Trail, TrailAsked, contracts_named, trail
from web.contract_routes import filled_in
from web.dates import Dates
from web.extract import Wanted, extract
from web.filled_in import Filled
from web.page import page
from web.people import department_name
from web.trail import actors, kinds, trail_rows
from web.verifying import begin_verifying, last_verifying
from web.visit import SeeingWhoLooked, Tracing, Visit

router = APIRouter()

A_PAGE = 50
AGAIN = "2"  # s until the page is loaded again while the record is being worked out
NOT_A_ROOT = N_("Write it as it stands in the receipt: the number of events, a colon and the root.")

Text = Annotated[str, Query(max_length=200)]


@router.get("/granskning")
async def who_did(
    visit: Tracing,
    vem: Text = "",
    vad: Text = "",
    avtal: Text = "",
    fran: Text = "",
    till: Text = "",
    fore: Annotated[int, Query(ge=1, le=NEWEST)] = NEWEST,
) -> HTMLResponse:
    told = {"vem": vem, "vad": vad, "avtal": avtal.strip(), "fran": fran, "till": till}
    filters = {name: value.replace("\0", "") for name, value in told.items()}
    found, unknown = await _looked_for(visit, filters, fore)
    words, policy, reader = visit.words, visit.parts.handler.policy, visit.parts.reader
    today = date_in_stockholm(await reader.now())
    asked = {name: value for name, value in filters.items() if value}
    return page(
        visit,
        "trail.html",
        today,
        rows=trail_rows(found.events, policy, Dates(words, today)),
        older="/granskning?" + urlencode(asked | {"fore": found.older}) if found.older else "",
        newest=fore == NEWEST,
        filters=filters,
        unknown=unknown,
        named=found.events[0].stream_id if filters["avtal"] and found.events else None,
        actors=actors(policy, words),
        kinds=kinds(words),
    )


async def _looked_for(visit: Visit, filters: Filled, before: int) -> tuple[Trail, str]:
    """And which contract there is not. What is asked of one contract by name is a look at it."""
    async with visit.parts.reader.pool.acquire() as connection:
        named = await contracts_named(connection, filters["avtal"]) if filters["avtal"] else []
        if filters["avtal"] and not named:
            return Trail([], 0), filters["avtal"]
        told = (filters["vem"], filters["vad"], named, _day(filters["fran"]), _day(filters["till"]), before)
        found = await trail(connection, TrailAsked(*told), A_PAGE)
    who = visit.somebody
    look = Look(who.person.id, who.role, "contract", "page", about="granskning")
    await note_looks(visit.parts.handler.pool, look, named)
    return found, ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@router.get("/granskning/bevis")
async def proof(visit: SeeingWhoLooked) -> HTMLResponse:
    return await _proof(visit)


@router.post("/granskning/kontrollera", response_model=None)
async def verify(visit: SeeingWhoLooked) -> HTMLResponse | RedirectResponse:
    filled = await filled_in(visit)
    try:
        outside = [_checkpoint(filled["rot"].strip())] if filled.get("rot", "").strip() else []
    except ValueError:
        return await _proof(visit, 422, filled, {"rot": visit.words(NOT_A_ROOT)})
    events = await visit.parts.reader.pool.fetchval("SELECT position FROM head")
    await begin_verifying(visit.parts.handler.pool, visit.settings, events, outside)
    return RedirectResponse("/granskning/bevis", 303)


def _checkpoint(text: str) -> Checkpoint:
    """Raises ValueError."""
    size, _, root = text.partition(":")
    try:
        found = Checkpoint(int(size), b64decode(root, validate=True))
    except binascii.Error as error:
        raise ValueError(text) from error
    if found.size < 1 or len(found.root) != 32:
        raise ValueError(text)
    return found


@router.post("/granskning/utdrag", response_model=None)
async def take_out(visit: SeeingWhoLooked) -> HTMLResponse | FileResponse:
    filled = await filled_in(visit)
    faults, wanted = await _wanted(visit, filled)
    if wanted is None:
        return await _proof(visit, 422, filled, faults)
    folder = Path(mkdtemp(prefix="insats-utdrag-"))
    try:
        name = await extract(visit.parts, wanted, visit.words, folder / "utdrag.zip")
    except Problem as problem:
        rmtree(folder)
        fault = visit.words(problem.message, **problem.params)
        return await _proof(visit, problem.status, filled, {"vad": fault})
    except BaseException:
        rmtree(folder)
        raise
    gone = BackgroundTask(rmtree, folder)
    return FileResponse(folder / "utdrag.zip", media_type="application/zip", filename=name, background=gone)


async def _wanted(visit: Visit, filled: Filled) -> tuple[dict[str, str], Wanted | None]:
    words, faults = visit.words, {}
    told = {
        name: filled.get(name, "").replace("\0", "").strip()
        for name in ("vad", "avtal", "fran", "till", "avdelning", "skal")
    }
    contract = await _named(visit, told["avtal"]) if told["vad"] == "avtal" else None
    period = Period(_day(told["fran"]), _day(told["till"]), told["avdelning"])
    if told["vad"] == "allt":
        period = Period(None, None, "")
    elif told["vad"] == "avtal" and contract is None:
        faults["avtal"] = words(N_("There is no contract with that number."))
    elif told["vad"] == "period" and not period.says_something:
        faults["fran"] = words(N_("Choose a day or a department."))
    elif told["vad"] not in ("avtal", "period"):
        faults["vad"] = words(N_("Choose what to take out."))
    if not told["skal"]:
        faults["skal"] = words(N_("Say why it is taken out. It is kept."))
    who = visit.somebody
    look = Look(who.person.id, who.role, "export", "page", reason=told["skal"][:2000])
    return faults, None if faults else Wanted(contract, period, look)


async def _named(visit: Visit, text: str) -> UUID | None:
    async with visit.parts.reader.pool.acquire() as connection:
        found = await contracts_named(connection, text)
    return found[0] if len(found) == 1 else None


async def _proof(
    visit: Visit, status: int = 200, filled: Filled | None = None, faults: Filled | None = None
) -> HTMLResponse:
    reader, policy, words = visit.parts.reader, visit.parts.handler.policy, visit.words
    async with reader.pool.acquire() as connection:
        seals = await seal_standing(connection)
    last = await last_verifying(visit.parts.handler.pool)
    answer = page(
        visit,
        "proof.html",
        date_in_stockholm(await reader.now()),
        status,
        seals=seals,
        last=last,
        filled=defaultdict(str, filled or {}),
        faults=defaultdict(str, faults or {}),
        wrong=list((faults or {}).items()),
        departments=[(each.id, department_name(each.id, policy, words)) for each in policy.departments],
    )
    if last and last.goes_on and not faults:
        answer.headers["Refresh"] = AGAIN
    return answer
