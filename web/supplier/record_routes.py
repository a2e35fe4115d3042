"""The record of the dialogue: read, and confirmed or disputed."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from api.problems import Problem
from domain.process.confirming import ConfirmRecord, Dispute, DisputeRecord
from domain.process.contract_change import ContractChanges
from domain.process.dialogue import TheRecord
from domain.refusal import Refusal
from domain.vocabulary import Party
from domain.words import N_
from web.contract_routes import filled_in
from web.dialogue_form import QUESTIONS
from web.filled_in import Filled
from web.people import department_names
from web.supplier.asked import may
from web.supplier.own import Own, Owning
from web.supplier.sending import Attempt

router = APIRouter()


@router.get("/leverantor/{contract_id}/protokoll")
async def record(own: Owning) -> HTMLResponse:
    return _page(own, Attempt())


@router.post("/leverantor/{contract_id}/protokoll", response_model=None)
async def judge(own: Owning) -> HTMLResponse | RedirectResponse:
    filled = await filled_in(own.visit)
    disputes = "bestrid" in filled
    if disputes and not filled.get("reason", "").strip():
        wrong = {"reason": own.visit.words(N_("Say what is not right. One sentence is enough."))}
        return _page(own, Attempt(filled, wrong))
    try:
        await own.give(_read(filled, disputes=disputes), filled)
    except Refusal as refusal:
        return _page(own, Attempt(filled, refusal=own.visit.words.refusal(refusal)))
    return own.done("bestrid" if disputes else "bekrafta")


def _read(filled: Filled, *, disputes: bool) -> ConfirmRecord | DisputeRecord:
    """Of the version that was read: one written again since is not confirmed. Raises Problem."""
    told = {"party": Party.SUPPLIER, "of_version": filled.get("of_version", "")}
    try:
        if disputes:
            return DisputeRecord.model_validate({**told, "reason": filled["reason"]})
        return ConfirmRecord.model_validate(told)
    except ValidationError:
        raise Problem(422, "malformed", N_("The request could not be understood.")) from None


def _page(own: Own, attempt: Attempt) -> HTMLResponse:
    state, policy = own.state, own.visit.parts.handler.policy
    if state.held is None or not own.part.record_is_theirs:
        raise Problem(404, "no_record", N_("There is no record of the dialogue yet."))
    asked, dispute = {answer.form: answer for answer in state.held.answers}, state.of(Dispute)
    return own.page(
        "supplier_record.html",
        attempt.status,
        attempt=attempt,
        held=state.held,
        answers=[asked[form] for form in QUESTIONS if form in asked],
        participants=department_names(state.held.participants, policy, own.visit.words),
        version=state.of(TheRecord).version,
        confirmed_by=state.confirmed_by,
        disputed=dispute if dispute.is_open(state) else None,
        warned=state.held.held_on in state.of(ContractChanges).held_on,
        may=may(ConfirmRecord, state),
    )
