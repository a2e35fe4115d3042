"""The menu of needs: what Jobbcenter and the schools look for. Seen by all, kept by those who work with it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from api.needs import need_of
from domain.calendar import date_in_stockholm
from domain.process.matching import MatchNeed
from domain.refusal import Refusal
from projections.fits import fits
from projections.needs import the_menu
from web.command_forms import FORMS as OF_CONTRACTS
from web.contract_routes import filled_in
from web.dates import Dates
from web.filled_in import Filled, NotFilledIn, read_form
from web.form_views import Attempt
from web.menu_page import FORMS, menu_view
from web.page import page
from web.visit import KeepingTheMenu, Reading, Visit

router = APIRouter()


@router.get("/behov")
async def menu(visit: Reading, gjort: Annotated[str, Query(max_length=40)] = "") -> HTMLResponse:
    return await _page(visit, done=gjort)


@router.post("/behov", response_model=None)
async def add(visit: KeepingTheMenu) -> HTMLResponse | RedirectResponse:
    filled = await filled_in(visit)
    return await _give(visit, need_of(visit.envelope(filled).command_id), "register_need", filled)


@router.post("/behov/{need_id}/{command}", response_model=None)
async def change(need_id: UUID, command: str, visit: KeepingTheMenu) -> HTMLResponse | RedirectResponse:
    if command == "match_need":
        return await _match(visit, need_id, await filled_in(visit))
    if command != "withdraw_need":
        raise HTTPException(404)
    return await _give(visit, need_id, command, await filled_in(visit), tried=str(need_id))


async def _give(
    visit: Visit, need: UUID, command: str, filled: Filled, tried: str = ""
) -> HTMLResponse | RedirectResponse:
    kind, form = FORMS[command]
    envelope = visit.envelope(filled)
    try:
        await visit.parts.handler.handle(need, read_form(kind, form, filled, visit.words), envelope)
    except NotFilledIn as wrong:
        return await _page(visit, 422, attempt=Attempt(command, filled, faults=wrong.faults), tried=tried)
    except Refusal as refusal:
        attempt = Attempt(command, filled, refusal=visit.words.refusal(refusal))
        return await _page(visit, 409, attempt=attempt, tried=tried)
    return RedirectResponse(f"/behov?gjort={command}", 303)


async def _match(visit: Visit, need: UUID, filled: Filled) -> HTMLResponse | RedirectResponse:
    """A promise that fits is the need's: a command on the contract that made it, judged there."""
    try:
        contract = UUID(filled.get("avtal", ""))
        command = MatchNeed(commitment=int(filled.get("atagande", "")), need=need)
    except ValueError:
        raise HTTPException(404) from None
    envelope = visit.envelope(filled)
    try:
        await visit.parts.handler.handle(contract, command, envelope)
    except Refusal as refusal:
        return await _page(visit, 409, attempt=Attempt("", filled, refusal=visit.words.refusal(refusal)))
    return RedirectResponse("/behov?gjort=match_need", 303)


async def _page(
    visit: Visit, status: int = 200, *, done: str = "", attempt: Attempt | None = None, tried: str = ""
) -> HTMLResponse:
    reader = visit.parts.reader
    today = date_in_stockholm(await reader.now())
    rows = await the_menu(reader.pool)
    dates, asker = Dates(visit.words, today), visit.somebody.asker
    fitting = await fits(reader.pool, [row["id"] for row in rows if row["promised"] < row["number"]])
    view = menu_view(rows, fitting, visit.parts.handler.policy, dates, asker, attempt, tried)
    forms = {name: form for name, (_, form) in FORMS.items()} | {"match_need": OF_CONTRACTS["match_need"]}
    receipt = visit.words(forms[done].done) if done in forms else ""
    return page(visit, "menu.html", today, status, view=view, receipt=receipt)
