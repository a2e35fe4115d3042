"""A contract as it was known on an earlier day, and what differs between two days."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from api.contracts import found
from api.deps import InWords, Looking, Running
from api.problems import Problem
from api.schemas import ContractOut, EventOut, contract_out
from api.sent import Day
from domain.vocabulary import Phase
from domain.words import N_
from projections.as_of import LastDay, as_of, difference
from projections.reading import ContractDetail

router = APIRouter(prefix="/contracts", tags=["as of"])

AtTheEnd = Annotated[Day, Query(description="As known at the end of this day, in Stockholm")]


class Known(BaseModel):
    day: date
    contract: ContractOut


class ChangedFact(BaseModel):
    field: str
    was: Any
    now: Any


class ChangedLastDay(BaseModel):
    """`due` null: the step had no last day then."""

    step: str
    was_due: date | None
    was: str
    due: date | None
    now: str


class DifferenceOut(BaseModel):
    """`opened`, `ended`: steps; `happened`: what was recorded after `since`, up to and with `until`."""

    since: date
    until: date
    phase_was: Phase | None
    phase: Phase
    opened: list[str]
    ended: list[str]
    facts: list[ChangedFact]
    last_days: list[ChangedLastDay]
    happened: list[EventOut]


@router.get("/{contract_id}/as-of")
async def known_on(contract_id: UUID, day: AtTheEnd, running: Running, who: Looking, words: InWords) -> Known:
    """Facts, steps, last days and events as they stood; the actions are those that state allowed, by today's rules."""
    known = known_by(await found(running.reader, contract_id), day)
    return Known(day=day, contract=contract_out(known, words, who.asker, running.handler.policy))


@router.get("/{contract_id}/difference")
async def between(
    contract_id: UUID, since: AtTheEnd, until: AtTheEnd, running: Running, _: Looking
) -> DifferenceOut:
    detail = await found(running.reader, contract_id)
    told = difference(as_of(detail, since), known_by(detail, until))
    return DifferenceOut(
        since=since,
        until=until,
        phase_was=told.phase[0],
        phase=told.phase[1],
        opened=[*told.opened],
        ended=[*told.ended],
        facts=[
            ChangedFact(field=name, was=to_jsonable_python(was), now=to_jsonable_python(now))
            for name, was, now in told.facts
        ],
        last_days=[_last_day(*each) for each in told.last_days],
        happened=[EventOut.of(record) for record in told.happened],
    )


def known_by(detail: ContractDetail, day: date) -> ContractDetail:
    if (known := as_of(detail, day)) is None or known.state.facts is None:
        raise Problem(404, "not_known_yet", N_("Nobody had recorded this contract by {day}."), day=day)
    return known


def _last_day(step: str, was: LastDay, now: LastDay) -> ChangedLastDay:
    return ChangedLastDay(step=step, was_due=was.due, was=was.outcome, due=now.due, now=now.outcome)
