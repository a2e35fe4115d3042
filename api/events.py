"""What happens, told as it happens: a feed to ask, and a stream to listen to. Both go on from any position."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from access.rights import Right
from api.deps import Parts, Running, Tracing, of_token, standing
from api.event_types import EventType, Position, bare
from api.identity import Identity
from api.problems import Problem, problems_of
from domain.words import N_
from exchange.cloud_events import CloudEvent, cloud_event
from projections.events_out import Published, Wanted, published

router = APIRouter(prefix="/events", tags=["events"])

AT_A_TIME = 200
HEARTBEAT = 15.0  # s; also the longest until it is asked again whether who listens still may
EVENT_STREAM = "text/event-stream"

BEYOND = {409: "Nothing has come as far as `after`: it is of a log that has been restored since"}
AS_A_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {EVENT_STREAM: {}}},
    **problems_of({406: "It was not asked for with `Accept: text/event-stream`", **BEYOND}),
}

Still = Callable[[], Awaitable[Identity | None]]


def wanted(
    types: Annotated[
        list[EventType], Query(max_length=200, description="As insats.ClauseTriaged; none: all")
    ] = [],  # noqa: B006 - FastAPI's own way
    department: Annotated[str, Query(max_length=100, description="Of contracts that it takes part in")] = "",
    contract_id: UUID | None = None,
) -> Wanted:
    """Raises Problem."""
    return Wanted(bare(types), department.replace("\0", ""), contract_id)


Asked = Annotated[Wanted, Depends(wanted)]


class Feed(BaseModel):
    """`next` goes into `after`, now or later: nothing is missed. Equal to `after`: nothing new."""

    items: list[CloudEvent]
    next: int


@router.get("", responses=problems_of(BEYOND))
async def feed(
    running: Running,
    _: Tracing,
    asked: Asked,
    after: Position = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Feed:
    """In the order in which they were recorded, of contracts that you may see."""
    await _must_have_come(running, after)
    async with running.reader.pool.acquire() as connection:
        events, upto = await published(connection, after, limit, asked)
    return Feed(items=[_told(running, each) for each in events], next=upto)


@router.get("/stream", response_class=StreamingResponse, responses=AS_A_STREAM)
async def stream(
    request: Request,
    running: Running,
    who: Tracing,
    asked: Asked,
    after: Position | None = None,
    last_event_id: Annotated[str, Header(max_length=18)] = "",
) -> StreamingResponse:
    """Server-sent events, for whoever asks with `Accept: text/event-stream`: from `after` or Last-Event-ID on, else
    from now on. Each has its position as its id. It ends when the token does, or your right to it."""

    async def still() -> Identity | None:
        return may_still(await standing(running, await of_token(request)), Right.TRAIL)

    start = int(last_event_id) if last_event_id.isdecimal() else after
    await _must_have_come(running, start or 0)
    return await streaming(request, running, who, still, asked, start)


async def _must_have_come(running: Parts, after: int) -> None:
    """Raises Problem: whoever waited there would wait for ever, and then take other events for the ones they have."""
    head: int = await running.handler.pool.fetchval("SELECT position FROM head")
    if after > head:
        message = N_(
            "Nothing has come as far as {after}: the log ends at {head}. Has it been restored from a backup?"
        )
        raise Problem(409, "beyond_the_end", message, after=after, head=head)


def may_still(who: Identity | None, right: Right) -> Identity | None:
    """Their role may be another by now, or what their deputizing gave them may be over."""
    return who if who and who.may(right) else None


async def streaming(
    request: Request, running: Parts, who: Identity, still: Still, asked: Wanted, after: int | None
) -> StreamingResponse:
    """Raises Problem: it was not asked for by name, and who only opens an address would wait for ever; or too many."""
    if EVENT_STREAM not in request.headers.get("accept", ""):
        raise Problem(406, "ask_for_a_stream", N_("Ask for this with Accept: text/event-stream."))
    running.tail.must_have_room(who.person.id)
    if after is None:
        after = await running.handler.pool.fetchval("SELECT position FROM head")
    lines = _lines(running, who.person.id, still, asked, after or 0)
    return StreamingResponse(lines, media_type=EVENT_STREAM, headers={"X-Accel-Buffering": "no"})


async def _lines(running: Parts, person: str, still: Still, asked: Wanted, after: int) -> AsyncIterator[str]:
    """A connection of the pool is held while it is read, not while it is waited. Each reading is judged anew."""
    with running.tail.listener(person):
        yield "retry: 2000\n\n"
        while await still():
            async with running.reader.pool.acquire() as connection:
                events, upto = await published(connection, after, AT_A_TIME, asked)
            for each in events:
                yield f"id: {each.position}\ndata: {_told(running, each).model_dump_json()}\n\n"
            if upto == after:
                yield ":\n\n"
                await running.tail.news(after, asked.contract, HEARTBEAT)
            after = upto
        yield "event: over\ndata:\n\n"


def _told(running: Parts, event: Published) -> CloudEvent:
    return cloud_event(
        running.settings.public_url,
        contract=event.contract_id,
        type_=event.type,
        position=event.position,
        version=event.version,
        at=event.recorded_at,
        leaf=event.leaf,
    )
