"""The follow-up in one page: how many have started, a few words, evidence; or that there is nothing to report."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from domain.process.follow_up import ReportFollowUp, ReportNothing
from domain.process.follow_up_plan import FOLLOW_UP
from domain.words import N_
from language.words import Words
from web.contract_routes import filled_in
from web.filled_in import Filled, NotFilledIn
from web.next_step import due_of
from web.supplier.asked import may_report
from web.supplier.attaching import attached, hand_in
from web.supplier.overview_routes import DONE, promises
from web.supplier.own import Own, Owning
from web.supplier.sending import Attempt, begun, sent

router = APIRouter()
MOST = 10_000
OF_THE_MUNICIPALITY = Words("sv")  # a report is the municipality's document


@router.get("/leverantor/{contract_id}/rapport")
async def form(own: Owning, gjort: Annotated[str, Query(max_length=40)] = "") -> HTMLResponse:
    return await _page(own, await begun(own, "rapport"), DONE.get(gjort, ""))


@router.post("/leverantor/{contract_id}/rapport", response_model=None)
async def report(own: Owning) -> HTMLResponse | RedirectResponse:
    filled = await filled_in(own.visit)

    async def give() -> str:
        if "inget" in filled:
            await own.give(ReportNothing(), filled)
            return "inget"
        told, files = ReportFollowUp(report=_read(filled, own)), await attached(own.visit)
        await own.give(told, filled)
        if files:
            what = OF_THE_MUNICIPALITY(N_("Evidence handed in with the report."))
            await hand_in(own, what, files, filled, "evidence")
        return "rapport"

    return await sent(own, "rapport", filled, give, lambda attempt: _page(own, attempt))


def _read(filled: Filled, own: Own) -> str:
    """Figures and words as one text, for whoever approves it. Raises NotFilledIn."""
    wrong = {}
    lines: list[str] = []
    for number, promise in enumerate(promises(own), 1):
        started = filled.get(f"started.{number}", "").strip()
        if not started:
            continue
        if not started.isdecimal() or int(started) > MOST:
            wrong[f"started.{number}"] = own.visit.words(N_("Write a whole number."))
            continue
        says = N_("{form}: {started} of {places} have started.")
        lines.append(
            OF_THE_MUNICIPALITY(says, form=promise.form, started=int(started), places=promise.places)
        )
    text = filled.get("report", "").strip()[:7000]
    if not wrong and not (lines or text):
        says = N_(
            "Fill in how many have started, or write a few words. Is there nothing new, press the other button."
        )
        wrong["report"] = own.visit.words(says)
    if wrong:
        raise NotFilledIn(wrong)
    return "\n".join([*lines, *_spaced(lines, text)])


def _spaced(lines: Sequence[str], text: str) -> list[str]:
    return [*([""] if lines else []), text] if text else []


async def _page(own: Own, attempt: Attempt, done: str = "") -> HTMLResponse:
    state = own.state
    return own.page(
        "supplier_report.html",
        attempt.status,
        attempt=attempt,
        promises=promises(own),
        due=due_of(state, FOLLOW_UP),
        waits=state.report_waits,
        may=may_report(state),
        receipt=own.visit.words(done) if done else "",
    )
