"""Many commands in one request, each carried out for itself: one that is refused holds up no other."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Self
from uuid import UUID, uuid5

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.contracts import Happened
from api.deps import Commander, InWords, Parts, Running
from api.envelopes import envelope
from api.identity import Identity
from api.once import command_id
from api.preconditions import stale_for
from api.problems import status_of
from api.rehearsal import WouldHappen, rehearsed
from api.sent import AS_JSON
from domain.commands import AnyPeoplesCommand
from domain.refusal import Refusal
from language.words import Words

router = APIRouter(prefix="/commands", tags=["contracts"])

AT_ONCE = 500


class CommandOnContract(BaseModel):
    """`command_id`: each its own, sent again the same; else it follows from the request's and from its place here.
    `if_match`: as the header of a command alone (428, 412); a rehearsal does not ask for it."""

    contract_id: UUID
    command: AnyPeoplesCommand
    command_id: UUID | None = None
    occurred_on: date | None = None
    if_match: Annotated[str, Field(max_length=1000)] = ""


class Commands(BaseModel):
    """`command_id`: of the request; sent again with the same, nothing is done twice."""

    items: Annotated[list[Annotated[CommandOnContract, AS_JSON]], Field(min_length=1, max_length=AT_ONCE)]
    command_id: UUID = Field(default_factory=command_id)

    @property
    def told(self) -> Iterator[tuple[UUID, CommandOnContract]]:
        """Each with its id."""
        for number, each in enumerate(self.items):
            yield each.command_id or uuid5(self.command_id, str(number)), each


class Refused(BaseModel):
    """The problem that the command alone would have been answered with."""

    type: str
    status: int
    detail: str

    @classmethod
    def of(cls, refusal: Refusal, words: Words) -> Self:
        code, status = refusal.code, status_of(refusal)
        return cls(type=f"/problems/{code}", status=status, detail=words.refusal(refusal))


class ItemOutcome(BaseModel):
    """One of both: what happened, or the problem."""

    contract_id: UUID
    happened: Happened | None = None
    problem: Refused | None = None


class Outcomes(BaseModel):
    """In the order of the commands."""

    items: list[ItemOutcome]


class Rehearsed(BaseModel):
    contract_id: UUID
    would_happen: WouldHappen | None = None
    problem: Refused | None = None


class Rehearsals(BaseModel):
    items: list[Rehearsed]


@router.post("")
async def give(
    body: Annotated[Commands, AS_JSON], running: Running, who: Commander, words: InWords
) -> Outcomes:
    """At most 500. Sent again with the same `command_id` or Idempotency-Key, nothing is done twice, and the answer is
    the same."""
    return Outcomes(items=[await _given(id_, each, running, who, words) for id_, each in body.told])


@router.post("/dry-run")
async def dry_run_of_many(
    body: Annotated[Commands, AS_JSON], running: Running, who: Commander, words: InWords
) -> Rehearsals:
    """What each would do if it were given alone, now: none sees what another would change. Nothing is written."""
    return Rehearsals(items=[await _rehearsed(id_, each, running, who, words) for id_, each in body.told])


async def _given(
    command: UUID, told: CommandOnContract, running: Parts, who: Identity, words: Words
) -> ItemOutcome:
    try:
        stale = stale_for(told.command, told.if_match)
        asked = envelope(who, command, told.occurred_on, stale)
        decision = await running.handler.handle(told.contract_id, told.command, asked)
    except Refusal as refusal:
        return ItemOutcome(contract_id=told.contract_id, problem=Refused.of(refusal, words))
    return ItemOutcome(contract_id=told.contract_id, happened=Happened.of(decision))


async def _rehearsed(
    command: UUID, told: CommandOnContract, running: Parts, who: Identity, words: Words
) -> Rehearsed:
    asked = envelope(who, command, told.occurred_on)
    try:
        would = await rehearsed(told.contract_id, told.command, asked, running)
    except Refusal as refusal:
        return Rehearsed(contract_id=told.contract_id, problem=Refused.of(refusal, words))
    return Rehearsed(contract_id=told.contract_id, would_happen=would)
