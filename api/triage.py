"""Contracts that wait for a decision about their clause: listed with what the sources say, decided one or many."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID, uuid5

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.deps import Commander, InWords, Looking, Parts, Running
from api.envelopes import envelope
from api.identity import Identity
from api.once import command_id
from api.paging import cursor_of, no_place, place_of
from api.sent import AS_JSON
from command_handler import Envelope
from domain.command import Command
from domain.process.triage import TriageClause
from domain.refusal import Refusal
from domain.triage_by_rule import TriageByRule
from language.words import Words
from projections.reading import Row
from projections.triage import Waiting, how_many_wait, waiting

router = APIRouter(prefix="/triage", tags=["triage"])

ORDER = "-registered_at"
AT_ONCE = 500  # contracts that one request decides about


class WaitingOut(BaseModel):
    """`objectives`: goals by the EU's codes, never a clause. `terms`: a notice tells of terms of performance."""

    model_config = ConfigDict(extra="ignore")

    id: UUID
    number: str
    title: str
    suppliers: list[str]
    buyer_unit: str
    procurement: str
    amount: Decimal | None
    currency: str
    cpv: list[str]
    objectives: list[str]
    terms: bool
    source: str
    signed_on: date | None
    ends_on: date | None
    registered_at: datetime


class WaitingPage(BaseModel):
    """`next` goes into `after` to read on; null at the end. `total`: how many wait, with these filters."""

    items: list[WaitingOut]
    total: int
    next: str | None


class Deciding(BaseModel):
    """The same decision about each. `command_id`: sent again with the same id, nothing is decided twice."""

    contracts: Annotated[list[UUID], Field(min_length=1, max_length=AT_ONCE)]
    command: TriageClause
    command_id: UUID = Field(default_factory=command_id)


class ByRules(BaseModel):
    contracts: Annotated[list[UUID], Field(min_length=1, max_length=AT_ONCE)]
    command_id: UUID = Field(default_factory=command_id)


class DecidedOut(BaseModel):
    """`done`: it was decided now. `reason`: why not."""

    contract: UUID
    number: str
    done: bool
    reason: str = ""

    @classmethod
    def not_so(cls, contract: UUID, reason: str) -> Self:
        return cls(contract=contract, number="", done=False, reason=reason)


@router.get("")
async def who_waits(
    running: Running,
    _: Looking,
    text: Annotated[str, Query(max_length=200)] = "",
    cpv: Annotated[str, Query(max_length=20)] = "",
    buyer_unit: Annotated[str, Query(max_length=500)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    after: Annotated[str, Query(max_length=1000, description="`next` of the page before")] = "",
) -> WaitingPage:
    """The newest first."""
    filters = Waiting(text.strip(), cpv.strip(), buyer_unit)
    rows = await waiting(running.reader.pool, filters, limit, place_after(after))
    total = await how_many_wait(running.reader.pool, filters)
    items = [WaitingOut.model_validate(dict(row)) for row in rows]
    return WaitingPage(items=items, total=total, next=cursor_after(rows[-1]) if len(rows) == limit else None)


@router.post("")
async def decide(
    body: Annotated[Deciding, AS_JSON], running: Running, who: Commander, words: InWords
) -> list[DecidedOut]:
    """One outcome a contract, in their order; one that is refused holds up no other."""
    return await decide_all(running, who, words, body.contracts, body.command, body.command_id)


@router.post("/rules")
async def by_rules(
    body: Annotated[ByRules, AS_JSON], running: Running, who: Commander, words: InWords
) -> list[DecidedOut]:
    """Lets the rules of the policy in force answer; where none does, `done` is false and the contract waits on."""
    return await decide_all(running, who, words, body.contracts, TriageByRule(), body.command_id)


async def decide_all(
    running: Parts, who: Identity, words: Words, contracts: Sequence[UUID], command: Command, command_id: UUID
) -> list[DecidedOut]:
    return [
        await _decided(running, each, command, envelope(who, uuid5(command_id, str(each))), words)
        for each in dict.fromkeys(contracts)
    ]


async def _decided(
    running: Parts, contract: UUID, command: Command, told: Envelope, words: Words
) -> DecidedOut:
    try:
        decision = await running.handler.handle(contract, command, told)
    except Refusal as refusal:
        return DecidedOut.not_so(contract, words.refusal(refusal))
    return DecidedOut(contract=contract, number=decision.state.number, done=bool(decision.recorded))


def cursor_after(row: Row) -> str:
    return cursor_of(ORDER, (row["registered_at"], row["id"]))


def place_after(cursor: str) -> tuple[datetime, UUID] | None:
    """Raises Problem. None: at the beginning."""
    if not cursor:
        return None
    try:
        at, contract = place_of(cursor, ORDER)
        return datetime.fromisoformat(at), UUID(contract)
    except ValueError as error:
        raise no_place() from error
