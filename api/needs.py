"""The menu of needs over HTTP: what Jobbcenter and the schools look for, and how many are promised."""

from datetime import date
from typing import Annotated
from uuid import UUID, uuid5

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.deps import Looking, MenuKeeper, Parts, Running
from api.envelopes import envelope
from api.identity import Identity
from api.once import command_id
from api.sent import AS_JSON
from domain.command import Command
from domain.needs import AnyChange, RegisterNeed
from domain.vocabulary import Form, LanguageLevel
from projections.needs import the_menu

router = APIRouter(prefix="/needs", tags=["needs"])

NEEDS = UUID(
    "6a7f0c54-2f0b-4c53-9f0e-3f5d5f6d8a11"
)  # any constant: a command makes one need, however often sent


class NeedOut(BaseModel):
    """`promised`: places of the commitments that answer it; may be more than `number`."""

    model_config = ConfigDict(extra="ignore")

    id: UUID
    version: int
    occupation: str
    form: Form
    number: int
    promised: int
    starts_on: date
    ends_on: date
    level: LanguageLevel | None
    weeks: int | None
    department: str


class NeedIn(BaseModel):
    """`command_id`: sent again with the same id, the same need."""

    command: RegisterNeed
    command_id: UUID = Field(default_factory=command_id)


class ChangeIn(BaseModel):
    command: AnyChange
    command_id: UUID = Field(default_factory=command_id)


class NeedChanged(BaseModel):
    id: UUID
    version: int


@router.get("")
async def needs(running: Running, _: Looking) -> list[NeedOut]:
    """Those on the menu now, the soonest first; at most 500."""
    return [NeedOut.model_validate(dict(row)) for row in await the_menu(running.reader.pool)]


@router.post("", status_code=201)
async def register(body: Annotated[NeedIn, AS_JSON], running: Running, who: MenuKeeper) -> NeedChanged:
    return await changed(running, who, need_of(body.command_id), body.command, body.command_id)


@router.post("/{need_id}/commands", status_code=201)
async def change(
    need_id: UUID, body: Annotated[ChangeIn, AS_JSON], running: Running, who: MenuKeeper
) -> NeedChanged:
    return await changed(running, who, need_id, body.command, body.command_id)


def need_of(command_id: UUID) -> UUID:
    return uuid5(NEEDS, str(command_id))


async def changed(
    running: Parts, who: Identity, need: UUID, command: Command, command_id: UUID
) -> NeedChanged:
    """Raises Refusal."""
    decision = await running.handler.handle(need, command, envelope(who, command_id))
    return NeedChanged(id=need, version=decision.state.version)
