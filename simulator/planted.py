"""Faults put into the real code on purpose, each with the sentence that has to break: the simulator can see.

Each replaces one thing in one module, as a slip of the pen would have it; tests/simulator switches them on in turn.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import command_handler
from activities import digest, notify, reconcile
from command_handler import CommandHandler, Decision
from domain import passing_time, steps
from domain.calendar import local
from domain.step_events import DoneAfterDeadline, StepEscalated
from projections import digests, notices
from simulator.faults import Rates

Replaced = tuple[Any, str, Any]  # where, what, by what


@dataclass(frozen=True)
class Planted:
    """`rates`: where the fault shows only when something else goes wrong often."""

    name: str
    breaks: str
    replaces: Callable[[], Sequence[Replaced]]
    rates: Rates | None = None

    @contextmanager
    def switched_on(self) -> Iterator[None]:
        replaced = self.replaces()
        before = [(where, what, getattr(where, what)) for where, what, _ in replaced]
        for where, what, by in replaced:
            setattr(where, what, by)
        try:
            yield
        finally:
            for where, what, by in before:
                setattr(where, what, by)


def _no_lease() -> Sequence[Replaced]:
    return [(notices, "LEASE", timedelta()), (digests, "LEASE", timedelta())]


def _the_rung_is_forgotten() -> Sequence[Replaced]:
    real = StepEscalated.evolve

    def evolve(self: StepEscalated, state: Any) -> Any:
        after, climbed = real(self, state), state.deadlines.get(self.step)
        if climbed is None:
            return after
        forgotten = replace(after.deadlines[self.step], rungs_climbed=climbed.rungs_climbed)
        return replace(after, deadlines={**after.deadlines, self.step: forgotten})

    return [(StepEscalated, "evolve", evolve)]


def _any_hour() -> Sequence[Replaced]:
    return [(passing_time, "office_time", lambda _policy, instant: instant)]


def _no_day_between() -> Sequence[Replaced]:
    def next_rung(deadline: Any, _: Any) -> Any:
        return next(iter(deadline.plan.rungs[deadline.rungs_climbed :]), None)

    return [(passing_time, "_next_rung", next_rung)]


def _never_late() -> Sequence[Replaced]:
    real = passing_time._escalation

    def escalation(deadline: Any, now: datetime) -> StepEscalated:
        return real(deadline, now).model_copy(update={"late_by": timedelta()})

    return [(passing_time, "_escalation", escalation)]


def _to_the_wrong_ones() -> Sequence[Replaced]:
    real = passing_time._escalation

    def escalation(deadline: Any, now: datetime) -> StepEscalated:
        return real(deadline, now).model_copy(update={"recipients": ("head_of_unit", "coordinator")})

    return [(passing_time, "_escalation", escalation)]


def _over_at_noon() -> Sequence[Replaced]:
    return [(passing_time, "end_of", lambda day: local(day, time(12)))]


def _a_miss_stays() -> Sequence[Replaced]:
    real = steps._done

    def done(deadline: Any, done_on: Any, context: Any) -> Iterator[Any]:
        if deadline.missed:
            yield DoneAfterDeadline(step=deadline.plan.step, done_on=done_on)
        else:
            yield from real(deadline, done_on, context)

    return [(steps, "_done", done)]


def _not_rescheduled() -> Sequence[Replaced]:
    async def reschedule(*_: Any) -> None:
        """Left out."""

    return [(reconcile, "reschedule", reschedule)]


def _queued_after_the_commit() -> Sequence[Replaced]:
    later: list[tuple[Any, ...]] = []
    once, queue = CommandHandler._once, command_handler.queue_notices

    async def queue_later(_: Any, *told: Any) -> None:
        later.append(told)

    async def then_queue(self: CommandHandler, *asked: Any) -> Decision:
        later.clear()
        decision = await once(self, *asked)
        async with self.pool.acquire() as connection:
            for told in later:
                await queue(connection, *told)
        return decision

    return [(CommandHandler, "_once", then_queue), (command_handler, "queue_notices", queue_later)]


def _sent_before_it_is() -> Sequence[Replaced]:
    real = notify.NotifyActivities._message

    async def message(self: Any, notice: Any, *told: Any) -> Any:
        await notices.sent(self.pool, notice.id, "250 OK")
        return await real(self, notice, *told)

    return [(notify.NotifyActivities, "_message", message)]


def _given_up_in_silence() -> Sequence[Replaced]:
    async def give_up(*_: Any) -> None:
        """Nobody is told."""

    return [(notify, "give_up", give_up), (digest, "give_up", give_up)]


def _alone_and_together() -> Sequence[Replaced]:
    real = digests._gathered

    async def gathered(connection: Any, recipient: str, *told: Any) -> None:
        await real(connection, recipient, *told)
        await connection.execute(
            "UPDATE notice SET next_try_at = now() WHERE recipient = $1 AND waits", recipient
        )

    return [(digests, "_gathered", gathered)]


def _ids_are_not_compared() -> Sequence[Replaced]:
    real = command_handler.read_stream

    async def read_stream(connection: Any, stream: UUID) -> Any:
        past = await real(connection, stream)
        return [replace(each, origin=replace(each.origin, command_id=uuid4())) for each in past]

    return [(command_handler, "read_stream", read_stream)]


def _half_projected() -> Sequence[Replaced]:
    real = command_handler.project

    async def project(connection: Any, state: Any, recorded: Any, policy: Any) -> None:
        await real(connection, state, recorded[-1:], policy)

    return [(command_handler, "project", project)]


class _Undone(Exception):
    pass


def _answered_before_the_commit() -> Sequence[Replaced]:
    real, handled = CommandHandler.handle, count(1)

    async def handle(self: CommandHandler, contract: UUID, command: Any, envelope: Any) -> Decision:
        if next(handled) % 20 or envelope.role == "clock":
            return await real(self, contract, command, envelope)
        told: list[Decision] = []
        try:
            async with self.pool.acquire() as connection, connection.transaction():
                now = await command_handler.clock(connection)
                told.append(await self.decide(connection, contract, command, envelope, now))
                raise _Undone
        except _Undone:
            return told[0]

    return [(CommandHandler, "handle", handle)]


def _an_error_ends_the_sweep() -> Sequence[Replaced]:
    async def decide(self: Any, connection: Any, contract: UUID, now: datetime) -> Decision | None:
        envelope = command_handler.Envelope(uuid4(), actor="clock", role="clock", bulk=True)
        decision: Decision = await self.handler.decide(
            connection, contract, passing_time.LetTimePass(), envelope, now
        )
        return decision if decision.rows else None

    return [(reconcile.ReconcileActivities, "_decide", decide)]


def _no_sweep() -> Sequence[Replaced]:
    async def nothing(_: Any) -> int:
        return 0

    return [(reconcile.ReconcileActivities, "_let_time_pass", nothing)]


NO_NUDGES = Rates(signal_lost=1.0)

PLANTED = (
    Planted("the lease is removed", "a_mail_comes_twice_only_when_its_answer_was_lost", _no_lease),
    Planted(
        "a rung is fired twice", "every_miss_climbs_its_rungs_each_once_and_in_order", _the_rung_is_forgotten
    ),
    Planted(
        "office hours are forgotten",
        "no_rung_and_no_reminder_comes_on_a_day_off_or_outside_office_hours",
        _any_hour,
    ),
    Planted("no working day lies between rungs", "rungs_lie_at_least_a_working_day_apart", _no_day_between),
    Planted("a late rung says it is on time", "the_lateness_of_a_rung_is_true", _never_late),
    Planted(
        "a rung goes to the wrong ones",
        "a_rung_goes_to_those_whom_its_plan_names_and_never_before_its_time",
        _to_the_wrong_ones,
    ),
    Planted(
        "a last day is over at noon",
        "nothing_is_missed_before_it_is_over_and_the_lateness_told_is_true",
        _over_at_noon,
    ),
    Planted("a miss is not withdrawn", "done_in_time_is_in_time_also_when_recorded_late", _a_miss_stays),
    Planted("the reschedule is left out", "no_work_goes_on_for_ever", _not_rescheduled),
    Planted(
        "notices are queued after the commit",
        "every_event_tells_those_whom_it_concerns",
        _queued_after_the_commit,
    ),
    Planted(
        "a mail counts as sent before it is",
        "every_notice_arrives_or_is_given_up_and_then_its_contract_says_so",
        _sent_before_it_is,
    ),
    Planted(
        "a notice is given up in silence",
        "every_notice_arrives_or_is_given_up_and_then_its_contract_says_so",
        _given_up_in_silence,
    ),
    Planted(
        "the day's mail repeats what came alone", "nothing_is_told_under_two_message_ids", _alone_and_together
    ),
    Planted("command ids are not compared", "the_same_command_again_changes_nothing", _ids_are_not_compared),
    Planted("half of a decision is projected", "read_models_equal_a_rebuild", _half_projected),
    Planted(
        "a command is answered before its commit", "nothing_acknowledged_is_lost", _answered_before_the_commit
    ),
    Planted(
        "one contract's error ends the sweep",
        "a_contract_in_trouble_holds_up_no_other",
        _an_error_ends_the_sweep,
        NO_NUDGES,
    ),
    Planted(
        "the sweep does nothing",
        "what_is_due_is_done_within_two_minutes_of_all_parts_working",
        _no_sweep,
        NO_NUDGES,
    ),
)
