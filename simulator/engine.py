"""The worker's side of the year: activities, timers, the dispatcher's polls and the sweep's minutes."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.calendar import DAY, date_in_stockholm, local
from domain.policy import Policy
from simulator.faults import MINUTE
from simulator.process import Process
from simulator.stepping import Outcome, step
from simulator.temporal import Activity, Run
from simulator.world import LONG_AGO, World

Ready = tuple[datetime, Callable[[], Awaitable[None]]]

POLL = timedelta(seconds=0.05)
LOOKS = timedelta(seconds=5)  # of the dispatcher, whether Temporal's database is still the one it armed
DOWN_POLL = timedelta(minutes=10)  # while Temporal is down: each poll between would do the same


@dataclass
class Engine:
    """Each piece of work with the true time from which it can be done."""

    world: World
    armed: str = ""
    looked: datetime = LONG_AGO
    polled: datetime = LONG_AGO
    swept: datetime = LONG_AGO  # true time of the last sweep that ended well
    tried: datetime = LONG_AGO  # of the last sweep
    sweep_again: bool = True
    adopted: int = 0  # policies, as of the last sweep

    @property
    def worker(self) -> Process:
        return self.world.processes["worker"]

    def work(self) -> Iterator[Ready]:
        world, worker = self.world, self.worker
        if world.down["worker"]:
            return
        if not world.down["PostgreSQL"]:
            yield from self._dispatching(worker.until)
        if world.down["Temporal"]:
            return
        yield from self._activities_and_timers(worker)
        if world.server.scheduled and not world.down["PostgreSQL"]:
            yield max(self._sweep_at(), worker.until), self._sweep

    def _activities_and_timers(self, worker: Process) -> Iterator[Ready]:
        world = self.world
        if outbox := world.server.outbox:
            yield max(outbox.at, worker.until), lambda: self._send_outbox(outbox)
        for run in list(world.server.runs.values()):
            if run.activity:
                yield max(run.activity.at, worker.until), lambda run=run: self._act(run)  # type: ignore[misc]
            elif run.timer:
                yield max(run.timer, worker.until), lambda run=run: self._fire(run)  # type: ignore[misc]

    def _dispatching(self, served: datetime) -> Iterator[Ready]:
        world = self.world
        if self.armed != world.server.namespace_id:
            yield max(self.looked + (DOWN_POLL if world.down["Temporal"] else LOOKS), served), self._arm
        if world.peeked.nudge:
            pause = DOWN_POLL if world.down["Temporal"] else POLL
            wanted = world.as_true(world.peeked.nudge)
            yield max(wanted, self.polled + pause, served), self._dispatch

    async def _arm(self) -> None:
        """As Dispatcher.run does."""
        self.looked = self.world.true
        outcome = await step(self.world, self.worker, self.worker.dispatcher.arm)
        if outcome.error is None:
            self.armed = self.world.server.namespace_id
            self.sweep_again = True

    async def _dispatch(self) -> None:
        self.polled = self.world.true
        await step(self.world, self.worker, self.worker.dispatcher.dispatch)
        self._look_for_failures()

    async def _fire(self, run: Run) -> None:
        await run.fire()
        self._look_for_failures()

    async def _act(self, run: Run) -> None:
        world, activity = self.world, run.activity
        assert activity
        outcome = await step(world, self.worker, lambda: self.worker.act(activity.name, activity.subject))
        if run.activity is not activity:  # Temporal's database was deleted meanwhile
            return
        if isinstance(outcome.error, Exception):
            activity.backed_off(world.true)
        elif outcome.error or self._lost(activity.name):
            activity.lost(world.true)
        else:
            self._perhaps_again(activity.name, activity.subject)
            await run.complete(outcome.result)
        self._look_for_failures()

    async def _send_outbox(self, asked: Activity) -> None:
        world = self.world
        outcome = await step(world, self.worker, self.worker.outbox.send_outbox)
        if isinstance(outcome.error, Exception):
            asked.backed_off(world.true)
        elif outcome.error or self._lost(asked.name):
            asked.lost(world.true)
        elif world.server.outbox is asked:
            world.server.outbox = None

    def _lost(self, name: str) -> bool:
        lost = self.world.chance(self.world.rates.result_lost)
        if lost:
            self.world.went_wrong(f"result of {name} lost")
        return lost

    def _perhaps_again(self, name: str, subject: Any) -> None:
        """An attempt that was thought dead goes on later, with the time of when it began."""
        world = self.world
        if world.chance(world.rates.zombie):
            old = world.now if name == "let_time_pass" else None
            world.later(world.between(1, 3 * 86400), lambda: self._zombie(name, subject, old))

    async def _zombie(self, name: str, subject: Any, old: datetime | None) -> None:
        world, other = self.world, self.world.processes["other"]
        if world.down["PostgreSQL"]:
            return
        world.went_wrong(f"{name} again, late" + (", with an old time" if old else ""))

        def with_old_time() -> None:
            other.line.moments.old = old

        await step(world, other, lambda: other.act(name, subject), with_old_time)

    def _sweep_at(self) -> datetime:
        """The next whole minute at which a sweep finds something; those that would find nothing are left out."""
        peeked, world = self.world.peeked, self.world
        found = min(world.as_true(at) for at in (peeked.due, peeked.move, peeked.notice, peeked.digest))
        if peeked.waits:
            found = min(found, self._digest_time(peeked.waits))
        if self.sweep_again or self.adopted < len(world.policies) or (peeked.moved and not peeked.move):
            found = LONG_AGO
        return _minute(max(found, self.tried + timedelta(seconds=1)))

    def _digest_time(self, since: datetime) -> datetime:
        """The next time for digests after what waits was queued, and after the last sweep."""
        world, policy = self.world, self.world.policy
        ahead = world.error + world.peeked.ahead
        after = max(since + world.peeked.ahead, self.swept + ahead + timedelta(microseconds=1))
        return next_digests(after, policy) - ahead

    async def _sweep(self) -> None:
        self.tried, self.adopted = self.world.true, len(self.world.policies)
        outcome: Outcome = await step(self.world, self.worker, self.worker.sweep.reconcile)
        self.sweep_again = outcome.error is not None
        if outcome.error is None:
            self.swept = self.tried

    def _look_for_failures(self) -> None:
        for run in self.world.server.runs.values():
            if run.failure:
                self.world.breaks("no_workflow_fails", repr(run.failure), run.contract)
                run.failure = None


def next_digests(after: datetime, policy: Policy) -> datetime:
    day = date_in_stockholm(after)
    while local(day, policy.digest_at) < after or not policy.calendar.is_working_day(day):
        day += DAY
    return local(day, policy.digest_at)


def _minute(at: datetime) -> datetime:
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + MINUTE
