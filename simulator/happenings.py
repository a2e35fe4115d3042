"""What each fault of the plan does to the world, and what takes it back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import time

from domain.calendar import DAY, date_in_stockholm
from domain.policy import PlannedRung, Policy, StepRule
from event_store.streams import move_clock
from projections.nudges import wake_all
from simulator.engine import Engine
from simulator.faults import Fault
from simulator.line import broken_line
from simulator.temporal import Server
from simulator.world import World

DOWN = {"PostgreSQL down": "PostgreSQL", "Temporal down": "Temporal", "worker stopped": "worker", "API stopped": "API"}
MAIL = {"mail server busy": "busy", "mail server gone": "gone", "mail server silent": "silent"}


@dataclass
class Happenings:
    world: World
    engine: Engine

    def plan(self, faults: list[Fault]) -> None:
        for fault in faults:
            self.world.later(fault.at - self.world.true, self._begins(fault))

    def _begins(self, fault: Fault) -> Callable[[], Awaitable[None]]:
        async def begins() -> None:
            self.world.went_wrong(fault.kind)
            ends = await self._does(fault)
            if ends:
                self.world.later(fault.lasts, self._ended(fault, ends))

        return begins

    def _ended(self, fault: Fault, ends: Callable[[], None]) -> Callable[[], Awaitable[None]]:
        async def ended() -> None:
            ends()
            self.world.unrest = self.world.true
            self.world.tells(f"!! over: {fault.kind}")

        return ended

    async def _does(self, fault: Fault) -> Callable[[], None] | None:
        if fault.kind in DOWN:
            return self._down(DOWN[fault.kind])
        if fault.kind in MAIL:
            return self._mail(MAIL[fault.kind])
        match fault.kind:
            case "PostgreSQL lost in the middle":
                return self._lost_in_the_middle()
            case "Temporal's database deleted":
                await self._server.delete_everything()
            case "an address refused":
                return self._refused()
            case "machine's clock forward":
                self.world.error += fault.lasts
            case "machine's clock backward":
                self.world.error -= fault.lasts
            case "installation's clock forward":
                await self._moved(fault)
            case "closing day added":
                self._adopt(self._closing_day())
            case "policy changed":
                self._adopt(self._changed())
            case "a rule raises":
                return self._cursed()
        return None

    @property
    def _server(self) -> Server:
        return self.world.server

    def _down(self, what: str) -> Callable[[], None]:
        self._set(what, 1)
        return lambda: self._set(what, -1)

    def _set(self, what: str, more: int) -> None:
        world = self.world
        world.down[what] += more
        world.server.up = not world.down["Temporal"]
        for process in world.processes.values():
            process.line.moments.down = bool(world.down["PostgreSQL"])
        self.engine.sweep_again = True

    def _lost_in_the_middle(self) -> Callable[[], None]:
        """In the middle of whatever is done next; then it is down."""
        moments = self.world.processes["worker"].line.moments
        moments.after, moments.raises = self.world.random.randint(0, 12), broken_line
        return self._down("PostgreSQL")

    def _mail(self, how: str) -> Callable[[], None]:
        self.world.office.answers = how

        def over() -> None:
            self.world.office.answers = "taking"

        return over

    def _refused(self) -> Callable[[], None]:
        address = self.world.random.choice(self.world.policy.people).address
        self.world.office.refused.add(address)
        return lambda: self.world.office.refused.discard(address)

    async def _moved(self, fault: Fault) -> None:
        """As POST /api/v1/clock does."""
        control = self.world.control
        await self.world.set_clock()
        await move_clock(control, fault.lasts)
        await wake_all(control)
        await self.world.look()

    def _cursed(self) -> Callable[[], None] | None:
        known = sorted({record.stream for record in self.world.recorded})
        if not known:
            return None
        contract = self.world.random.choice(known)
        self.world.tells("!! its rules raise from now on", contract)
        self.world.cursed.add(contract)
        return lambda: self.world.cursed.discard(contract)

    def _adopt(self, policy: Policy) -> None:
        """Handed to every process, as after a restart with another file."""
        world = self.world
        world.policy = policy
        world.policies.append((world.true, policy))
        for process in world.processes.values():
            process.starts(policy)
        self.engine.sweep_again = True

    def _closing_day(self) -> Policy:
        world, calendar = self.world, self.world.policy.calendar
        day = calendar.on_or_after(date_in_stockholm(world.now) + DAY * world.random.randint(0, 40))
        closing = {**calendar.closing_days, day: "Kommunens stängningsdag"}
        changed = replace(calendar, version=f"{calendar.version}, {day}", closing_days=closing)
        return self._new({"calendar": changed})

    def _changed(self) -> Policy:
        random, was = self.world.random, self.world.policy
        steps = {name: self._rule(rule) for name, rule in was.steps.items()}
        people = [
            each.model_copy(update={"digest": random.random() < 0.4, "address": f"nytt-{each.address}"})
            for each in was.people
        ]
        hours = random.choice([(time(7), time(16)), (time(9), time(18)), (time(8), time(17))])
        return self._new(
            {"steps": steps, "people": tuple(people), "office_opens": hours[0], "office_closes": hours[1]}
        )

    def _rule(self, rule: StepRule) -> StepRule:
        shift = self.world.random.randint(0, 3)
        ladder = [
            PlannedRung(working_days_after=each.working_days_after + shift, to=each.to) for each in rule.ladder
        ]
        return rule.model_copy(update={"ladder": tuple(ladder)})

    def _new(self, told: dict[str, object]) -> Policy:
        version = f"{self.world.policy.version}, then {len(self.world.policies)}"
        return self.world.policy.model_copy(update={**told, "version": version})
