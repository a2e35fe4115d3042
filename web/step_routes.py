"""One open step, from a row of My week: take it on, pass it on, or send again what did not arrive."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from access.steps import takes
from api.contracts import found
from api.problems import Problem
from domain.notices import LETTERS
from domain.refusal import Refusal
from domain.words import N_
from projections.notices import send_again, unreached
from projections.reading import ContractDetail, Row
from projections.week import open_step
from web.command_forms import FORMS
from web.contract_page import name_of
from web.contract_routes import filled_in
from web.dates import Dates
from web.filled_in import NotFilledIn, read_command
from web.form_views import Attempt, FormView, form_views
from web.page import page
from web.people import told_whom
from web.urgency import Urgency, urgency
from web.visit import Changing, Reading, Visit

router = APIRouter()

GIVEN = ("acknowledge_step", "pass_on_step", "assign_step", "name_deputy")
AGAIN = "send_again"


@dataclass(frozen=True)
class StepView:
    """`has_it`: to whom it was given; `unreached`: which notices did not arrive, and to whom."""

    contract: UUID
    name: str
    key: str
    step: str
    urgency: Urgency | None
    has_it: str
    unreached: Sequence[str]
    theirs: bool
    forms: Sequence[FormView]
    faults: Sequence[tuple[str, str]]
    refusal: str


@router.get("/vecka/{contract_id}/{step}")
async def one_step(contract_id: UUID, step: str, visit: Reading) -> HTMLResponse:
    return await _page(visit, contract_id, step)


@router.post("/vecka/{contract_id}/{step}/{command}", response_model=None)
async def give(
    contract_id: UUID, step: str, command: str, visit: Changing
) -> HTMLResponse | RedirectResponse:
    if not _is_theirs(visit, await _open(visit, contract_id, step)):
        message = N_("This belongs to another department's step. Ask them to do it, or to pass it on to you.")
        raise Problem(403, "not_your_step", message)
    if command == AGAIN:
        await send_again(visit.parts.handler.pool, contract_id, step)
        return RedirectResponse(f"/vecka/{contract_id}/{step}", 303)
    if command not in GIVEN:
        raise HTTPException(404)
    filled = {**await filled_in(visit), "step": step}
    envelope = visit.envelope(filled)
    try:
        await visit.parts.handler.handle(contract_id, read_command(command, filled, visit.words), envelope)
    except NotFilledIn as wrong:
        return await _page(visit, contract_id, step, 422, Attempt(command, filled, faults=wrong.faults))
    except Refusal as refusal:
        attempt = Attempt(command, filled, refusal=visit.words.refusal(refusal))
        return await _page(visit, contract_id, step, 409, attempt)
    return RedirectResponse(f"/vecka?gjort={command}", 303)


async def _open(visit: Visit, contract: UUID, step: str) -> Row:
    """Raises Problem where there is none that they see."""
    row = await open_step(visit.parts.reader.pool, contract, step)
    if row is None:
        raise Problem(404, "not_open", N_("There is nothing at this address."))
    return row


def _is_theirs(visit: Visit, row: Row) -> bool:
    return takes(visit.somebody.asker, row["step"], row["departments"], row["people"])


async def _page(
    visit: Visit, contract: UUID, step: str, status: int = 200, attempt: Attempt | None = None
) -> HTMLResponse:
    row = await _open(visit, contract, step)
    detail = await found(visit.parts.reader, contract)
    view = _view(visit, detail, row, attempt, await _unreached(visit, contract, step))
    return page(visit, "step.html", detail.today, status, view=view)


async def _unreached(visit: Visit, contract: UUID, step: str) -> list[str]:
    words, policy = visit.words, visit.parts.handler.policy
    notice = N_("{kind}, to {whom}")
    return [
        words(notice, kind=words(LETTERS[row["kind"]].title), whom=told_whom(row["recipient"], policy, words))
        for row in await unreached(visit.parts.reader.pool, contract, step)
    ]


def _view(
    visit: Visit, detail: ContractDetail, row: Row, attempt: Attempt | None, unreached_: Sequence[str]
) -> StepView:
    dates, policy = Dates(visit.words, detail.today), visit.parts.handler.policy
    forms = form_views(detail.state, dates, attempt, policy, visit.somebody.asker)
    facts = detail.state.facts
    return StepView(
        contract=detail.id,
        name=name_of(facts) if facts else "",
        key=row["step"],
        step=visit.words.name(row["step"]),
        urgency=urgency(row["due"], dates) if row["due"] else None,
        has_it=", ".join(told_whom(each, policy, visit.words) for each in row["people"]),
        unreached=unreached_,
        theirs=_is_theirs(visit, row),
        forms=[forms[command] for command in _fitting(row) if command in forms and _is_theirs(visit, row)],
        faults=_faults(attempt, dates),
        refusal=attempt.refusal if attempt else "",
    )


def _fitting(row: Row) -> Sequence[str]:
    """Whoever has a step takes it on once; a deputy is named where somebody has it."""
    if not row["people"]:
        return ("pass_on_step", "assign_step")
    return GIVEN[1:] if row["acknowledged"] else GIVEN


def _faults(attempt: Attempt | None, dates: Dates) -> list[tuple[str, str]]:
    if attempt is None:
        return []
    labels = {field.name: dates.words(field.label) for field in FORMS[attempt.command].fields}
    return [
        (f"{attempt.command}-{name}", f"{labels.get(name, name)}: {text}")
        for name, text in attempt.faults.items()
    ]
