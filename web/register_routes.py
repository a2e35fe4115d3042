"""Putting a contract on record by hand, where no notice tells of it."""

from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from access.commands import RANDOM
from domain.calendar import date_in_stockholm
from domain.contract import Contract
from domain.refusal import Refusal
from web.contract_routes import filled_in
from web.dates import Dates
from web.filled_in import NotFilledIn, read_command
from web.form_views import Attempt, form_view
from web.page import page
from web.visit import Registering, Visit

router = APIRouter()

BY_HAND = "register_by_hand"
CONTRACTS = UUID("0f0c6a3e-52f5-5d43-8f0a-1d9f6f3f5a10")


@router.get("/avtal/nytt")
async def empty(visit: Registering) -> HTMLResponse:
    return await _page(visit)


@router.post("/avtal/nytt", response_model=None)
async def register(visit: Registering) -> HTMLResponse | RedirectResponse:
    filled = await filled_in(visit)
    envelope = visit.envelope(filled)
    contract = of_its_own(envelope.command_id)
    try:
        await visit.parts.handler.handle(contract, read_command(BY_HAND, filled, visit.words), envelope)
    except NotFilledIn as wrong:
        return await _page(visit, 422, Attempt(BY_HAND, filled, faults=wrong.faults))
    except Refusal as refusal:
        return await _page(visit, 409, Attempt(BY_HAND, filled, refusal=visit.words.refusal(refusal)))
    return RedirectResponse(f"/avtal/{contract}?gjort={BY_HAND}", 303)


def of_its_own(command_id: UUID) -> UUID:
    """A double click makes one contract; nobody else finds its id (access/commands.py)."""
    return UUID(bytes=uuid5(CONTRACTS, str(command_id)).bytes, version=RANDOM)


async def _page(visit: Visit, status: int = 200, attempt: Attempt | None = None) -> HTMLResponse:
    today = date_in_stockholm(await visit.parts.reader.now())
    dates, policy = Dates(visit.words, today), visit.parts.handler.policy
    form = form_view(BY_HAND, Contract(), dates, attempt, policy)
    labels = {field.name: visit.words(field.label) for field in form.form.fields}
    faults = attempt.faults.items() if attempt else ()
    told = [(f"{BY_HAND}-{name}", f"{labels.get(name, name)}: {text}") for name, text in faults]
    return page(visit, "register.html", today, status, form=form, faults=told, command_id=uuid4())
