"""Held on the way, whenever nothing is left to do at the moment: what is due is done, once all parts work again."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from simulator.book import Book, Deadline, is_on_a_day_off, next_rung_at
from simulator.faults import HOUR, MINUTE
from simulator.post_office import Arrived
from simulator.world import World
from tests.domain.reference import almanac

WITHIN = 2 * MINUTE
TRIED_AGAIN = 12 * MINUTE  # an activity that keeps failing is tried every ten minutes
SWEPT_AGAIN = 7 * HOUR  # a contract in trouble that no workflow minds, by the sweep

MAIL = """
SELECT count(*) AS notices, count(*) FILTER (WHERE position IS NULL) AS without
FROM notice LEFT JOIN event ON stream_id = contract_id AND event.version = notice.version
WHERE notice.id = $1 OR digest_id = $1
"""


@dataclass
class Liveness:
    world: World
    books: dict[UUID, Book] = field(default_factory=dict)
    read: int = 0
    in_trouble: dict[UUID, datetime] = field(default_factory=dict)  # last seen so

    async def mail_arrives(self, mail: Arrived) -> None:
        row = await self.world.control.fetchrow(MAIL, UUID(mail.message_id[1:-8]))
        if row and (row["without"] or not row["notices"]):
            self.world.breaks("no_mail_without_its_event", f"{mail.message_id} arrives")

    async def is_held(self) -> None:
        self._read()
        world = self.world
        self.in_trouble |= dict.fromkeys(world.cursed, world.true)
        if not self._is_calm():
            return
        for contract, book in self.books.items():
            if not self._is_excused(contract):
                await self._deadlines_are_done(contract, book)
        if not any(map(self._is_excused, self.books)):
            self._nothing_else_is_due()
        self._mail_is_sent()

    def _read(self) -> None:
        recorded = self.world.recorded
        for record in recorded[self.read :]:
            self.books.setdefault(record.stream, Book()).take(record)
        self.read = len(recorded)

    def _is_calm(self) -> bool:
        world = self.world
        last = max(world.unrest, *(process.until for process in world.processes.values()))
        return not +world.down and last + WITHIN < world.true

    def _is_excused(self, contract: UUID) -> bool:
        since = self.in_trouble.get(contract)
        if since is None:
            return False
        run = self.world.server.runs.get(contract)
        minded = run is not None and not run.closed
        return self.world.true < since + (TRIED_AGAIN if minded else SWEPT_AGAIN)

    async def _deadlines_are_done(self, contract: UUID, book: Book) -> None:
        if book.rests or book.closed:
            return
        then, late = self.world.now - WITHIN, {}
        for step, deadline in book.running.items():
            if not deadline.missed and almanac.day_is_over(deadline.plan.due) <= then:
                late[step] = f"“{step}” was over on {deadline.plan.due}, and nobody noticed"
            if is_on_a_day_off(deadline, self.world.policy):
                late[step] = f"“{step}” runs until {deadline.plan.due}, a day off"
            if deadline.missed and self._rung_is_due(deadline, then):
                late[step] = f"“{step}” climbs no further than {len(deadline.rungs)} rungs"
        for step in late.keys() & await self._open_steps(contract) if late else ():
            self._late(contract, late[step])

    async def _open_steps(self, contract: UUID) -> set[str]:
        """A miss of what is over undone stays a miss, and its ladder ends without a word."""
        steps = await self.world.control.fetchval("SELECT steps FROM contract WHERE id = $1", contract)
        return set(steps or ())

    def _rung_is_due(self, deadline: Deadline, then: datetime) -> bool:
        if deadline.set_by.origin.recorded_at > then:
            return False
        at = next_rung_at(deadline, self.world.policy)
        return (
            at is not None and at <= then and almanac.in_office(self.world.policy, then, deadline.plan.step)
        )

    def _late(self, contract: UUID, why: str) -> None:
        name = "what_is_due_is_done_within_two_minutes_of_all_parts_working"
        if self.world.cursed:
            name = "a_contract_in_trouble_holds_up_no_other"
        self.world.breaks(name, why, contract)

    def _nothing_else_is_due(self) -> None:
        """Such as a reminder, or the end of a standstill."""
        due = self.world.peeked.due
        if due and due < self.world.machine - WITHIN:
            name = "what_is_due_is_done_within_two_minutes_of_all_parts_working"
            self.world.breaks(name, f"something was due at {due}")

    def _mail_is_sent(self) -> None:
        world, peeked = self.world, self.world.peeked
        waiting = [at for at in (peeked.notice, peeked.digest) if at and at < world.machine - WITHIN]
        if waiting:
            self.world.breaks("what_can_be_sent_is_sent_within_two_minutes", f"waits since {min(waiting)}")
