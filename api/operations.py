"""For those who run the installation: the outbox, a test mail, rebuilding, and a test installation's clock."""

from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Annotated

import aiosmtplib
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.deps import Administrator, Here, InWords, Postmaster, Running
from api.problems import Problem
from api.schemas import NoticeOut
from domain.policy import Address
from domain.words import N_
from event_store.streams import clock, move_clock
from mail import message, send
from projections.nudges import wake_all
from projections.rebuild import Rebuilt, rebuild

router = APIRouter(tags=["operations"])


class MailTest(BaseModel):
    address: Address


class MailAnswer(BaseModel):
    delivered: bool
    answer: str


class ClockMove(BaseModel):
    days: Annotated[float, Field(gt=0, le=3660)]


class Clock(BaseModel):
    now: datetime


@router.get("/notices")
async def outbox(
    running: Running, _: Postmaster, limit: Annotated[int, Query(ge=1, le=1000)] = 200
) -> list[NoticeOut]:
    """Newest first."""
    return [NoticeOut.of(row) for row in await running.reader.notices(limit=limit)]


@router.post("/rebuild")
async def rebuild_read_models(running: Running, _: Administrator) -> Rebuilt:
    handler = running.handler
    return await rebuild(handler.pool, handler.keyring, handler.policies)


@router.post("/mail-test")
async def mail_test(body: MailTest, running: Running, _: Administrator, words: InWords) -> MailAnswer:
    """Sends one mail at once, beside the queue, and gives the mail server's own answer."""
    mail = message(
        running.settings,
        to=body.address,
        message_id=make_msgid(domain="insats"),
        subject=words(N_("Test mail from Insats")),
        body=words(N_("This mail shows that Insats can send.")) + f"\n\n{running.settings.public_url}\n",
    )
    try:
        return MailAnswer(delivered=True, answer=await send(mail, running.settings))
    except (aiosmtplib.SMTPException, OSError) as error:
        return MailAnswer(delivered=False, answer=f"{type(error).__name__}: {error}")


@router.get("/clock")
async def read_clock(running: Running, _: Here) -> Clock:
    return Clock(now=await running.reader.now())


@router.post("/clock")
async def advance_clock(body: ClockMove, running: Running, _: Administrator) -> Clock:
    """Only in a test installation, and only forward."""
    async with running.handler.pool.acquire() as connection, connection.transaction():
        if not await move_clock(connection, timedelta(days=body.days)):
            raise Problem(
                409, "clock_fixed", N_("The clock moves only in a test installation (`insats up --test`).")
            )
        await wake_all(connection)  # their timers count on the old time
        return Clock(now=await clock(connection))
