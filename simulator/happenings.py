"""What each fault of the plan does to the world, and what takes it back."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from api.delegations import DELEGATIONS
from command_handler import Envelope
from domain.adoption import POLICY_STREAM
from domain.calendar import DAY, date_in_stockholm
from domain.command import Command
from domain.delegations import Delegate
from domain.vocabulary import Role
from event_store.streams import move_clock
from projections.nudges import wake_all
from simulator import policies
from simulator.acting import Acting
from simulator.engine import Engine
from simulator.faults import Fault
from simulator.line import broken_line
from simulator.people import Asked
from simulator.world import World

RUNNING = "SELECT due FROM deadline WHERE outcome = 'running' AND due >= $1 ORDER BY due, contract_id, step"
SOON = "SELECT id FROM contract WHERE next_at IS NOT NULL ORDER BY next_at, id LIMIT 2"
DOWN = {
    "PostgreSQL down": "PostgreSQL",
    "Temporal down": "Temporal",
    "worker stopped": "worker",
    "API stopped": "API",
}
CLOCK = {"machine's clock forward": 1, "machine's clock backward": -1}
MAIL = {"mail server busy": "busy", "mail server gone": "gone", "mail server silent": "silent"}


@dataclass
class Happenings:
    world: World
    engine: Engine
    acting: Acting

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
        if fault.kind in CLOCK:
            self.world.error += CLOCK[fault.kind] * fault.lasts
            return None
        if lasting := self._lasting.get(fault.kind):
            return await lasting()
        await self._momentary[fault.kind](fault)
        return None

    @property
    def _lasting(self) -> Mapping[str, Callable[[], Awaitable[Callable[[], None] | None]]]:
        return {
            "PostgreSQL lost in the middle": self._lost_in_the_middle,
            "an address refused": self._refused,
            "a rule raises": self._cursed,
        }

    @property
    def _momentary(self) -> Mapping[str, Callable[[Fault], Awaitable[None]]]:
        return {
            "Temporal's database deleted": self._forgotten,
            "installation's clock forward": self._moved,
            "closing day added": self._closes,
            "policy changed": self._changes,
            "somebody away": self._away,
        }

    async def _forgotten(self, _: Fault) -> None:
        await self.world.server.delete_everything()

    async def _closes(self, _: Fault) -> None:
        await self._adopt(policies.with_closing_day(self.world.text, await self._some_day()))

    async def _changes(self, _: Fault) -> None:
        await self._adopt(policies.changed(self.world.text, self.world.random))

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

    async def _lost_in_the_middle(self) -> Callable[[], None]:
        """In the middle of whatever is done next; then it is down."""
        moments = self.world.processes["worker"].line.moments
        moments.after, moments.raises = self.world.random.randint(0, 12), broken_line
        return self._down("PostgreSQL")

    def _mail(self, how: str) -> Callable[[], None]:
        self.world.office.answers = how

        def over() -> None:
            self.world.office.answers = "taking"

        return over

    async def _refused(self) -> Callable[[], None]:
        address = self.world.random.choice(self.world.policy.people).address
        self.world.office.refused.add(address)
        return lambda: self.world.office.refused.discard(address)

    async def _moved(self, fault: Fault) -> None:
        """As POST /api/v1/clock does."""
        control = self.world.control
        await self.world.set_clock()
        await move_clock(control, fault.lasts)
        await wake_all(control)
        self.world.stale = True
        await self.world.look()

    async def _cursed(self) -> Callable[[], None] | None:
        """One of those that time touches next: a rule has to run to raise."""
        soon = await self.world.control.fetch(SOON)
        if not soon:
            return None
        contract = self.world.random.choice(soon)["id"]
        self.world.tells("!! its rules raise from now on", contract)
        self.world.cursed.add(contract)
        return lambda: self.world.cursed.discard(contract)

    async def _adopt(self, text: str) -> None:
        """As `insats policy apply` does: by a person, with a reason."""
        world = self.world
        world.text = text
        number = len(world.policies)
        await self._gives(POLICY_STREAM, policies.adoption(text, number, "Kommunstyrelsen har beslutat så."))

    async def _some_day(self) -> date:
        """A last day that runs, where there is one: it has to move."""
        world, tomorrow = self.world, date_in_stockholm(self.world.now) + DAY
        dues = await world.control.fetch(RUNNING, tomorrow)
        day = tomorrow + DAY * world.random.randint(0, 40)
        return world.policy.calendar.on_or_after(world.random.choice([row["due"] for row in dues] or [day]))

    async def _away(self, fault: Fault) -> None:
        people = [each.id for each in self.world.policy.people]
        person, deputy = self.world.random.sample(people, 2)
        today = date_in_stockholm(self.world.now)
        told = Delegate(person=person, deputy=deputy, first_day=today, last_day=today + fault.lasts)
        await self._gives(DELEGATIONS, told)

    async def _gives(self, stream: UUID, command: Command) -> None:
        command_id = UUID(int=self.world.random.getrandbits(128), version=4)
        envelope = Envelope(command_id, "p-01", Role.ADMINISTRATOR)
        await self.acting.gives(Asked(stream, command, envelope))
