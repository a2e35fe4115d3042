"""For those who run the installation: a test mail, rebuilding, and a test installation's clock."""

from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Annotated

import aiosmtplib
from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.deps import Administrator, Here, InWords, Running
from api.problems import Problem
from api.sent import AS_JSON
from domain.free_text import MAIL_ADDRESS
from domain.words import N_
from event_store.streams import clock, move_clock
from mail import message, send
from projections.nudges import wake_all
from projections.rebuild import Rebuilt
from rebuilding import rebuild_in_processes

router = APIRouter(tags=["operations"])


class MailTest(BaseModel):
    address: str = Field(pattern=MAIL_ADDRESS, max_length=254)


class MailAnswer(BaseModel):
    delivered: bool
    answer: str


class ClockMove(BaseModel):
    days: Annotated[float, Field(gt=0, le=3660)]


class Clock(BaseModel):
    now: datetime


@router.post("/rebuild")
async def rebuild_read_models(running: Running, _: Administrator) -> Rebuilt:
    return await rebuild_in_processes(running.settings)


@router.post("/mail-test")
async def mail_test(
    body: Annotated[MailTest, AS_JSON], running: Running, _: Administrator, words: InWords
) -> MailAnswer:
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
    except (
        aiosmtplib.SMTPException,
        OSError,
        ValueError,
    ) as error:  # ValueError: none by the mail's own rules
        return MailAnswer(delivered=False, answer=f"{type(error).__name__}: {error}")


@router.get("/clock")
async def read_clock(running: Running, _: Here) -> Clock:
    return Clock(now=await running.reader.now())


@router.post("/clock")
async def advance_clock(body: Annotated[ClockMove, AS_JSON], running: Running, _: Administrator) -> Clock:
    """Only in a test installation, and only forward."""
    async with running.handler.pool.acquire() as connection, connection.transaction():
        if not await move_clock(connection, timedelta(days=body.days)):
            raise Problem(
                409, "clock_fixed", N_("The clock moves only in a test installation (`insats up --test`).")
            )
        await wake_all(connection)  # their timers count on the old time
        return Clock(now=await clock(connection))
