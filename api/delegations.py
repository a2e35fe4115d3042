"""Who is away and who stands in, over HTTP: each tells of themselves, coordinators and administrators of anybody."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from access.rights import Right
from api.deps import Absentee, Parts, Running
from api.envelopes import envelope
from api.identity import Identity
from api.once import command_id
from api.problems import Problem
from api.sent import AS_JSON
from domain.calendar import date_in_stockholm
from domain.command import Command
from domain.delegations import Delegate, WithdrawDelegation
from domain.facts import Line, Word
from domain.words import N_
from event_store.streams import clock
from projections.delegations import delegations_from

router = APIRouter(prefix="/delegations", tags=["delegations"])

DELEGATIONS = UUID("2c1de0a6-3c0e-4f0b-8a86-0c1a6f2f7f55")  # any constant: the one stream of them all


class DelegationOut(BaseModel):
    """Both days included; `person` is away, `deputy` gets what is sent to them."""

    model_config = ConfigDict(extra="ignore")

    number: int
    person: str
    deputy: str
    first_day: date
    last_day: date


Number = Annotated[int, Path(ge=1, le=1_000_000_000)]


class DelegationIn(BaseModel):
    """`person`: empty for oneself. `command_id`: sent again with the same id, the same delegation."""

    deputy: Word
    first_day: date
    last_day: date
    person: Annotated[Line, Field(max_length=200)] = ""
    command_id: UUID = Field(default_factory=command_id)


class WithdrawIn(BaseModel):
    command_id: UUID = Field(default_factory=command_id)


@router.get("")
async def delegations(running: Running, _: Absentee) -> list[DelegationOut]:
    """Those that are not over, the soonest first."""
    async with running.reader.pool.acquire() as connection:
        day = date_in_stockholm(await clock(connection))
    rows = await delegations_from(running.reader.pool, day)
    return [DelegationOut.model_validate(dict(row)) for row in rows]


@router.post("", status_code=201)
async def delegate(
    body: Annotated[DelegationIn, AS_JSON], running: Running, who: Absentee
) -> list[DelegationOut]:
    person = body.person or who.person.id
    _must_be_theirs(who, person)
    told = Delegate(person=person, deputy=body.deputy, first_day=body.first_day, last_day=body.last_day)
    await _given(running, who, told, body.command_id)
    return await delegations(running, who)


@router.post("/{number}/withdraw", status_code=201)
async def withdraw(
    number: Number, body: Annotated[WithdrawIn, AS_JSON], running: Running, who: Absentee
) -> list[DelegationOut]:
    person = next((each.person for each in await delegations(running, who) if each.number == number), "")
    _must_be_theirs(who, person or who.person.id)
    await _given(running, who, WithdrawDelegation(delegation=number), body.command_id)
    return await delegations(running, who)


def _must_be_theirs(who: Identity, person: str) -> None:
    if person != who.person.id and not who.may(Right.ABSENCE_OF_OTHERS):
        raise Problem(
            403,
            "not_yours",
            N_("You can tell of your own absence only; a coordinator can tell of anybody's."),
        )


async def _given(running: Parts, who: Identity, command: Command, command_id: UUID) -> None:
    """Raises Refusal."""
    await running.handler.handle(DELEGATIONS, command, envelope(who, command_id))
