"""Who has seen a contract; and saying why one looks, where one must."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.contracts import found
from api.looks import contract_of, must_say_why, shown_to
from domain.words import N_
from projections.looks import Look, has_given_a_reason, looks_at, note_look
from web.contract_page import name_of
from web.page import page
from web.people import who_did
from web.visit import Reading, SeeingWhoLooked, Visit

router = APIRouter()

WHAT = {
    "contract": N_("the contract"),
    "texts": N_("the contract with its texts"),
    "export": N_("an export"),
    "reason": N_("said why"),
}
WAY = {"page": N_("on a page"), "api": N_("over the API"), "cli": N_("from the command line")}


class ReasonNeeded(Exception):
    """Whoever only runs the installation says why they look; then they are shown it."""


async def noted(request: Request, visit: Reading) -> None:
    """Before a contract is shown."""
    contract = contract_of(request)
    if request.method != "GET" or contract is None:
        return
    who, pool = visit.somebody, visit.parts.handler.pool
    if must_say_why(who) and not await has_given_a_reason(pool, who.person.id, contract):
        raise ReasonNeeded
    await note_look(pool, Look(who.person.id, who.role, shown_to(who), "page", contract))


async def ask_why(request: Request, _: Exception) -> HTMLResponse:
    return _why(Visit(request, None), request.path_params["contract_id"], 403)


def _why(visit: Visit, contract: UUID, status: int, fault: str = "") -> HTMLResponse:
    return page(visit, "why_look.html", status=status, contract=contract, fault=fault)


@router.get("/avtal/{contract_id}/insyn")
async def who_has_seen(contract_id: UUID, visit: SeeingWhoLooked) -> HTMLResponse:
    detail = await found(visit.parts.reader, contract_id)
    rows = await looks_at(visit.parts.reader.pool, contract_id)
    policy, words = visit.parts.handler.policy, visit.words
    looks = [
        {
            "at": row["looked_at"],
            "who": who_did(row["person"], row["role"], policy, words),
            "what": " ".join(filter(None, (words(WHAT[row["what"]]), row["about"]))),
            "way": words(WAY[row["way"]]),
            "why": row["reason"],
        }
        for row in rows
    ]
    facts = detail.state.facts
    name = name_of(facts) if facts else ""
    return page(visit, "looks.html", detail.today, looks=looks, contract=contract_id, name=name)


@router.post("/avtal/{contract_id}/skal", response_model=None)
async def say_why(contract_id: UUID, visit: Reading) -> HTMLResponse | RedirectResponse:
    await found(visit.parts.reader, contract_id)
    told = (await visit.request.form()).get("skal", "")
    reason = told.strip()[:2000] if isinstance(told, str) else ""
    if not reason:
        return _why(visit, contract_id, 422, visit.words(N_("Say why you need to see it.")))
    who = visit.somebody
    look = Look(who.person.id, who.role, "reason", "page", contract_id, reason=reason)
    await note_look(visit.parts.handler.pool, look)
    return RedirectResponse(f"/avtal/{contract_id}", 303)
