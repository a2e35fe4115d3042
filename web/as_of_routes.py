"""A contract's dossier as it was known on an earlier day, and what has come since another."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.as_of import known_by
from api.contracts import found
from domain.facts import ContractFacts
from domain.words import N_
from language.words import Words
from projections.as_of import LastDay, as_of, difference
from projections.reading import ContractDetail
from web.contract_page import name_of
from web.dates import Dates
from web.dossier import Section, told_sections
from web.fact_names import NAMES, written
from web.page import page
from web.timeline import timeline
from web.visit import Reading

router = APIRouter()

OUTCOMES = {
    "running": N_("running"),
    "met": N_("done in time"),
    "waived": N_("waived"),
    "missed": N_("missed"),
    "moved": N_("moved"),
    "": "–",
}


@router.get("/avtal/{contract_id}/da")
async def known_on(
    contract_id: UUID,
    visit: Reading,
    dag: Annotated[date | None, Query()] = None,
    sedan: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:
    """`dag`: the day; `sedan`: an earlier one, whose difference is shown."""
    detail = await found(visit.parts.reader, contract_id)
    day = dag or detail.today
    dates, policy = Dates(visit.words, detail.today), visit.parts.handler.policy
    known = known_by(detail, day)
    earlier = _day(sedan)
    facts = known.state.facts
    return page(
        visit,
        "as_of.html",
        detail.today,
        contract=contract_id,
        name=name_of(facts) if facts else "",
        day=day,
        earlier=earlier,
        sections=told_sections(known, policy, dates),
        changes=list(_changes(as_of(detail, earlier), known, dates)) if earlier else [],
        happened=timeline(known.recorded[_known_before(detail, earlier) :], policy, dates) if earlier else [],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _known_before(detail: ContractDetail, day: date | None) -> int:
    known = as_of(detail, day) if day else None
    return len(known.recorded) if known else 0


def _changes(earlier: ContractDetail | None, later: ContractDetail, dates: Dates) -> Iterator[Section]:
    words, told = dates.words, difference(earlier, later)
    header = [words(each) for each in (N_("What"), N_("Then"), N_("Now"))]
    was, now = earlier.state.facts if earlier else None, later.state.facts
    rows = [
        (words(N_("Phase")), words.value(told.phase[0]), words.value(told.phase[1])),
        *(
            (words(NAMES[name]), _fact(was, name, dates), _fact(now, name, dates))
            for name, _, _ in told.facts
            if name in NAMES  # a notice's own ids tell nobody anything
        ),
        *(
            (words.name(step), _last_day(one, words), _last_day(other, words))
            for step, one, other in told.last_days
        ),
    ]
    yield Section(words(N_("What differs")), header=header, rows=[row for row in rows if row[1] != row[2]])


def _fact(facts: ContractFacts | None, name: str, dates: Dates) -> str:
    return written(facts, name, dates) if facts else ""


def _last_day(told: LastDay, words: Words) -> str:
    return f"{words.value(told.due)} ({words(OUTCOMES[told.outcome])})" if told.due else "–"
