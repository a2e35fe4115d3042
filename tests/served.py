"""The running system as its users meet it: an address, a sign-in, a clock that moves, a mail box."""

import asyncio
import base64
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import uvicorn
from temporalio.client import (
    Client,
    ScheduleActionExecutionStartWorkflow as Started,
    WorkflowExecutionStatus,
)
from temporalio.service import RPCError

from api.identity import Identities
from command_handler import CommandHandler
from dispatcher import Dispatcher, Rush
from domain.calendar import date_in_stockholm, local
from event_store.streams import clock
from importing.loop import Importer
from server import KEPT_OPEN, create_server
from settings import Settings
from sweeper import create_sweeper
from temporal_connection import connect
from temporal_setup import missing_attributes
from tests.listening import accept_no_more
from worker import telling_departments, telling_others
from workflows.names import OUTBOX, RECONCILE, contract_workflow_id

AS_IT_IS = {"If-Match": "*"}  # commands of tests that are not about what was seen
# s that something asynchronous may take before the test fails. A moved clock wakes every contract there is, hundreds,
# some twenty-five a second and in no order; and for half a minute none while two hundred are due at one instant.
PATIENCE = 60.0
A_SWEEP = 120.0  # s; its mail alone may take thirty, its moving of last days twenty
DONE_BY_PEOPLE = """SELECT count(*) FROM event WHERE position('"role":"clock"'::bytea IN body) = 0"""


@dataclass
class AsTold(Rush):
    """Usually none: mail that goes together would be sent with that of tests whose notices nobody is to send."""

    on: bool = False

    def is_on(self, now: float) -> bool:
        return self.on


@dataclass
class Served:
    settings: Settings
    handler: CommandHandler
    http: httpx.AsyncClient
    mailbox: Path
    temporal: Client
    dispatcher: Dispatcher

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.settings.api_port}"

    async def sign_in_link(self, person: str = "p-01") -> str:
        secret = await Identities(self.handler.pool, self.handler.policies).new_link(person)
        return f"{self.url}/logga-in?lank={secret}"

    async def sign_in(self, person: str = "p-01") -> dict[str, str]:
        link = (await self.sign_in_link(person)).partition("lank=")[2]
        answer = await self.http.post("/api/v1/sessions", json={"link": link})
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    async def now(self) -> datetime:
        async with self.handler.pool.acquire() as connection:
            return await clock(connection)

    async def today(self) -> date:
        return date_in_stockholm(await self.now())

    async def move_to(self, day: date, at: time) -> None:
        """The installation's clock; only forward."""
        forward = local(day, at) - await self.now()
        if forward > timedelta(0):
            await self.http.post("/api/v1/clock", json={"days": forward / timedelta(days=1)})

    async def do(self, contract: UUID, command: str, **fields: Any) -> httpx.Response:
        body = {"command": {"type": command, **fields}}
        return await self.http.post(f"/api/v1/contracts/{contract}/commands", json=body)

    async def contract(self, contract: UUID) -> dict[str, Any]:
        answer = await self.http.get(f"/api/v1/contracts/{contract}")
        found: dict[str, Any] = answer.json()
        return found

    async def signed_contract(self, number: str = "") -> UUID:
        """On record, with a dialogue clause, signed today: its dialogue is now to be held."""
        contract, today = await self.registered_contract(number), (await self.today()).isoformat()
        await self._done(contract, "triage_clause", clause="dialogue_clause", count_from=today)
        return contract

    contract_in_dialogue = signed_contract

    async def registered_contract(self, number: str = "") -> UUID:
        """On record and signed today; nobody has said whether it carries a clause."""
        contract, today = uuid4(), (await self.today()).isoformat()
        number = number or f"T-{contract.hex[:6]}"
        told = {
            "title": "Byggtjänster",
            "contract_number": number,
            "buyers": [{"name": "Exempelköpings kommun"}],
            "suppliers": [{"name": "Björkhammar Mark AB", "number": "556000-0001"}],
            "signed_on": today,
        }
        await self._done(contract, "register_contract", facts=told)
        return contract

    async def _done(self, contract: UUID, command: str, **fields: Any) -> None:
        answer = await self.do(contract, command, **fields)
        assert answer.status_code == 201, answer.text

    async def history(self, contract: UUID) -> str:
        """All that Temporal keeps of the contract, as JSON with its payloads readable."""
        handle = self.temporal.get_workflow_handle(contract_workflow_id(contract))
        history = await handle.fetch_history()
        payloads = re.findall(r'"data": "([^"]+)"', text := history.to_json())
        return text + " ".join(base64.b64decode(payload).decode(errors="replace") for payload in payloads)

    async def done_by_people(self) -> int:
        """How many events are of somebody's commands: time may bring any contract some meanwhile."""
        return int(await self.handler.pool.fetchval(DONE_BY_PEOPLE))

    async def is_asleep(self, contract: UUID) -> bool:
        """Every nudge delivered, and its workflow waiting for a date or for news."""
        pool = self.handler.pool
        if await pool.fetchval("SELECT wanted > delivered FROM nudge WHERE contract_id = $1", contract):
            return False
        described = await self.temporal.get_workflow_handle(contract_workflow_id(contract)).describe()
        return not described.raw_description.pending_activities and not described.raw_description.HasField(
            "pending_workflow_task"
        )

    async def outbox_is_done(self) -> bool:
        """Nobody sends any more what another test may want to be unsent."""
        try:
            described = await self.temporal.get_workflow_handle(OUTBOX).describe()
        except RPCError:
            return True
        return described.status is not WorkflowExecutionStatus.RUNNING

    async def temporal_is_set_up(self) -> bool:
        """With a schedule that nobody writes to any more: it would take back a pause of ours."""
        try:
            return not await missing_attributes(self.temporal)
        except RPCError:
            return False

    async def sweep_rests(self) -> bool:
        """No sweep of the schedule's is under way: one that is asked for meanwhile would be left out."""
        info = (await self.temporal.get_schedule_handle(RECONCILE).describe()).info
        ids = [each.workflow_id for each in info.running_actions if isinstance(each, Started)]
        sweeps = [await self.temporal.get_workflow_handle(id_).describe() for id_ in ids]
        return all(each.status is not WorkflowExecutionStatus.RUNNING for each in sweeps)

    def mails(self, about: str) -> list[EmailMessage]:
        """Those that arrived and name a contract number, oldest first."""
        mails = [mail_in(file) for file in sorted(self.mailbox.glob("*.eml"))]
        return [mail for mail, text in mails if about in text]


@cache
def mail_in(file: Path) -> tuple[EmailMessage, str]:
    """Read once: whoever waits for a mail would else read a thousand each time, while the worker waits for them."""
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    return mail, text_of(mail)


def text_of(mail: EmailMessage) -> str:
    """What a person reads: a mail about a meeting carries a calendar entry beside it."""
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


async def eventually(check: Callable[[], Awaitable[Any] | Any], patience: float = PATIENCE) -> Any:
    """What `check` answers once it answers something; fails after `patience` seconds."""
    deadline = asyncio.get_running_loop().time() + patience
    while True:
        found = check()
        found = await found if isinstance(found, Awaitable) else found
        if found:
            return found
        assert asyncio.get_running_loop().time() < deadline, "it did not happen in time"
        await asyncio.sleep(0.05)


@asynccontextmanager
async def answering(settings: Settings) -> AsyncIterator[str]:
    """API and pages alone, on their port; yields their address."""
    config = uvicorn.Config(
        create_server(settings),
        port=settings.api_port,
        log_level="warning",
        lifespan="on",
        timeout_keep_alive=KEPT_OPEN,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    # A port that is taken fails here: uvicorn would leave the process, in the midst of whatever test is running then.
    with socket.create_server(("127.0.0.1", settings.api_port)) as its:
        # Else each answer waits 40 ms for an acknowledgement: asyncio sees to it only where it binds itself.
        its.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listening = asyncio.create_task(server.serve([its]))
        try:
            await eventually(lambda: server.started)
            yield f"http://127.0.0.1:{settings.api_port}"
        finally:  # also of a test that fails: its connections would be another's warning
            await accept_no_more(its)
            server.should_exit = True
            await listening


@asynccontextmanager
async def serving(settings: Settings, handler: CommandHandler) -> AsyncIterator[Served]:
    client = await connect(settings)
    dispatcher = Dispatcher(client, handler.pool, AsTold())
    dispatching = asyncio.create_task(dispatcher.run())
    importing = asyncio.create_task(Importer(handler).run())
    async with (
        answering(settings) as address,
        telling_departments(client, handler, settings),
        create_sweeper(client, handler, settings),
        telling_others(client, handler, settings),
        httpx.AsyncClient(base_url=address, headers=AS_IT_IS, timeout=30) as http,
    ):
        served = Served(settings, handler, http, settings.backups.parent / "mail", client, dispatcher)
        http.headers.update(await served.sign_in())
        await eventually(served.temporal_is_set_up)
        await client.get_schedule_handle(RECONCILE).pause(note="tests sweep when they mean to")
        await eventually(served.sweep_rests, A_SWEEP)  # its minute may have begun before the pause
        yield served
    for task in (dispatching, importing):
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
