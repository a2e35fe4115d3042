"""Two contracts that may be the same one, side by side: a person joins them or keeps them apart."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from api.duplicates import Joining, PairOut, joined, pair_out
from domain.calendar import date_in_stockholm
from domain.joining import KeepApart
from domain.policy import Policy
from domain.refusal import Refusal
from domain.words import N_
from projections.duplicates import pairs
from web.contract_routes import filled_in
from web.dates import Dates
from web.fact_names import NAMES, source_in_words, written
from web.page import page
from web.visit import Reading, Registering, Visit

router = APIRouter()

SHOWN = 20
SAME = {
    "supplier": N_("the supplier"),
    "number": N_("the contract number"),
    "days": N_("the days"),
    "value": N_("the value"),
}
DONE = {"ihop": N_("They are one contract now."), "isar": N_("They are kept apart.")}


@dataclass(frozen=True)
class FactRow:
    """`sources`: where each side was told it."""

    field: str
    name: str
    told: tuple[str, str]
    sources: tuple[str, str]
    differs: bool


@dataclass(frozen=True)
class PairView:
    pair: PairOut
    same: Sequence[str]
    rows: Sequence[FactRow]
    titles: tuple[str, str]
    command_id: UUID = field(default_factory=uuid4)


@router.get("/dubbletter")
async def side_by_side(visit: Reading, gjort: str = "", avtal: UUID | None = None) -> HTMLResponse:
    """Of all contracts, or of one."""
    return await _page(visit, done=gjort, contract=avtal)


@router.post("/dubbletter", response_model=None)
async def settle(visit: Registering) -> HTMLResponse | RedirectResponse:
    filled = await filled_in(visit)
    envelope = visit.envelope(filled)
    one, other = UUID(filled["one"]), UUID(filled["other"])
    try:
        if "isar" in filled:
            await visit.parts.handler.handle(one, KeepApart(other=other), envelope)
        else:
            keep, away = (one, other) if filled.get("behall") == "one" else (other, one)
            chosen = [name.removeprefix("falt.") for name in filled if name.startswith("falt.")]
            body = Joining(keep=keep, away=away, fields=chosen, command_id=envelope.command_id)
            await joined(visit.parts, visit.somebody, body)
    except Refusal as refusal:
        return await _page(visit, fault=visit.words.refusal(refusal), status=409)
    return RedirectResponse(f"/dubbletter?gjort={'isar' if 'isar' in filled else 'ihop'}", 303)


async def _page(
    visit: Visit, done: str = "", fault: str = "", status: int = 200, contract: UUID | None = None
) -> HTMLResponse:
    today = date_in_stockholm(await visit.parts.reader.now())
    dates, policy = Dates(visit.words, today), visit.parts.handler.policy
    found = [
        await pair_out(visit.parts, row) for row in await pairs(visit.parts.reader.pool, SHOWN, contract)
    ]
    views = [_view(pair, dates, policy) for pair in found]
    receipt = visit.words(DONE[done]) if done in DONE else ""
    return page(visit, "duplicates.html", today, status, pairs=views, receipt=receipt, fault=fault)


def _view(pair: PairOut, dates: Dates, policy: Policy) -> PairView:
    one, other = pair.one, pair.other
    rows = []
    for fact, name in NAMES.items():
        told = (written(one.facts, fact, dates), written(other.facts, fact, dates))
        sources = (
            source_in_words(one.sources.get(fact), policy, dates),
            source_in_words(other.sources.get(fact), policy, dates),
        )
        if any(told):
            rows.append(FactRow(fact, dates.words(name), told, sources, fact in pair.differ))
    titles = (one.facts.contract_number or one.facts.title, other.facts.contract_number or other.facts.title)
    return PairView(pair, [dates.words(SAME[each]) for each in pair.same], rows, titles)
