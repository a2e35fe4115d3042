"""Times proposed for the dialogue."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from domain.process.preparing import ProposeTimes
from domain.words import N_
from language.words import Words
from web.contract_routes import filled_in
from web.filled_in import Filled, NotFilledIn, faults
from web.supplier.asked import may
from web.supplier.overview_routes import DONE
from web.supplier.own import Own, Owning
from web.supplier.said import said
from web.supplier.sending import Attempt, begun, sent

router = APIRouter()
ROWS = ("1", "2", "3")


@router.get("/leverantor/{contract_id}/tider")
async def form(own: Owning, gjort: Annotated[str, Query(max_length=40)] = "") -> HTMLResponse:
    proposed = said(own.part.recorded, own.state.struck).times
    filled: dict[str, str] = {}
    for row, time in zip(ROWS, proposed, strict=False):
        filled |= {f"on.{row}": time.on.isoformat(), f"at.{row}": time.starts_at.strftime("%H:%M")}
    return await _page(own, await begun(own, "tider", filled), DONE.get(gjort, ""))


@router.post("/leverantor/{contract_id}/tider", response_model=None)
async def propose(own: Owning) -> HTMLResponse | RedirectResponse:
    filled = await filled_in(own.visit)

    async def give() -> str:
        await own.give(_read(filled, own), filled)
        return "tider"

    return await sent(own, "tider", filled, give, lambda attempt: _page(own, attempt))


def _read(filled: Filled, own: Own) -> ProposeTimes:
    """Raises NotFilledIn."""
    told = [(row, filled.get(f"on.{row}", "").strip(), filled.get(f"at.{row}", "").strip()) for row in ROWS]
    rows = [(row, on, at.replace(".", ":").zfill(5) if at else "") for row, on, at in told if on or at]
    if wrong := _unfilled(rows, own.visit.words):
        raise NotFilledIn(wrong)
    try:
        return ProposeTimes.model_validate({"times": [{"on": on, "starts_at": at} for _, on, at in rows]})
    except ValidationError as error:
        for place, what in faults(error, own.visit.words, below=0).items():
            match place:
                case ("times", int(index), str(name), *_):
                    wrong[f"{'on' if name == 'on' else 'at'}.{rows[index][0]}"] = what
        raise NotFilledIn(wrong) from None


def _unfilled(rows: Sequence[tuple[str, str, str]], words: Words) -> dict[str, str]:
    days = {f"on.{row}": words(N_("Say which day.")) for row, on, _ in rows if not on}
    times = {f"at.{row}": words(N_("Say at what time.")) for row, _, at in rows if not at}
    return days | times if rows else {"on.1": words(N_("Propose at least one day and time."))}


async def _page(own: Own, attempt: Attempt, done: str = "") -> HTMLResponse:
    open_ = may(ProposeTimes, own.state)
    receipt = own.visit.words(done) if done else ""
    return own.page(
        "supplier_times.html", attempt.status, attempt=attempt, rows=ROWS, may=open_, receipt=receipt
    )
