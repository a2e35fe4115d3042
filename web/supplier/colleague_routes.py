"""Colleagues: who sees this contract at the supplier, one more invited, or oneself off it."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from domain.process.registration import ConfirmSupplierContact, RemoveSupplierContact
from domain.refusal import Refusal
from domain.words import N_
from web.contract_parts import Contact, contacts
from web.contract_routes import filled_in
from web.filled_in import Filled, NotFilledIn, faults
from web.supplier.asked import may
from web.supplier.own import Own, Owning
from web.supplier.sending import Attempt

router = APIRouter()
MOST = 10


@router.get("/leverantor/{contract_id}/kontakter")
async def form(own: Owning) -> HTMLResponse:
    return _page(own, Attempt())


@router.post("/leverantor/{contract_id}/kontakter", response_model=None)
async def invite(own: Owning) -> HTMLResponse | RedirectResponse:
    filled = await filled_in(own.visit)
    try:
        await own.give(_read(filled, own), filled)
    except NotFilledIn as wrong:
        return _page(own, Attempt(filled, wrong.faults))
    except Refusal as refusal:
        return _page(own, Attempt(filled, refusal=own.visit.words.refusal(refusal)))
    return own.done("inbjuden")


def _read(filled: Filled, own: Own) -> ConfirmSupplierContact:
    """Raises NotFilledIn, or Refusal where the address is a contact's already."""
    told = {name: value for name in ("name", "address") if (value := filled.get(name, "").strip())}
    try:
        invited = ConfirmSupplierContact.model_validate(told)
    except ValidationError as error:
        wrong = {str(place[0]): what for place, what in faults(error, own.visit.words, below=0).items()}
        raise NotFilledIn(wrong) from None
    if len(_colleagues(own)) >= MOST:  # nobody sends our mail to the whole world
        raise Refusal(
            "many_contacts", N_("You are {most} already. Ask the municipality to invite more."), most=MOST
        )
    if invited.address.casefold() in {each.address.casefold() for each in _colleagues(own)}:
        raise Refusal("contact_already", N_("Whoever has that address is a contact already."))
    return invited


@router.post("/leverantor/{contract_id}/lamna", response_model=None)
async def leave(own: Owning) -> HTMLResponse | RedirectResponse:
    """Once somebody else is there: the municipality is never left without anybody to write to."""
    filled = await filled_in(own.visit)
    try:
        if len(_colleagues(own)) == 1:
            raise Refusal("last_contact", N_("You are the only contact. Invite a colleague first."))
        await own.give(RemoveSupplierContact(contact=own.contact), filled)
    except Refusal as refusal:
        return _page(own, Attempt(filled, refusal=own.visit.words.refusal(refusal)))
    return RedirectResponse("/leverantor", 303)


def _colleagues(own: Own) -> list[Contact]:
    return contacts(own.state, own.part.recorded)


def _page(own: Own, attempt: Attempt) -> HTMLResponse:
    return own.page(
        "supplier_contacts.html",
        attempt.status,
        attempt=attempt,
        colleagues=_colleagues(own),
        may=may(ConfirmSupplierContact, own.state),
    )
