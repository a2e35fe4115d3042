"""The end of a year: what is on record is read anew, and held against the sentences."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from event_store.codec import decode
from event_store.keyring import Keyring
from projections.rebuild import rebuild
from recovery.compare import READ_MODELS
from simulator.account import account
from simulator.people import Asked
from simulator.reading import Broken, Reading
from simulator.sentences import SENTENCES
from simulator.world import World


@dataclass(frozen=True)
class Outcome:
    seed: int
    days: int
    contracts: int
    events: int
    mails: int
    commands: Counter[str]
    faults: Counter[str]
    broken: list[Broken]
    trace: list[str]
    names: dict[UUID, str]
    script: list[tuple[datetime, Asked]]
    account: list[str]
    text: str  # of the policy at the beginning
    beginning: datetime
    ends: datetime


@dataclass
class Ending:
    world: World
    keyring: Keyring
    seed: int
    days: int
    text: str

    async def outcome(self, beginning: datetime) -> Outcome:
        world = self.world
        reading = await self._reading()
        broken = [*world.broken]
        for sentence in SENTENCES:
            broken += sentence(reading)
        if not broken:
            broken += await self._read_models()
        return Outcome(
            self.seed,
            self.days,
            len(world.names),
            len(reading.recorded),
            len(reading.arrived),
            world.commands,
            world.faults,
            broken,
            world.trace,
            world.names,
            world.script,
            account(reading.recorded, reading.notices),
            self.text,
            beginning,
            beginning + timedelta(days=self.days),
        )

    async def _reading(self) -> Reading:
        """Read anew from PostgreSQL: what was seen on the way is not trusted."""
        world = self.world
        await world.set_clock()
        await world.look()
        rows = await world.control.fetch("SELECT position, body, leaf FROM event ORDER BY position")
        return Reading(
            [decode(row["position"], row["body"], row["leaf"], {}) for row in rows],
            await world.control.fetch("SELECT * FROM notice"),
            await world.control.fetch("SELECT * FROM digest"),
            world.office.arrived,
            world.office.lost_answers,
            world.acknowledged,
            world.policies,
            world.interrupted,
            set(world.cursed),
            world.now,
        )

    async def _read_models(self) -> list[Broken]:
        before = await self._rows()
        handler = self.world.processes["other"].handler
        rebuilt = await rebuild(handler.pool, self.keyring, handler.policies)
        after = await self._rows()
        changed = [
            (table, *pair) for table in READ_MODELS for pair in _differing(before[table], after[table])
        ]
        told = [f"{table}: {was} became {now}" for table, was, now in changed]
        if rebuilt.troubled > len(self.world.cursed):
            told.append(f"{rebuilt.troubled} contracts could not be rebuilt")
        return [Broken("read_models_equal_a_rebuild", each) for each in told]

    async def _rows(self) -> dict[str, list[dict[str, Any]]]:
        """When time has something to do next is left out where another policy has been adopted: a rebuild reckons
        that as of the contract's last event."""
        left_out = {"next_at"} if len(self.world.policies) > 1 else set()
        found = {}
        for table in READ_MODELS:
            rows = await self.world.control.fetch(f"SELECT * FROM {table} ORDER BY {table}::text")  # noqa: S608 - our own
            found[table] = [{k: v for k, v in row.items() if k not in left_out} for row in rows]
        return found


def _differing(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[tuple[str, str]]:
    pairs = zip([*before, *[{}] * len(after)], [*after, *[{}] * len(before)], strict=False)
    return [(_plain(a), _plain(b)) for a, b in pairs if a != b]


def _plain(row: dict[str, Any]) -> str:
    return json.dumps(row, default=str)
