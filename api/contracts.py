"""Contracts over HTTP: the list, one contract, and the one endpoint that takes every command."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from api.contract_query import ContractsAsked
from api.delivery import DeliveryOut
from api.deps import Commander, InWords, Looking, Running, Tracing, identity
from api.envelopes import envelope
from api.field_sources import SourceOut, sources_out
from api.identity import Identity
from api.once import command_id
from api.paging import Page, answered, cursor_of, no_place
from api.preconditions import IfMatch, etag, stale_for
from api.problems import Problem, problems_of
from api.schemas import ContractOut, ContractRow, DeadlineOut, EventOut, NoticeOut, contract_out
from api.sent import AS_JSON
from api.why import WhyOut, why
from command_handler import Decision
from domain.commands import AnyPeoplesCommand
from domain.process import STEPS
from domain.words import N_
from projections.finding import contracts_found
from projections.reading import ContractDetail, Reader

router = APIRouter(prefix="/contracts", tags=["contracts"])

SEEN = problems_of(
    {
        412: "It has changed since; `version` and ETag tell how it is now",
        428: "If-Match is missing",
    }
)


class CommandIn(BaseModel):
    """`command_id`: sent again with the same id, a command changes nothing and is answered alike."""

    command: AnyPeoplesCommand
    command_id: UUID = Field(default_factory=command_id)
    occurred_on: date | None = Field(None, description="When it happened, if not today; never in the future")


class Happened(BaseModel):
    contract_id: UUID
    version: int
    events: list[EventOut]

    @classmethod
    def of(cls, decision: Decision) -> Self:
        events = [EventOut.of(record) for record in decision.recorded]
        return cls(contract_id=decision.contract, version=decision.state.version, events=events)


@router.get("", response_model=Page[ContractRow])
async def list_contracts(
    running: Running, _: Looking, asked: Annotated[ContractsAsked, Query()], request: Request
) -> Response:
    """By urgency, the earliest last day first, if nothing else is asked for. `clause=no_clause`: the register of
    contracts without one."""
    order, after = asked.sorted, asked.ends_after
    try:
        rows = await contracts_found(running.reader.pool, asked.as_filters, order, asked.limit, after)
    except ValueError as error:
        raise no_place() from error
    full = len(rows) == asked.limit
    more = cursor_of(asked.order, (rows[-1]["key"], rows[-1]["id"])) if full else None
    return answered(request, asked, ContractRow, rows, more)


async def shown(
    contract_id: UUID, running: Running, response: Response, _: Annotated[Identity, Depends(identity)]
) -> ContractDetail:
    """The contract, its version in the answer's ETag."""
    detail = await found(running.reader, contract_id)
    response.headers["ETag"] = etag(detail.state.version)
    return detail


Shown = Annotated[ContractDetail, Depends(shown)]


@router.get("/{contract_id}")
async def one_contract(running: Running, who: Looking, detail: Shown, words: InWords) -> ContractOut:
    return contract_out(detail, words, who.asker, running.handler.policy)


@router.get("/{contract_id}/events")
async def events(_: Tracing, detail: Shown) -> list[EventOut]:
    return [EventOut.of(record) for record in detail.recorded]


@router.get("/{contract_id}/deadlines")
async def deadlines(_: Looking, detail: Shown) -> list[DeadlineOut]:
    return [DeadlineOut.of(row) for row in detail.deadlines]


@router.get("/{contract_id}/why")
async def why_these_dates(
    running: Running,
    _: Looking,
    detail: Shown,
    words: InWords,
    step: Annotated[str, Query(pattern=f"^({'|'.join(STEPS)})?$")] = "",
) -> list[WhyOut]:
    """Every last day, or one step's, explained in sentences (Accept-Language: sv or en)."""
    return list(why(detail, step, running.handler.policy, words))


@router.get("/{contract_id}/sources")
async def sources(_: Looking, detail: Shown) -> dict[str, SourceOut]:
    """Field of the facts → where it was told."""
    return sources_out(detail)


@router.get("/{contract_id}/notices")
async def notices(_: Looking, detail: Shown) -> list[NoticeOut]:
    return [NoticeOut.of(row) for row in detail.notices]


@router.get("/{contract_id}/delivery")
async def delivery(running: Running, _: Looking, detail: Shown) -> DeliveryOut:
    """What was promised, and how much of it has been kept by today."""
    return DeliveryOut.of(detail.state, running.handler.policy, detail.today)


@router.post("/{contract_id}/commands", status_code=201, responses=SEEN)
async def command(
    contract_id: UUID,
    body: Annotated[CommandIn, AS_JSON],
    running: Running,
    who: Commander,
    response: Response,
    if_match: IfMatch = "",
) -> Happened:
    """Carries out one command, or refuses it with the reason (409). No events: it was so already."""
    told = envelope(who, body.command_id, body.occurred_on, stale_for(body.command, if_match))
    decision = await running.handler.handle(contract_id, body.command, told)
    response.headers["ETag"] = etag(decision.state.version)
    return Happened.of(decision)


async def found(reader: Reader, contract_id: UUID) -> ContractDetail:
    if (detail := await reader.contract(contract_id)) is None:
        raise Problem(404, "unknown_contract", N_("There is no such contract."))
    return detail
