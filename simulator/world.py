"""A year in virtual time: the next thing that can happen happens, one step at a time, as the seed has it.

There are two times. The true one never jumps; Temporal's timers and people go by it. The machine's is the true one
and its error; PostgreSQL answers it, and with it the installation's own.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from domain.adoption import PolicyAdopted
from domain.contract import Contract
from domain.policy import Policy
from event_store.codec import Recorded
from event_store.streams import read_stream
from simulator import policies
from simulator.databases import Connection
from simulator.faults import Rates
from simulator.people import Asked
from simulator.post_office import PostOffice
from simulator.process import Process
from simulator.reading import Acknowledged, Broken
from simulator.remembering import Memory
from simulator.server import Server

LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)
NEVER = datetime(2200, 1, 1, tzinfo=UTC)

PEEK = """
WITH clock AS (UPDATE sim.machine SET now = $1)
SELECT (SELECT min(greatest(next_at - clock_offset, coalesce(retry_at, next_at - clock_offset)))
        FROM contract LEFT JOIN trouble ON contract_id = id, installation
        WHERE next_at IS NOT NULL AND NOT EXISTS (SELECT FROM policy_move WHERE policy_move.contract_id = id)) AS due,
       (SELECT min(greatest(not_before, '1990-01-01')) FROM policy_move) AS move,
       EXISTS (SELECT FROM notice WHERE waits AND digest_id IS NULL AND kind = 'last_day_moved') AS moved,
       (SELECT min(next_try_at) FROM notice) AS notice,
       (SELECT min(next_try_at) FROM digest) AS digest,
       (SELECT min(greatest(not_before, '1990-01-01')) FROM nudge WHERE wanted > delivered) AS nudge,
       (SELECT min(queued_at - clock_offset) FROM notice, installation
        WHERE waits AND digest_id IS NULL AND kind <> 'last_day_moved') AS waits,
       (SELECT position FROM head) AS head,
       (SELECT clock_offset FROM installation) AS ahead
"""
NEW = "SELECT position, body, leaf FROM event WHERE position > $1 ORDER BY position"


class Peek(NamedTuple):
    """When each kind of work is due, on the machine's clock; what nothing waits for is None."""

    due: datetime | None
    move: datetime | None
    moved: bool
    notice: datetime | None
    digest: datetime | None
    nudge: datetime | None
    waits: datetime | None
    head: int
    ahead: timedelta


NOTHING_YET = Peek(
    None, None, moved=False, notice=None, digest=None, nudge=None, waits=None, head=0, ahead=timedelta()
)


@dataclass(order=True)
class Later:
    """What is to happen at a true time."""

    at: datetime
    order: int
    what: Callable[[], Awaitable[None]] = field(compare=False)


@dataclass
class World:
    """`control`: a line to PostgreSQL that is never interrupted, to look with."""

    random: Random
    rates: Rates
    policy: Policy
    text: str  # of its file
    true: datetime
    control: Connection
    server: Server
    office: PostOffice
    processes: dict[str, Process]
    cursed: set[UUID]
    error: timedelta = timedelta()  # of the machine's clock
    peeked: Peek = NOTHING_YET
    agenda: list[Later] = field(default_factory=list)
    recorded: list[Recorded] = field(default_factory=list)
    policies: list[tuple[int, Policy]] = field(default_factory=list)  # from which position on
    acknowledged: list[Acknowledged] = field(default_factory=list)
    interrupted: list[datetime] = field(
        default_factory=list
    )  # when a process died, or its line to PostgreSQL broke
    script: list[tuple[datetime, Asked]] = field(default_factory=list)  # what people did, and when
    faults: Counter[str] = field(default_factory=Counter)
    commands: Counter[str] = field(default_factory=Counter)
    trace: list[str] = field(default_factory=list)
    names: dict[UUID, str] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)
    unrest: datetime = LONG_AGO  # when something last went wrong
    down: Counter[str] = field(default_factory=Counter)  # what is down now
    stale: bool = True  # something was done since
    clock: datetime = LONG_AGO  # what PostgreSQL answers now
    memory: Memory = field(default_factory=Memory)
    elsewhere: set[asyncio.Task[Any]] = field(default_factory=set)  # what other processes do meanwhile
    steps: int = 0

    @property
    def machine(self) -> datetime:
        return self.true + self.error

    @property
    def now(self) -> datetime:
        """The installation's."""
        return self.machine + self.peeked.ahead

    def later(self, after: timedelta, what: Callable[[], Awaitable[None]]) -> None:
        self.steps += 1
        self.agenda.append(Later(self.true + after, self.steps, what))

    def chance(self, rate: float) -> bool:
        return self.random.random() < rate

    def between(self, least: float, most: float) -> timedelta:
        """Seconds, the short ones as likely as the long."""
        return timedelta(seconds=least * (most / least) ** self.random.random())

    def tells(self, what: str, contract: UUID | None = None) -> None:
        about = f" {self.names.get(contract, '?')}" if contract else ""
        self.trace.append(f"{self.true:%Y-%m-%d %H:%M:%S.%f}"[:-3] + f"{about} {what}")

    def went_wrong(self, kind: str, contract: UUID | None = None) -> None:
        self.faults[kind] += 1
        self.unrest = self.true
        self.tells(f"!! {kind}", contract)

    def breaks(self, sentence: str, why: str, contract: UUID | None = None) -> None:
        self.tells(f"BROKEN {sentence}: {why}", contract)
        self.broken.append(Broken(sentence, why, contract))

    async def set_clock(self) -> None:
        if self.clock != self.machine:
            self.clock = self.machine
            await self.control.execute("UPDATE sim.machine SET now = $1", self.machine)

    async def look(self) -> None:
        """What is new, and when there is something to do."""
        if not self.stale:
            return
        self.stale, self.clock = False, self.machine
        row = await self.control.fetchrow(PEEK, self.clock)
        assert row
        self.peeked = Peek(*row)
        known = self.recorded[-1].position if self.recorded else 0
        if self.peeked.head > known:
            for found in await self.control.fetch(NEW, known):
                record = self.memory.decode(found["position"], found["body"], found["leaf"], {})
                self.recorded.append(record)
                self.tells(f"{record.version} {record.event.type} {told(record)}", record.stream)
                if isinstance(record.event, PolicyAdopted):
                    self.unrest = self.true
                    self.policy = policies.FILES[record.event.version]
                    self.policies.append((record.position, self.policy))

    async def state(self, contract: UUID) -> Contract:
        past = await read_stream(self.control, contract)
        return self.memory.fold(Contract(), [record.event for record in past])

    def as_true(self, machine: datetime | None) -> datetime:
        return NEVER if machine is None else max(LONG_AGO, machine) - self.error


def told(record: Recorded) -> str:
    event: Any = record.event
    shown = [
        str(getattr(event, name))
        for name in ("step", "due", "rung", "number", "done_on")
        if hasattr(event, name)
    ]
    return " ".join(shown)
