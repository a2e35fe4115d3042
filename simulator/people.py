"""Who works with a contract, and how: early, late, never, twice, or on time but recorded late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from command_handler import Envelope
from domain.calendar import DAY, date_in_stockholm
from domain.command import Command
from domain.contract import Contract
from domain.open_steps import open_steps
from domain.policy import Policy
from domain.process.registration import RegisterContract
from domain.process.responsibility import AcknowledgeStep, AssignStep
from simulator.drawing import draw
from tests.builders import facts
from tests.domain.diligence import what_is_next
from tests.domain.likely import likely_command

TAKEN_ON = 0.3  # how often somebody takes on what is late
LONGEST_PAUSE = 60.0  # days between two acts of one who is slow


@dataclass(frozen=True)
class Habit:
    """`pause`: days between two acts, on average. `likely`: how often something else than what is next is done.
    `late`: how often it is recorded days after it was done. `sloth`: how often nothing is done after all."""

    name: str
    pause: float
    likely: float
    late: float
    sloth: float


HABITS = (
    Habit("diligent", 6, 0.15, 0.1, 0.1),
    Habit("slow", 25, 0.2, 0.1, 0.3),
    Habit("records late", 15, 0.1, 0.8, 0.2),
    Habit("absent", 60, 0.1, 0.1, 0.7),
    Habit("lively", 5, 0.7, 0.2, 0.2),
)


@dataclass
class Asked:
    """A command on its way to the API, and again and again with the same id until it is answered."""

    contract: UUID
    command: Command
    envelope: Envelope
    tries: int = 0


@dataclass
class Someone:
    """Who has a contract in hand."""

    contract: UUID
    number: str
    habit: Habit
    random: Random

    def registers(self, now: datetime) -> Command:
        today = date_in_stockholm(now)
        signed_on = self.random.choice([None, today - DAY * self.random.randint(0, 30)])
        ends_on = self.random.choice([None, today + DAY * self.random.randint(60, 900)])
        known = facts(self.number, signed_on).model_copy(update={"ends_on": ends_on})
        return RegisterContract(facts=known)

    def pause(self) -> timedelta:
        days = min(self.random.expovariate(1 / self.habit.pause), LONGEST_PAUSE)
        return timedelta(days=days)

    def acts(self, state: Contract, now: datetime, policy: Policy) -> Iterator[Asked]:
        """What is done now; nothing, where it is put off."""
        if state.facts is None or state.closed or self.random.random() < self.habit.sloth:
            return
        today = date_in_stockholm(now)
        if self.random.random() < TAKEN_ON:
            yield from self._takes_on(state, policy)
        if self.random.random() < self.habit.likely:
            yield self.asks(draw(likely_command(state, today), self.random), policy)
            return
        for command in list(what_is_next(state, today))[: self.random.choice([1, 1, 2, 9])]:
            done_on = self._done_on(state, today)
            told = {command.day: done_on} if command.day else {}
            yield self.asks(command.model_copy(update=told), policy, done_on)

    def _takes_on(self, state: Contract, policy: Policy) -> Iterator[Asked]:
        """What is late, so that its ladder rests."""
        for step in open_steps(state):
            if (late := state.deadlines.get(step)) and late.missed:
                person = self.random.choice(policy.people).id
                yield self.asks(AssignStep(step=step, person=person), policy)
                yield self.asks(AcknowledgeStep(step=step), policy)

    def _done_on(self, state: Contract, today: date) -> date:
        """Today, or a day before it: often one on which it was still in time."""
        if self.random.random() >= self.habit.late:
            return today
        dues = [each.plan.due for each in state.deadlines.values() if each.plan.due < today]
        last = self.random.choice([today, *dues])
        return last - DAY * self.random.randint(0, 12)

    def asks(self, command: Command, policy: Policy, on: date | None = None) -> Asked:
        person = self.random.choice(policy.people)
        command_id = UUID(int=self.random.getrandbits(128), version=4)
        return Asked(self.contract, command, Envelope(command_id, person.id, person.roles[0], on))
