"""The dialogue record: read it, write it. Confirming it is a command like the others."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import escape

from api.contracts import found
from domain.refusal import Refusal
from domain.words import N_
from projections.drafts import DraftKey
from projections.needs import the_menu
from projections.reading import Row
from web.contract_routes import filled_in
from web.dates import Dates
from web.dialogue_form import read_record
from web.dialogue_page import Draft, dialogue_view
from web.drafts import draft, forget, keep
from web.filled_in import Filled, NotFilledIn
from web.page import page
from web.visit import SEEN, Changing, Reading, Visit

router = APIRouter()

DRAFT_SAVED = N_("Draft saved {at}. Only you see it.")


@router.get("/avtal/{contract_id}/dialog")
async def dialogue(contract_id: UUID, visit: Reading) -> HTMLResponse:
    return await _page(visit, contract_id)


@router.post("/avtal/{contract_id}/dialog", response_model=None)
async def save(contract_id: UUID, visit: Changing) -> HTMLResponse | RedirectResponse:
    filled = await filled_in(visit)
    ticked = (await visit.request.form()).getlist("participants")
    present = [role for role in ticked if isinstance(role, str)]
    if "spara" in filled:
        return await _kept(visit, contract_id, {**filled, "participants": " ".join(present)})
    envelope = visit.envelope(filled)
    try:
        record = read_record(filled, present, visit.words)
        await visit.parts.handler.handle(contract_id, record, envelope)
    except NotFilledIn as wrong:
        return await _page(visit, contract_id, Draft(filled, present, faults=wrong.faults), 422)
    except Refusal as refusal:
        refused = Draft(filled, present, refusal=visit.words.refusal(refusal))
        return await _page(visit, contract_id, refused, 409)
    await forget(visit, _key(visit, contract_id))
    return RedirectResponse(f"/avtal/{contract_id}?gjort=record_dialogue", 303)


async def _kept(visit: Visit, contract_id: UUID, filled: Filled) -> HTMLResponse | RedirectResponse:
    """`tyst`: by the page's script, which says so in the page itself."""
    detail = await found(visit.parts.reader, contract_id)
    at = await keep(visit, _key(visit, contract_id), filled)
    if filled["spara"] != "tyst":
        return RedirectResponse(f"/avtal/{contract_id}/dialog", 303)
    return HTMLResponse(escape(visit.words(DRAFT_SAVED, at=Dates(visit.words, detail.today).stamp(at))))


def _key(visit: Visit, contract_id: UUID) -> DraftKey:
    return DraftKey(contract_id, visit.somebody.person.id, "dialog")


async def _begun(visit: Visit, contract_id: UUID) -> Draft | None:
    """Over the version that they had seen: whoever has saved a record since is not overwritten unseen."""
    kept = await draft(visit, _key(visit, contract_id))
    if kept.saved_at is None:
        return None
    seen = kept.filled.get("seen", "")
    present = kept.filled.get("participants", "").split()
    return Draft(kept.filled, present, saved_at=kept.saved_at, seen=int(seen) if SEEN.match(seen) else None)


async def _menu(visit: Visit) -> list[Row]:
    return [row for row in await the_menu(visit.parts.reader.pool) if row["promised"] < row["number"]]


async def _page(
    visit: Visit, contract_id: UUID, attempt: Draft | None = None, status: int = 200
) -> HTMLResponse:
    detail = await found(visit.parts.reader, contract_id)
    dates, asker = Dates(visit.words, detail.today), visit.somebody.asker
    written = attempt or await _begun(visit, contract_id)
    view = dialogue_view(detail, visit.parts.handler.policy, dates, asker, written, await _menu(visit))
    return page(visit, "dialogue.html", detail.today, status, view=view, shown=detail.recorded[-1].position)
