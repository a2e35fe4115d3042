"""An installation of its own in which the demo's story has been told; and every page that there is of it."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest.mock import sentinel
from uuid import UUID, uuid4

import asyncpg
import httpx

from activities.notify import NotifyActivities
from activities.reconcile import ReconcileActivities
from api.ruled import ruled
from cli.installation import prepared
from demo.story import story
from demo.telling import Teller
from dispatcher import Dispatcher
from embedded.data_folder import DataFolder
from embedded.supervisor import servers
from event_store.codec import Recorded
from server import create_application
from temporal_connection import connect
from tests.api.test_imports import ONE, done, of_another_procedure, offered
from tests.served import Served, answering, serving
from webhooks.seal import new_secret
from webhooks.subscriptions import Subscription, stop, subscribe
from worker import create_handler

YEARS = timedelta(weeks=208)
MEETING_IN = timedelta(days=10)  # PARK-302's
NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
# Of a delivery: tries, the next try, when it arrived, what the last try came to.
OF_EACH_KIND = ((1, None, NOW, "204"), (3, NOW, None, "503"), (10, None, None, "422"))

# A page that cannot be asked for by its address alone says here what to ask: a new one fails until it does.
ASKED: Mapping[str, tuple[str, ...]] = {
    "/vecka": ("?vems=alla", "?vems=skola"),
    "/kalender": ("?vems=alla&manad={month}", "?vems=alla&vecka={week}"),
    "/avtal": ("?text=zzz",),
    "/insikt": ("?ar=2024",),
    "/avtal/{contract_id}/da": ("?dag={today}&sedan=2024-01-01",),
    "/granskning": ("?avtal=PARK-302", "?vad=PolicyAdopted"),
    "/logga-in": ("?lank=x",),
}


@dataclass(frozen=True)
class Told:
    """`contracts` by number; `step`: one of PARK-302's that is open."""

    served: Served
    contracts: Mapping[str, UUID]
    importing: UUID
    webhook: UUID
    today: date

    def every(self, path: str) -> Iterator[str]:
        """The addresses of a route. Raises KeyError for a place that nothing is known to put in."""
        soon = self.today + MEETING_IN
        contracts = self.contracts if path.endswith("{contract_id}") else ("PARK-302",)
        asked = [
            each.format(today=self.today, week=soon.strftime("%G-W%V"), month=soon.strftime("%Y-%m"))
            for each in ASKED.get(path, ())
        ]
        for number in contracts:
            filled = path.format_map(
                {
                    "contract_id": self.contracts[number],
                    "importing": self.importing,
                    "webhook_id": self.webhook,
                    "step": "hold",
                    "command": "supply_details",
                    "version": 1,
                }
            )
            yield from (filled + each for each in ("", *asked))


def asked_for() -> list[str]:
    """Every address that the process answers to GET, from the routes themselves, but the API's and the supplier's."""
    return [path for path in _asked_for() if not _is_the_suppliers(path) and not path.startswith("/api/")]


def asked_by_suppliers() -> list[str]:
    return [path for path in _asked_for() if _is_the_suppliers(path)]


def _asked_for() -> list[str]:
    return [each.path for each in ruled(create_application(sentinel.settings).routes) if each.method == "GET"]


def _is_the_suppliers(path: str) -> bool:
    return path == "/leverantor" or path.startswith("/leverantor/")


@asynccontextmanager
async def telling(folder: Path) -> AsyncIterator[Told]:
    data = DataFolder(folder)
    async with servers(data, prepare=prepared(test=True)) as settings:
        now = datetime.now(UTC)
        beginning = (now - YEARS).date()
        beginning -= timedelta(days=beginning.weekday())
        owner = await asyncpg.connect(settings.owner_url)
        began = datetime(beginning.year, beginning.month, beginning.day, 6, tzinfo=UTC)
        await owner.execute("UPDATE installation SET clock_offset = $1", began - now)
        handler = await create_handler(settings)
        acts = [act for act in story(beginning, handler.policy.calendar) if act.at < now]
        await Teller(handler, ReconcileActivities(handler, NotifyActivities(handler, settings)), _heard).tell(
            acts, now
        )
        await owner.execute("UPDATE installation SET clock_offset = '0'")
        await owner.close()
        async with serving(settings, handler) as served:
            yield await _furnished(served, {act.number: act.contract for act in acts})
        await handler.pool.close()
        await handler.keyring.close()


@asynccontextmanager
async def empty(folder: Path) -> AsyncIterator[Served]:
    """An installation in which nothing has happened, and its pages alone."""
    data = DataFolder(folder)
    async with servers(data, prepare=prepared(test=True)) as settings:
        handler = await create_handler(settings)
        async with answering(settings) as url, httpx.AsyncClient(base_url=url) as http:
            client = await connect(settings)
            yield Served(settings, handler, http, data.mail, client, Dispatcher(client, handler.pool))
        await handler.pool.close()
        await handler.keyring.close()


async def _heard(_: Recorded) -> None:
    pass


async def _furnished(served: Served, told: Mapping[str, UUID]) -> Told:
    """With what the story has none of: two that look alike and wait for the clause, a file looked at, a step given, a
    system that is told what happens."""
    today = await served.today()
    for number in ("VÄNTAR-1", "VÄNTAR-2"):
        await served.registered_contract(number)
    importing = await offered(served, of_another_procedure(ONE))
    await done(served, importing, "preview", "looked")
    await served.do(told["PARK-302"], "assign_step", step="hold", person="p-01")
    contracts = {number: contract for number, contract in told.items() if not number.startswith("BEHOV")}
    return Told(served, contracts, importing, await _told_elsewhere(served), today)


async def _told_elsewhere(served: Served) -> UUID:
    """A webhook of which some has arrived, some waits and some was given up."""
    pool, address = served.handler.pool, "https://example.se/insats?nyckel=abc"
    asked = Subscription(uuid4(), "p-01", address, (), "jobbcenter", NOW, 0, None, "", 0, 0)
    await subscribe(pool, asked, new_secret(), served.settings.key_encryption_key)
    rows = await pool.fetch("SELECT position, stream_id FROM event ORDER BY position LIMIT 3")
    await pool.executemany(
        "INSERT INTO webhook_delivery VALUES ($1, $2, $3, $4, $5, now(), $6, $7)",
        [
            (asked.id, row["position"], row["stream_id"], *told)
            for row, told in zip(rows, OF_EACH_KIND, strict=True)
        ],
    )
    await stop(pool, asked.id, "by_hand")
    return asked.id
