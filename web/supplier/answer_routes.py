"""The six forms of help answered by the supplier itself; and whether it can take somebody who is proposed."""

from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from domain.process.candidates import AnswerCandidate
from domain.process.places import Places
from domain.process.preparing import AnswerForms
from domain.refusal import Refusal
from domain.vocabulary import Reply
from domain.words import N_
from web.contract_routes import filled_in
from web.dialogue_form import QUESTIONS, answer_of, answers_as_filled, incomplete, of_fields
from web.dialogue_page import questions
from web.filled_in import Filled, NotFilledIn
from web.supplier.asked import may
from web.supplier.overview_routes import DONE
from web.supplier.own import Own, Owning
from web.supplier.said import said
from web.supplier.sending import Attempt, begun, sent

router = APIRouter()


@router.get("/leverantor/{contract_id}/svar")
async def form(own: Owning, gjort: Annotated[str, Query(max_length=40)] = "") -> HTMLResponse:
    told = said(own.part.recorded, own.state.struck).answers
    return await _page(own, await begun(own, "svar", answers_as_filled(told)), DONE.get(gjort, ""))


@router.post("/leverantor/{contract_id}/svar", response_model=None)
async def answer(own: Owning) -> HTMLResponse | RedirectResponse:
    filled = await filled_in(own.visit)

    async def give() -> str:
        await own.give(_read(filled, own), filled)
        return "svar"

    return await sent(own, "svar", filled, give, lambda attempt: _page(own, attempt))


def _read(filled: Filled, own: Own) -> AnswerForms:
    """Raises NotFilledIn, with every fault at once."""
    words = own.visit.words
    answers = [answer_of(form, filled) for form in QUESTIONS if filled.get(f"{form}.answer")]
    wrong = incomplete(filled, words)
    try:
        told = AnswerForms.model_validate({"answers": answers})
    except ValidationError as error:
        wrong = of_fields(error, answers, filled, words) | wrong
    if wrong:
        raise NotFilledIn(wrong)
    return told


async def _page(own: Own, attempt: Attempt, done: str = "") -> HTMLResponse:
    return own.page(
        "supplier_answers.html",
        attempt.status,
        attempt=attempt,
        questions=questions(own.dates),
        may=may(AnswerForms, own.state),
        receipt=own.visit.words(done) if done else "",
    )


@router.get("/leverantor/{contract_id}/forslag")
async def proposals(own: Owning) -> HTMLResponse:
    return _proposals(own)


@router.post("/leverantor/{contract_id}/forslag", response_model=None)
async def reply(
    own: Owning, forslag: Annotated[int, Form(ge=1, le=100_000)], svar: Annotated[Reply, Form()]
) -> HTMLResponse | RedirectResponse:
    filled = await filled_in(own.visit)
    try:
        await own.give(AnswerCandidate(candidate=forslag, answer=svar), filled)
    except Refusal as refusal:
        return _proposals(own, own.visit.words.refusal(refusal))
    return own.done("forslag")


def _proposals(own: Own, refusal: str = "") -> HTMLResponse:
    kept = own.state.of(Places)
    waiting = [(number, kept.places[kept.candidates[number].place]) for number in kept.awaiting_answer]
    replies = ((Reply.ACCEPTED, N_("Yes, we can")), (Reply.DECLINED, N_("No, not this time")))
    attempt = Attempt(refusal=refusal)
    return own.page(
        "supplier_proposals.html", attempt.status, attempt=attempt, waiting=waiting, replies=replies
    )
