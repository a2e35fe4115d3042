"""Who does what here, and who stands in for whom; for administrators, who is signed in and which tokens hold."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import groupby
from uuid import UUID, uuid4

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from access.rights import Right
from api.delegations import DelegationIn, WithdrawIn, delegate, delegations, withdraw
from api.problems import Problem
from api.tokens import revoke, tokens
from domain.calendar import date_in_stockholm
from domain.refusal import Refusal
from sign_in.security_log import tell
from web.contract_routes import filled_in
from web.filled_in import Filled, faults as faults_of
from web.page import page
from web.people import told_whom
from web.people_page import absences, departments
from web.signed_in_routes import KINDS, WAYS
from web.visit import Reading, RunningIt, TellingOfAbsence, Visit

router = APIRouter()

FIELDS = ("person", "deputy", "first_day", "last_day")


@router.get("/personer")
async def people(visit: Reading) -> HTMLResponse:
    return await _page(visit)


@router.post("/personer/borta", response_model=None)
async def away(visit: TellingOfAbsence) -> HTMLResponse | RedirectResponse:
    filled = await filled_in(visit)
    told = {name: filled.get(name, "").strip() for name in FIELDS}
    told["person"] = told["person"] if visit.somebody.may(Right.ABSENCE_OF_OTHERS) else ""
    try:
        body = DelegationIn.model_validate(
            {name: value for name, value in told.items() if value} | _id(filled)
        )
        await delegate(body, visit.parts, visit.somebody)
    except ValidationError as error:
        wrong = {str(place[0]): what for place, what in faults_of(error, visit.words, below=0).items()}
        return await _page(visit, 422, told, wrong)
    except Refusal as refusal:
        return await _page(visit, 409, told, refusal=visit.words.refusal(refusal))
    return RedirectResponse("/personer#borta", 303)


@router.post("/personer/borta/{number}/ta-bort", response_model=None)
async def back(number: int, visit: TellingOfAbsence) -> HTMLResponse | RedirectResponse:
    body = WithdrawIn.model_validate(_id(await filled_in(visit)))
    try:
        await withdraw(number, body, visit.parts, visit.somebody)
    except Refusal as refusal:
        return await _page(visit, 409, refusal=visit.words.refusal(refusal))
    return RedirectResponse("/personer#borta", 303)


def _id(filled: Filled) -> dict[str, str]:
    return {"command_id": filled["command_id"]} if filled.get("command_id") else {}


async def _page(
    visit: Visit,
    status: int = 200,
    filled: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    refusal: str = "",
) -> HTMLResponse:
    running, words, who = visit.parts, visit.words, visit.somebody
    today = date_in_stockholm(await running.reader.now())
    told = await delegations(running, who)
    policy = running.handler.policy
    return page(
        visit,
        "people.html",
        today,
        status,
        departments=list(departments(policy, told, today, words)),
        absences=absences(told, policy, today, who, words),
        everybody=[(each.id, each.name) for each in policy.people],
        filled=defaultdict(str, filled or {}),
        faults=defaultdict(str, faults or {}),
        wrong=list((faults or {}).items()),
        refusal=refusal,
        command_id=uuid4(),
    )


@router.get("/personer/inloggningar")
async def signed_in(visit: RunningIt) -> HTMLResponse:
    running, words = visit.parts, visit.words
    policy = running.handler.policy
    rows = await running.identities.sessions.open_everywhere()
    theirs = [(person, list(some)) for person, some in groupby(rows, key=lambda row: row.person_id)]
    return page(
        visit,
        "sessions.html",
        date_in_stockholm(await running.reader.now()),
        ours=[
            (person, told_whom(person, policy, words), some)
            for person, some in theirs
            if policy.person(person)
        ],
        suppliers=sum(policy.person(person) is None for person, _ in theirs),
        tokens=await tokens(running, visit.somebody),
        names={each.id: each.name for each in policy.people},
        kinds={key: words(text) for key, text in KINDS.items()},
        ways={key: words(text) for key, text in WAYS.items()},
    )


@router.post("/personer/inloggningar/{person}/avsluta")
async def end_theirs(person: str, visit: RunningIt) -> RedirectResponse:
    """Everywhere, at once: such as when a telephone is lost."""
    ended = await visit.parts.identities.sessions.end_all(person)
    tell("sign_out_everywhere", "ok", visit.somebody.person.id, of=person, sessions=ended)
    return RedirectResponse("/personer/inloggningar", 303)


@router.post("/personer/nycklar/{token_id}/aterkalla")
async def end_token(token_id: UUID, visit: RunningIt) -> RedirectResponse:
    try:
        await revoke(token_id, visit.parts, visit.somebody)
    except Problem as problem:
        if problem.code != "unknown_token":
            raise
    return RedirectResponse("/personer/inloggningar", 303)  # ended already is as good
