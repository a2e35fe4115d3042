"""The dialogue record: read it, write it. Confirming it is a command like the others."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from api.contracts import found
from domain.refusal import Refusal
from web.contract_routes import filled_in
from web.dates import Dates
from web.dialogue_form import read_record
from web.dialogue_page import Draft, dialogue_view
from web.filled_in import NotFilledIn
from web.page import page
from web.visit import Changing, Reading, Visit

router = APIRouter()


@router.get("/avtal/{contract_id}/dialog")
async def dialogue(contract_id: UUID, visit: Reading) -> HTMLResponse:
    return await _page(visit, contract_id)


@router.post("/avtal/{contract_id}/dialog", response_model=None)
async def save(contract_id: UUID, visit: Changing) -> HTMLResponse | RedirectResponse:
    filled = await filled_in(visit)
    ticked = (await visit.request.form()).getlist("participants")
    present = [role for role in ticked if isinstance(role, str)]
    envelope = visit.envelope(filled)
    try:
        record = read_record(filled, present, visit.words)
        await visit.parts.handler.handle(contract_id, record, envelope)
    except NotFilledIn as wrong:
        return await _page(visit, contract_id, Draft(filled, present, faults=wrong.faults), 422)
    except Refusal as refusal:
        draft = Draft(filled, present, refusal=visit.words.refusal(refusal))
        return await _page(visit, contract_id, draft, 409)
    return RedirectResponse(f"/avtal/{contract_id}?gjort=record_dialogue", 303)


async def _page(
    visit: Visit, contract_id: UUID, draft: Draft | None = None, status: int = 200
) -> HTMLResponse:
    detail = await found(visit.parts.reader, contract_id)
    dates, asker = Dates(visit.words, detail.today), visit.somebody.asker
    view = dialogue_view(detail, visit.parts.handler.policy, dates, asker, draft)
    return page(visit, "dialogue.html", detail.today, status, view=view)
