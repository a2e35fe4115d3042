"""The supplier's contracts, what is asked now, and each contract's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from domain.calendar import date_in_stockholm
from domain.phase import places_left, record_is_confirmed
from domain.process.meeting import Meetings
from domain.vocabulary import Form
from domain.words import N_
from web.contract_page import name_of
from web.page import page
from web.supplier.asked import Ask, asks, next_report
from web.supplier.own import Own, Owning, theirs
from web.supplier.receipts import receipt_rows
from web.supplier.said import said
from web.visit import Supplying

router = APIRouter()

DONE = {
    "tider": N_("Your times are sent. The municipality chooses one, and you get a mail."),
    "svar": N_("Your answers are sent. You can change them until both have confirmed the record."),
    "bekrafta": N_("Thank you. Your confirmation is saved."),
    "bestrid": N_(
        "Your objection is sent. The municipality reads it, and writes the record again if it is wrong."
    ),
    "rapport": N_("Thank you. Your report is sent."),
    "inget": N_("Thank you. It is saved that there is nothing to report."),
    "bevis": N_("Thank you. The evidence is sent."),
    "inbjuden": N_("The invitation is on its way by mail."),
    "forslag": N_("Your answer is sent."),
    "utkast": N_("The draft is saved. Only you see it, until you send it."),
}


@dataclass(frozen=True)
class Promise:
    """`started`: places of those that were promised."""

    form: Form
    places: int
    started: int
    starts_on: date
    ends_on: date


@router.get("/leverantor", response_model=None)
async def overview(visit: Supplying) -> HTMLResponse | RedirectResponse:
    """Whoever has one contract is taken there at once."""
    contracts = [found for id_ in visit.somebody.contracts if (found := await theirs(visit, id_))]
    if len(contracts) == 1:
        return RedirectResponse(contracts[0].address, 303)
    rows = [(each, name_of(each.facts), asks(each)) for each in contracts]
    rows.sort(
        key=lambda row: (not row[2], row[2][0].due or date.max if row[2] else date.max, row[0].facts.title)
    )
    today = date_in_stockholm(await visit.parts.reader.now())
    return page(visit, "supplier_contracts.html", today, rows=rows)


@router.get("/leverantor/{contract_id}")
async def contract(own: Owning, gjort: Annotated[str, Query(max_length=40)] = "") -> HTMLResponse:
    now = asks(own)
    told = said(own.part.recorded, own.state.struck)
    held = own.state.held if own.part.record_is_theirs else None
    return own.page(
        "supplier_contract.html",
        name=name_of(own.facts),
        municipality=own.visit.parts.handler.policy.municipality,
        receipt=own.visit.words(DONE[gjort]) if gjort in DONE else "",
        asks=now,
        first=_first(now),
        said=told,
        held=held,
        confirmed=record_is_confirmed(own.state),
        meeting=None if own.state.held else own.state.of(Meetings).planned,
        promises=promises(own),
        next_report=next_report(own),
        receipts=await receipt_rows(own),
        several=len(own.visit.somebody.contracts) > 1,
    )


def _first(now: Sequence[Ask]) -> Ask | None:
    return now[0] if now else None


def promises(own: Own) -> list[Promise]:
    state = own.state
    return [
        Promise(
            each.form, each.places, each.places - places_left(state, number), each.starts_on, each.ends_on
        )
        for number, each in state.commitments.items()
    ]
