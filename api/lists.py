"""Lists across all contracts: last days, commitments, dialogues, placements, follow-ups, notices; and who there is."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api.deps import Looking, Parts, Postmaster, Running
from api.list_rows import (
    CommitmentRow,
    CommitmentsAsked,
    DeadlineRow,
    DeadlinesAsked,
    DialogueRow,
    DialoguesAsked,
    FollowUpRow,
    FollowUpsAsked,
    NoticeRow,
    NoticesAsked,
    PlacementRow,
    PlacementsAsked,
)
from api.looks import noted
from api.paging import Asked, Page, Sparse, answered, cursor_of, no_place
from projections.listing import Listing, listed
from projections.lists import COMMITMENTS, DEADLINES, DIALOGUES, FOLLOW_UPS, NOTICES, PLACEMENTS
from projections.reading import Row

router = APIRouter(tags=["lists"], dependencies=[Depends(noted)])


@router.get("/deadlines", response_model=Page[DeadlineRow])
async def deadlines(
    running: Running, _: Looking, asked: Annotated[DeadlinesAsked, Query()], request: Request
) -> Response:
    """The earliest first."""
    return await _answered(running, request, DEADLINES, asked, DeadlineRow)


@router.get("/commitments", response_model=Page[CommitmentRow])
async def commitments(
    running: Running, _: Looking, asked: Annotated[CommitmentsAsked, Query()], request: Request
) -> Response:
    """Those agreed last first."""
    return await _answered(running, request, COMMITMENTS, asked, CommitmentRow)


@router.get("/dialogues", response_model=Page[DialogueRow])
async def dialogues(
    running: Running, _: Looking, asked: Annotated[DialoguesAsked, Query()], request: Request
) -> Response:
    """Held, or planned; the latest first."""
    return await _answered(running, request, DIALOGUES, asked, DialogueRow)


@router.get("/placements", response_model=Page[PlacementRow])
async def placements(
    running: Running, _: Looking, asked: Annotated[PlacementsAsked, Query()], request: Request
) -> Response:
    """Those started last first; nobody is named."""
    return await _answered(running, request, PLACEMENTS, asked, PlacementRow)


@router.get("/follow-ups", response_model=Page[FollowUpRow])
async def follow_ups(
    running: Running, _: Looking, asked: Annotated[FollowUpsAsked, Query()], request: Request
) -> Response:
    """One a report, the latest first."""
    return await _answered(running, request, FOLLOW_UPS, asked, FollowUpRow)


@router.get("/notices", response_model=Page[NoticeRow])
async def notices(
    running: Running, _: Postmaster, asked: Annotated[NoticesAsked, Query()], request: Request
) -> Response:
    """The outbox, newest first."""
    return await _answered(running, request, NOTICES, asked, NoticeRow)


async def _answered(
    running: Parts, request: Request, listing: Listing, asked: Asked, row: type[Sparse]
) -> Response:
    place = asked.place
    if place and len(place) != 1 + len(listing.key):
        raise no_place()
    try:
        rows = await listed(running.reader.pool, listing, asked.filters, asked.order, place, asked.limit)
    except ValueError as error:
        raise no_place() from error
    more = cursor_of(asked.order, rows[-1]["place"]) if len(rows) == asked.limit else None
    return answered(request, asked, row, [_told(each) for each in rows], more)


def _told(row: Row) -> Mapping[str, Any]:
    """What a part of a contract tells beside its columns stands in one of them, as JSON."""
    told = dict(row)
    if "on_day" in told:
        told |= {"day": told.pop("on_day"), **json.loads(told.pop("told"))}
    return told
