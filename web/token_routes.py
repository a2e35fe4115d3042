"""A token for another system: made by an administrator, narrowed, for a time, and shown once."""

from collections import defaultdict
from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from access.asker import Asker
from access.rights import Right
from api.problems import Problem
from api.tokens import NewToken, TokenIn, make
from domain.calendar import date_in_stockholm
from domain.vocabulary import Role
from domain.words import N_
from web.contract_routes import filled_in
from web.filled_in import FAULTS, Filled, faults as faults_of
from web.page import page
from web.visit import OpeningToOthers, Visit

router = APIRouter()

PREFIX = "ratt."  # of a box that is ticked
DAYS = "90"
RIGHTS: Mapping[Right, str] = {
    Right.CONTRACTS: N_("read contracts, last days and the menu of needs"),
    Right.TRAIL: N_("read what has happened, event by event"),
    Right.INSIGHT: N_("read insight and the yearly report"),
    Right.WEBHOOKS: N_("have webhooks of its own"),
    Right.FIGURES: N_("read how the engine does"),
    Right.WORK: N_("give commands on contracts"),
    Right.MENU: N_("change the menu of needs"),
    Right.REGISTER: N_("put contracts on record and read files in"),
    Right.ABSENCE: N_("tell of its own absence"),
    Right.ABSENCE_OF_OTHERS: N_("tell of others’ absence"),
    Right.NOTICES: N_("read the outbox"),
    Right.POLICY: N_("read and change the policy"),
    Right.LOOKS: N_("see who has looked at a contract"),
    Right.RUN: N_("run the installation"),
}


@router.get("/personer/nycklar/ny")
async def empty(visit: OpeningToOthers) -> HTMLResponse:
    return await _page(visit, {"days": DAYS})


@router.post("/personer/nycklar/ny")
async def give(visit: OpeningToOthers) -> HTMLResponse:
    filled = await filled_in(visit)
    ticked = [name.removeprefix(PREFIX) for name in filled if name.startswith(PREFIX)]
    if not ticked:
        return await _page(visit, filled, {"rights": visit.words(FAULTS["too_short"])})
    told = {name: value for name in ("person", "name") if (value := filled.get(name, "").strip())}
    try:
        body = TokenIn.model_validate(told | {"rights": ticked, "days": _number(filled)})
        made = await make(body, visit.parts, visit.somebody)
    except ValidationError as error:
        wrong = {str(place[0]): what for place, what in faults_of(error, visit.words, below=0).items()}
        return await _page(visit, filled, wrong)
    except Problem as problem:
        where = {"no_service_account": "person", "beyond_its_rights": "rights"}.get(problem.code)
        if where is None:
            raise
        return await _page(visit, filled, {where: visit.words(problem.message, **problem.params)})
    return await _page(visit, {"days": DAYS}, made=made)


def _number(filled: Filled) -> int | str:
    days = filled.get("days", "").strip()
    return int(days) if days.isascii() and days.isdecimal() else "?"


async def _page(
    visit: Visit, filled: Filled, faults: Mapping[str, str] | None = None, made: NewToken | None = None
) -> HTMLResponse:
    policy, told = await visit.parts.identities.policy(), faults or {}
    accounts = [each for each in policy.people if Role.SERVICE_ACCOUNT in each.roles]
    theirs = [right for right in RIGHTS if any(Asker(each).may(right) for each in accounts)]
    return page(
        visit,
        "token.html",
        date_in_stockholm(await visit.parts.reader.now()),
        422 if told else 200,
        accounts=[(each.id, each.name) for each in accounts],
        rights=[(PREFIX + right, visit.words(RIGHTS[right])) for right in theirs],
        filled=defaultdict(str, filled),
        faults=defaultdict(str, told),
        wrong=list(told.items()),
        made=made,
        names={each.id: each.name for each in accounts},
    )
