"""One act on many contracts, from the list: looked at first, then done, each for itself."""

from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial
from uuid import UUID, uuid5

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.bulk import AT_ONCE
from api.envelopes import envelope
from command_handler import Decision
from domain.calendar import date_in_stockholm
from domain.command import Command
from domain.refusal import Refusal
from domain.words import N_
from projections.finding import contracts_found
from projections.next_steps import next_steps
from projections.reading import Row
from web.bulk_page import ACTS, OF_EACH, BulkView, Outcome, bulk_fields
from web.command_forms import FORMS
from web.contract_routes import filled_in
from web.dates import Dates
from web.filled_in import Filled, NotFilledIn, read_command
from web.form_views import Attempt
from web.list_query import read_query
from web.page import page
from web.visit import SEEN, Changing, Visit, somebody_since

router = APIRouter()

CHOSEN = "avtal."
NO_STEP = N_("Nothing is open in it.")
ALREADY = N_("It is so already.")


@router.post("/avtal/flera")
async def bulk(visit: Changing) -> HTMLResponse:
    """`visa`: look at what would come of it; `gor`: do it; else ask for what it takes."""
    filled = await filled_in(visit)
    act = filled.get("vad", "")
    if act not in ACTS:
        raise HTTPException(404)
    marked = await _marked(visit, filled)
    if not marked:
        return await _page(visit, act, {}, filled, {"": visit.words(N_("Mark at least one contract."))})
    rows = await next_steps(visit.parts.reader.pool, list(marked))
    if "visa" not in filled and "gor" not in filled:
        return await _page(visit, act, marked, filled)
    try:
        read_command(act, {**filled, OF_EACH: "any"}, visit.words)
    except NotFilledIn as wrong:
        return await _page(visit, act, marked, filled, wrong.faults)
    does = "gor" in filled
    outcomes = [each async for each in _outcomes(visit, act, filled, rows, marked, does=does)]
    return await _page(visit, act, marked, filled, outcomes=outcomes, done=does)


async def _marked(visit: Visit, filled: Filled) -> Mapping[UUID, int]:
    """At most as many as one request may change; which version of each was looked at, 0 where none was."""
    if "alla" in filled:
        try:
            asked = read_query(filled.get("vy", "")[:2000])
            rows = await contracts_found(visit.parts.reader.pool, asked.filters, asked.order, AT_ONCE)
        except ValueError:
            raise HTTPException(404) from None
        return {row["id"]: 0 for row in rows}
    told = [(name.removeprefix(CHOSEN), value) for name, value in filled.items() if name.startswith(CHOSEN)]
    return {
        UUID(name): int(value) if SEEN.match(value) else 0 for name, value in told[:AT_ONCE] if _is_id(name)
    }


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


async def _outcomes(
    visit: Visit, act: str, filled: Filled, rows: Sequence[Row], marked: Mapping[UUID, int], *, does: bool
) -> AsyncIterator[Outcome]:
    sent = visit.envelope(filled).command_id
    for row in rows:
        told = (row["id"], row["name"], row["number"], visit.words.name(row["step"]) if row["step"] else "")
        if act == "pass_on_step" and not row["step"]:
            yield Outcome(*told, reason=visit.words(NO_STEP))
            continue
        command = read_command(act, {**filled, OF_EACH: row["step"]}, visit.words)
        try:
            command_id, seen = uuid5(sent, str(row["id"])), marked[row["id"]]
            decision = await _given(visit, row["id"], command, command_id, seen, does=does)
        except Refusal as refusal:
            yield Outcome(*told, reason=visit.words.refusal(refusal))
            continue
        before = decision.state.version - len(decision.recorded)
        yield Outcome(*told, before, "" if decision.recorded else visit.words(ALREADY))


async def _given(
    visit: Visit, contract: UUID, command: Command, command_id: UUID, seen: int, *, does: bool
) -> Decision:
    """Raises Refusal; also where somebody has changed the contract since it was looked at."""
    stale = partial(somebody_since, seen) if does and seen else None
    told = envelope(visit.somebody, command_id, stale=stale)
    handler = visit.parts.handler
    return await (handler.handle if does else handler.rehearse)(contract, command, told)


async def _page(
    visit: Visit,
    act: str,
    marked: Mapping[UUID, int],
    filled: Filled,
    faults: Mapping[str, str] | None = None,
    outcomes: Sequence[Outcome] = (),
    *,
    done: bool = False,
) -> HTMLResponse:
    today = date_in_stockholm(await visit.parts.reader.now())
    wrong = faults or {}
    view = BulkView(
        act=act,
        title=visit.words(FORMS[act].title),
        button=visit.words(FORMS[act].button),
        fields=bulk_fields(
            act, Attempt(act, filled, wrong), Dates(visit.words, today), visit.parts.handler.policy
        ),
        contracts=list(marked),
        filled=filled,
        outcomes=outcomes,
        done=done,
        faults=wrong,
    )
    return page(visit, "bulk.html", today, 422 if wrong else 200, view=view)
