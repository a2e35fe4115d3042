"""One contract: its page, and every command that people give on it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from api.contracts import found
from domain.refusal import Refusal
from web.command_forms import FORMS
from web.contract_page import contract_view
from web.dates import Dates
from web.filled_in import Filled, NotFilledIn, read_command
from web.form_views import Attempt
from web.page import page
from web.timeline import ALL, Sifted
from web.visit import Changing, Reading, Visit

router = APIRouter()

Short = Annotated[str, Query(max_length=60)]


@router.get("/avtal/{contract_id}")
async def contract(
    contract_id: UUID, visit: Reading, gjort: Short = "", av: Short = "", vad: Short = ""
) -> HTMLResponse:
    """`av`, `vad`: what the timeline is narrowed to."""
    return await _page(visit, contract_id, done=gjort, sifted=Sifted(av, vad))


@router.get("/avtal/{contract_id}/{command}")
async def form_of(contract_id: UUID, command: str, _: Reading) -> RedirectResponse:
    """Where a form that was handed back is loaded again: it stands on the contract's page."""
    if command not in FORMS:
        raise HTTPException(404)
    return RedirectResponse(f"/avtal/{contract_id}", 303)


@router.post("/avtal/{contract_id}/{command}", response_model=None)
async def give(contract_id: UUID, command: str, visit: Changing) -> HTMLResponse | RedirectResponse:
    if command not in FORMS:
        raise HTTPException(404)
    filled = await filled_in(visit)
    envelope = visit.envelope(filled)
    try:
        await visit.parts.handler.handle(contract_id, read_command(command, filled, visit.words), envelope)
    except NotFilledIn as wrong:
        return await _page(visit, contract_id, 422, attempt=Attempt(command, filled, faults=wrong.faults))
    except Refusal as refusal:
        attempt = Attempt(command, filled, refusal=visit.words.refusal(refusal))
        return await _page(visit, contract_id, 409, attempt=attempt)
    return RedirectResponse(f"/avtal/{contract_id}?gjort={command}", 303)


async def filled_in(visit: Visit) -> Filled:
    form = await visit.request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def _page(
    visit: Visit,
    contract_id: UUID,
    status: int = 200,
    *,
    done: str = "",
    attempt: Attempt | None = None,
    sifted: Sifted = ALL,
) -> HTMLResponse:
    detail = await found(visit.parts.reader, contract_id)
    dates, asker = Dates(visit.words, detail.today), visit.somebody.asker
    view = contract_view(detail, visit.parts.handler.policy, dates, asker, attempt, sifted)
    receipt = visit.words(FORMS[done].done) if done in FORMS else ""
    shown = detail.recorded[-1].position
    return page(visit, "contract.html", detail.today, status, view=view, receipt=receipt, shown=shown)
