"""A page that is open on a contract hears that something has happened to it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse

from access.rights import Right
from api.contracts import found
from api.deps import standing
from api.event_types import Position
from api.events import may_still, streaming
from api.identity import Identity
from projections.events_out import Wanted
from web.visit import Reading

router = APIRouter()


@router.get("/avtal/{contract_id}/strom")
async def happens(
    contract_id: UUID,
    request: Request,
    visit: Reading,
    efter: Position = 0,
    last_event_id: Annotated[str, Header(max_length=18)] = "",
) -> StreamingResponse:
    """Server-sent events, while whoever opened the page may read it. Left open, it keeps nobody signed in."""
    running, who = visit.parts, visit.somebody
    await found(running.reader, contract_id)

    async def still() -> Identity | None:
        return may_still(await standing(running, await running.identities.again(who)), Right.CONTRACTS)

    start = int(last_event_id) if last_event_id.isdecimal() else efter
    return await streaming(request, running, who, still, Wanted(contract=contract_id), start)
