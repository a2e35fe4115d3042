"""Contracts over HTTP: the list, one contract, and the one endpoint that takes every command."""

import base64
import binascii
from datetime import date
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.delivery import DeliveryOut
from api.deps import Commander, InWords, Looking, Running, Tracing
from api.envelopes import envelope
from api.field_sources import SourceOut, sources_out
from api.problems import Problem
from api.schemas import ContractOut, ContractRow, DeadlineOut, EventOut, NoticeOut, contract_out
from api.why import WhyOut, why
from domain.commands import AnyPeoplesCommand
from domain.process import STEPS
from domain.words import N_
from projections.reading import ContractDetail, Filters, Reader

router = APIRouter(prefix="/contracts", tags=["contracts"])


class Page(BaseModel):
    """`next` goes into `after` to read on; null at the end."""

    items: list[ContractRow]
    next: str | None


class CommandIn(BaseModel):
    """`command_id`: sent again with the same id, a command changes nothing and is answered alike."""

    command: AnyPeoplesCommand
    command_id: UUID = Field(default_factory=uuid4)
    occurred_on: date | None = Field(None, description="When it happened, if not today; never in the future")


class Happened(BaseModel):
    contract_id: UUID
    version: int
    events: list[EventOut]


@router.get("")
async def list_contracts(
    running: Running,
    _: Looking,
    phase: Annotated[str, Query(max_length=30)] = "",
    department: Annotated[str, Query(max_length=100)] = "",
    text: Annotated[str, Query(max_length=200)] = "",
    clause: Annotated[str, Query(max_length=30)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str, Query(max_length=100)] = "",
) -> Page:
    """By urgency: the earliest last day first. `clause=no_clause`: the register of contracts without one."""
    filters = Filters(phase, department, text, clause)
    rows = await running.reader.contracts(filters, limit, _cursor(after) if after else None)
    more = _cursor_of(rows[-1]["urgency"], rows[-1]["id"]) if len(rows) == limit else None
    return Page(items=[ContractRow.model_validate(dict(row)) for row in rows], next=more)


@router.get("/{contract_id}")
async def one_contract(contract_id: UUID, running: Running, who: Looking, words: InWords) -> ContractOut:
    return contract_out(await found(running.reader, contract_id), words, who.asker, running.handler.policy)


@router.get("/{contract_id}/events")
async def events(contract_id: UUID, running: Running, _: Tracing) -> list[EventOut]:
    return [EventOut.of(record) for record in (await found(running.reader, contract_id)).recorded]


@router.get("/{contract_id}/deadlines")
async def deadlines(contract_id: UUID, running: Running, _: Looking) -> list[DeadlineOut]:
    return [DeadlineOut.of(row) for row in (await found(running.reader, contract_id)).deadlines]


@router.get("/{contract_id}/why")
async def why_these_dates(
    contract_id: UUID,
    running: Running,
    _: Looking,
    words: InWords,
    step: Annotated[str, Query(max_length=50)] = "",
) -> list[WhyOut]:
    """Every last day, or one step's, explained in sentences (Accept-Language: sv or en)."""
    if step and step not in STEPS:
        raise Problem(
            422,
            "unknown_step",
            N_("There is no step {step}. There are: {known}."),
            step=step,
            known=(*STEPS,),
        )
    detail = await found(running.reader, contract_id)
    return list(why(detail, step, running.handler.policy, words))


@router.get("/{contract_id}/sources")
async def sources(contract_id: UUID, running: Running, _: Looking) -> dict[str, SourceOut]:
    """Field of the facts → where it was told."""
    return sources_out(await found(running.reader, contract_id))


@router.get("/{contract_id}/notices")
async def notices(contract_id: UUID, running: Running, _: Looking) -> list[NoticeOut]:
    return [NoticeOut.of(row) for row in (await found(running.reader, contract_id)).notices]


@router.get("/{contract_id}/delivery")
async def delivery(contract_id: UUID, running: Running, _: Looking) -> DeliveryOut:
    """What was promised, and how much of it has been kept by today."""
    detail = await found(running.reader, contract_id)
    return DeliveryOut.of(detail.state, running.handler.policy, detail.today)


@router.post("/{contract_id}/commands", status_code=201)
async def command(contract_id: UUID, body: CommandIn, running: Running, who: Commander) -> Happened:
    """Carries out one command, or refuses it with the reason (409). No events: it was so already."""
    told = envelope(who, body.command_id, body.occurred_on)
    decision = await running.handler.handle(contract_id, body.command, told)
    return Happened(
        contract_id=contract_id,
        version=decision.state.version,
        events=[EventOut.of(record) for record in decision.recorded],
    )


async def found(reader: Reader, contract_id: UUID) -> ContractDetail:
    if (detail := await reader.contract(contract_id)) is None:
        raise Problem(404, "unknown_contract", N_("There is no such contract."))
    return detail


def _cursor_of(urgency: date, contract: UUID) -> str:
    return base64.urlsafe_b64encode(f"{urgency.isoformat()}|{contract}".encode()).decode()


def _cursor(after: str) -> tuple[date, UUID]:
    try:
        urgency, contract = base64.urlsafe_b64decode(after).decode().split("|")
        return date.fromisoformat(urgency), UUID(contract)
    except (ValueError, binascii.Error) as error:
        raise Problem(422, "bad_cursor", N_("`after` is not a place in this list.")) from error
