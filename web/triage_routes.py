"""Deciding about the clause of many contracts at a time."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from access.commands import why_not
from api.triage import AT_ONCE, DecidedOut, decide_all, place_after
from domain.calendar import date_in_stockholm
from domain.command import Command
from domain.contract import Contract
from domain.process.triage import TriageClause
from domain.triage_by_rule import TriageByRule
from domain.words import N_
from projections.finding import COUNTED
from projections.triage import Waiting, how_many_wait, units_waiting, waiting
from web.contract_routes import filled_in
from web.dates import Dates
from web.filled_in import Filled, faults
from web.page import page
from web.triage_page import PAGE, Tried, triage_view
from web.visit import Changing, Reading, Visit

router = APIRouter()

Text = Annotated[str, Query(max_length=500)]
FIELDS = ("clause", "reason", "count_from")
CHOSEN = "avtal."


@router.get("/klausul")
async def who_waits(
    visit: Reading, text: Text = "", cpv: Text = "", enhet: Text = "", efter: Text = ""
) -> HTMLResponse:
    return await _page(visit, Waiting(text.strip(), cpv.strip(), enhet), efter)


@router.post("/klausul")
async def decide(visit: Changing, text: Text = "", cpv: Text = "", enhet: Text = "") -> HTMLResponse:
    filters, filled = Waiting(text.strip(), cpv.strip(), enhet), await filled_in(visit)
    marked = [UUID(name.removeprefix(CHOSEN)) for name in filled if _is_a_contract(name)]
    chosen = frozenset(map(str, marked))
    if "alla" in filled:
        marked = [row["id"] for row in await waiting(visit.parts.reader.pool, filters, AT_ONCE)]
    wrong = {} if marked else {"alla": visit.words(N_("Mark at least one contract."))}
    try:
        command = _command(filled)
    except ValidationError as error:
        wrong |= {str(place[0]): what for place, what in faults(error, visit.words, below=0).items()}
    if wrong:
        return await _page(visit, filters, tried=Tried(filled, wrong, chosen), status=422)
    return await _decided(visit, filters, marked, command, filled)


async def _decided(
    visit: Visit, filters: Waiting, marked: list[UUID], command: Command, filled: Filled
) -> HTMLResponse:
    envelope = visit.envelope(filled)
    done = await decide_all(
        visit.parts, visit.somebody, visit.words, marked[:AT_ONCE], command, envelope.command_id
    )
    return await _page(visit, filters, tried=_outcome(visit, done))


def _outcome(visit: Visit, done: list[DecidedOut]) -> Tried:
    decided = sum(each.done for each in done)
    receipt = visit.words(N_("{done} decided, {left} not."), done=decided, left=len(done) - decided)
    left = [(each.number or str(each.contract)[:8], each.reason) for each in done if each.reason]
    return Tried(receipt=receipt, left=left[:20])


def _command(filled: Filled) -> Command:
    """Raises ValidationError."""
    if "regler" in filled:
        return TriageByRule()
    told = {name: value for name in FIELDS if (value := filled.get(name, "").strip())}
    return TriageClause.model_validate(told)


def _is_a_contract(name: str) -> bool:
    try:
        UUID(name.removeprefix(CHOSEN))
    except ValueError:
        return False
    return name.startswith(CHOSEN)


async def _page(
    visit: Visit, filters: Waiting, after: str = "", *, tried: Tried | None = None, status: int = 200
) -> HTMLResponse:
    pool = visit.parts.reader.pool
    today = date_in_stockholm(await visit.parts.reader.now())
    rows = await waiting(pool, filters, PAGE + 1, place_after(after))
    total, units = await how_many_wait(pool, filters, COUNTED + 1), await units_waiting(pool)
    view = triage_view(rows, total, filters, units, Dates(visit.words, today), tried or Tried())
    may_decide = why_not(visit.somebody.asker, TriageClause, Contract(), visit.parts.handler.policy) is None
    return page(visit, "triage.html", today, status, view=view, most=AT_ONCE, may_decide=may_decide)
