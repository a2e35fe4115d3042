"""One seed: an installation, a portfolio and a year, lived through to the end and then read."""

from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

import asyncpg

import dispatcher
import policy_moves
import policy_setup
from activities import notify, outbox
from command_handler import Envelope
from domain.adoption import POLICY_STREAM
from domain.calendar import date_in_stockholm
from domain.vocabulary import Role
from event_store.keyring import Keyring
from settings import Settings
from simulator import acting, databases, faults, policies
from simulator.ending import Ending, Outcome
from simulator.engine import Engine
from simulator.happenings import Happenings
from simulator.line import Line
from simulator.liveness import Liveness
from simulator.people import HABITS, Someone
from simulator.post_office import Arrived, PostOffice, in_the_place_of_smtp
from simulator.process import Process, Whim
from simulator.remembering import remembering
from simulator.replacing import replaced
from simulator.server import Server
from simulator.temporal import in_the_place_of_temporal
from simulator.world import World

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
SETTLES = timedelta(days=2)  # at the end: nothing goes wrong any more, and nobody acts
MOST = 600  # events of a contract in a year


# Or two answers of PostgreSQL would race, and no seed would replay; and no pause that is real.
ONE_AT_A_TIME = (
    (outbox, "SENDERS", 1),
    (outbox, "LINGERS", 0.0),
    (outbox, "LOOKS_EVERY", 0.0),
    (policy_moves, "AT_ONCE", 1),
    (dispatcher, "BULK_PAUSE", 0.0),
    (dispatcher, "PEOPLE_FOR", 0.0),  # by a real clock: nobody's command comes again at the same moment of it
    (dispatcher, "ASKS_EVERY", -1.0),  # likewise
    (dispatcher, "TOGETHER_EVERY", 0.0),
    (notify, "NOTED_AGAIN_AFTER", ()),
)


async def live(
    settings: Settings, seed: int, days: int = 365, rates: faults.Rates = faults.USUAL, name: str = "sim"
) -> Outcome:
    """`rates` faults.NEVER: nothing goes wrong, and no fault is planned."""
    async with AsyncExitStack() as stack:
        stack.enter_context(replaced(*ONE_AT_A_TIME))
        await stack.enter_async_context(databases.database(settings, name))
        url = databases.named(settings.writer_url, name)
        control = await databases.connect(databases.named(settings.owner_url, name))
        stack.push_async_callback(control.close)
        keys = await asyncpg.create_pool(settings.keys_url, min_size=1, max_size=1)
        stack.push_async_callback(keys.close)
        keyring = Keyring(keys, settings.key_encryption_key)
        lines = {}
        for each in ("api", "worker", "other"):
            connection = await databases.connect(url)
            stack.push_async_callback(connection.close)
            lines[each] = Line(connection)
        memory = stack.enter_context(remembering())
        year = Year(seed, days, rates, control, lines, keyring, settings)
        year.world.memory = memory
        stack.enter_context(in_the_place_of_temporal())
        stack.enter_context(in_the_place_of_smtp(year.world.office))
        return await year.live()


class Year:
    def __init__(
        self,
        seed: int,
        days: int,
        rates: faults.Rates,
        control: databases.Connection,
        lines: dict[str, Line],
        keyring: Keyring,
        settings: Settings,
    ) -> None:
        random = self.random = Random(seed)  # noqa: S311 - no secret
        self.seed, self.days = seed, days
        self.beginning = FIRST + timedelta(days=random.randint(0, 364), seconds=random.randint(0, 86399))
        self.ends = self.beginning + timedelta(days=days)
        self.settles = self.ends - min(SETTLES, timedelta(days=days) / 3)
        text = self.text = random.choice(policies.SHIPPED)
        policy = policies.parsed(text)
        server = Server(lambda: self.world.true)
        office = PostOffice(random, self._when, self.seen_at_the_post_office)
        cursed: set[UUID] = set()
        whim = Whim(random, rates.rush)
        processes = {
            name: Process(name, line, keyring, settings, cursed, self.beginning, server, whim)
            for name, line in lines.items()
        }
        self.world = World(
            random, rates, policy, text, self.beginning, control, server, office, processes, cursed
        )
        for process in processes.values():
            process.starts(policy)
        server.ending = self._ending
        self.engine = Engine(self.world)
        self.acting = acting.Acting(self.world, self.settles)
        self.liveness = Liveness(self.world)
        self.keyring = keyring
        self.people = [self._someone(n) for n in range(random.randint(2, 4))]
        if rates is not faults.NEVER:
            Happenings(self.world, self.engine, self.acting).plan(
                faults.drawn(random, self.beginning, self.settles)
            )

    def _someone(self, number: int) -> Someone:
        own = Random(self.random.getrandbits(64))  # noqa: S311 - no secret
        contract = UUID(int=self.random.getrandbits(128), version=4)
        return Someone(contract, f"SIM-{number + 1}", own.choice(HABITS), own)

    def _when(self) -> tuple[datetime, date, int]:
        return self.world.true, date_in_stockholm(self.world.now), self.world.peeked.head

    def _ending(self) -> str:
        for rate, what in (
            (self.world.rates.signal_lost, "lost"),
            (self.world.rates.signal_doubled, "doubled"),
        ):
            if self.world.chance(rate):
                self.world.went_wrong(f"nudge {what}")
                return what
        return ""

    async def seen_at_the_post_office(self, mail: Arrived) -> None:
        """Whether what it tells of is on record by now; and another sender wants the same mail at this moment."""
        await self.liveness.mail_arrives(mail)
        if self.world.chance(self.world.rates.answer_lost):
            self.world.went_wrong("answer of the mail server lost")
            self.world.office.loses = True
        if self.world.chance(self.world.rates.second_sender):
            await self._second_sender(mail)

    async def _second_sender(self, mail: Arrived) -> None:
        self.world.faults["two senders of one mail"] += 1
        other, mail_id = self.world.processes["other"], UUID(mail.message_id[1:-8])
        await other.notify.notify_department(mail_id)
        await other.digests.send_digest(mail_id)

    async def _first_start(self) -> None:
        """As policy_setup.py does: the installation adopts its file by itself."""
        handler, command_id = self.world.processes["other"].handler, UUID(int=1, version=4)
        command = policies.adoption(self.world.text, 0, policy_setup.AT_FIRST_START, by_itself=True)
        await self.world.set_clock()
        self.world.stale = True
        await handler.handle(POLICY_STREAM, command, Envelope(command_id, "import", Role.IMPORT))
        await self.world.look()

    async def live(self) -> Outcome:
        await self._first_start()
        for someone in self.people:
            span = timedelta(days=self.days) / 4
            self.acting.begins(someone, span * self.random.random() * self.random.random())
        self.world.later(self.settles - self.beginning, self._settles)
        while self.world.true < self.ends and len(self.world.broken) < 5:
            await self._goes_on()
            if len(self.world.recorded) > MOST * len(self.people):
                self.world.breaks("no_work_goes_on_for_ever", f"{len(self.world.recorded)} events")
                break
        return await Ending(self.world, self.keyring, self.seed, self.days, self.text).outcome(self.beginning)

    async def _settles(self) -> None:
        self.world.rates = faults.NEVER
        self.world.unrest = self.world.true
        self.world.tells("nothing goes wrong any more, and nobody acts")

    async def _goes_on(self) -> None:
        world = self.world
        await world.look()
        work = [*self.engine.work(), *((each.at, each.what) for each in world.agenda)]
        ready = [what for at, what in work if at <= world.true]
        if ready:
            what = world.random.choice(ready)
            world.agenda = [each for each in world.agenda if each.what is not what]
            await what()
            return
        await self.liveness.is_held()
        world.true = max(world.true, min(self.ends, *(at for at, _ in work)))
