"""The people's side of the year: they register contracts, act, are answered or not, and try again."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from command_handler import Decision
from domain.refusal import Refusal
from simulator.line import Crash
from simulator.people import Asked, Someone
from simulator.process import Process, RuleFails
from simulator.reading import Acknowledged
from simulator.stepping import step
from simulator.world import World

GIVES_UP = 3  # after so many errors that are the server's own


@dataclass
class Acting:
    world: World
    until: datetime  # nobody acts after it

    @property
    def api(self) -> Process:
        return self.world.processes["api"]

    def begins(self, someone: Someone, after: timedelta) -> None:
        self.world.names[someone.contract] = someone.number
        self.world.later(after, lambda: self._registers(someone))

    async def _registers(self, someone: Someone) -> None:
        command = someone.registers(self.world.now)
        await self.gives(someone.asks(command, self.world.policy))
        self.world.later(someone.pause(), lambda: self._acts(someone))

    async def _acts(self, someone: Someone) -> None:
        world = self.world
        if world.true > self.until:
            return
        state = await world.state(someone.contract)
        for asked in someone.acts(state, world.now, world.policy):
            await self.gives(asked)
        world.later(someone.pause(), lambda: self._acts(someone))

    async def gives(self, asked: Asked) -> None:
        world, api = self.world, self.api
        if world.down["API"] or world.down["PostgreSQL"] or api.until > world.true:
            self._later(asked)
            return
        world.script.append((world.now, asked))
        also = self._somebody_else(asked)
        handle = api.handler.handle
        outcome = await step(
            world,
            api,
            lambda: handle(asked.contract, asked.command, asked.envelope),
            lambda: self._when_locked(also),
        )
        await self._both_done()
        await world.look()
        error = outcome.error
        if isinstance(error, Refusal):
            world.commands["refused"] += 1
            world.tells(f"   {asked.command.type} refused: {error.code}", asked.contract)
        elif error:
            gone = isinstance(error, RuleFails) and asked.tries >= GIVES_UP
            if not gone:
                self._later(asked)
        else:
            self._answered(asked, outcome.result)
            if world.chance(world.rates.repeated):
                await self._repeats(asked, outcome.result)

    def _answered(self, asked: Asked, decision: Decision) -> None:
        self.world.commands["accepted" if decision.recorded else "nothing new"] += 1
        self.world.tells(f"   {asked.command.type} answered", asked.contract)
        self._acknowledged(decision)

    def _acknowledged(self, decision: Decision) -> None:
        recorded = decision.recorded
        if recorded:
            self.world.acknowledged.append(
                Acknowledged(
                    decision.contract,
                    recorded[0].origin.command_id,
                    tuple(each.version for each in recorded),
                    tuple(each.event.type for each in recorded),
                )
            )

    async def _repeats(self, asked: Asked, first: Decision) -> None:
        """The same id again: the answer went missing on its way."""
        world, api = self.world, self.api
        if api.until > world.true:
            return
        world.went_wrong("command sent twice", asked.contract)
        outcome = await step(
            world, api, lambda: api.handler.handle(asked.contract, asked.command, asked.envelope)
        )
        if outcome.error is None and first.recorded:
            was, now = ([(each.version, each.event) for each in d.recorded] for d in (first, outcome.result))
            if [version for version, _ in was] != [version for version, _ in now]:
                world.breaks("the_same_command_again_changes_nothing", f"{was} then {now}", asked.contract)

    def _later(self, asked: Asked) -> None:
        asked.tries += 1
        self.world.later(self.world.between(1, 1200), lambda: self.gives(asked))

    def _somebody_else(self, asked: Asked) -> Asked | None:
        world = self.world
        if not world.chance(world.rates.at_once):
            return None
        world.went_wrong("two give the same command at once", asked.contract)
        command_id = UUID(int=world.random.getrandbits(128), version=4)
        return replace(asked, envelope=replace(asked.envelope, command_id=command_id))

    def _when_locked(self, also: Asked | None) -> None:
        if also:
            elsewhere = self.world.elsewhere
            self.api.line.moments.when_locked = lambda: elsewhere.add(asyncio.create_task(self._also(also)))

    async def _also(self, asked: Asked) -> None:
        """On a line of its own: it waits in PostgreSQL until the first one has the contract no more."""
        handler = self.world.processes["other"].handler
        try:
            decision = await handler.handle(asked.contract, asked.command, asked.envelope)
        except (Refusal, RuleFails, OSError, Crash):
            return
        self._acknowledged(decision)

    async def _both_done(self) -> None:
        self.world.stale |= bool(self.world.elsewhere)
        await asyncio.gather(*self.world.elsewhere)
        self.world.elsewhere.clear()
