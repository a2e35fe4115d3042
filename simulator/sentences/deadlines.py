"""Of last days: each ends in one way, is missed when it is over and not before, and its lateness is true."""

from collections.abc import Iterator
from datetime import timedelta

from domain.process.correction import EntryStruck
from domain.process.suspension import ContractResumed
from domain.step_events import DeadlineMet, DeadlineMissed, DoneAfterDeadline, MissWithdrawn
from simulator.book import books, is_on_a_day_off
from simulator.reading import Reading
from simulator.sentences.sentence import Where, sentence
from tests.domain.reference.almanac import day_is_over

NOTICED = timedelta(minutes=2)  # how late a running last day may be when the year is over


@sentence
def every_last_day_ends_in_one_way_or_runs_and_is_not_past(reading: Reading) -> Iterator[Where]:
    for contract, book in books(reading.streams).items():
        yield from ((contract, why) for why in book.wrong)
        if book.rests or book.closed or contract in reading.troubled:
            continue
        for step, deadline in book.running.items():
            if not deadline.missed and day_is_over(deadline.plan.due) + NOTICED < reading.now:
                yield contract, f"“{step}” was over on {deadline.plan.due}, and runs"


@sentence
def nothing_is_missed_before_it_is_over_and_the_lateness_told_is_true(reading: Reading) -> Iterator[Where]:
    """What could not run, at rest or ended by an entry since struck, is noticed in time when it runs again."""
    goes_on = {
        r.origin.command_id for r in reading.recorded if isinstance(r.event, ContractResumed | EntryStruck)
    }
    for record in reading.recorded:
        if isinstance(event := record.event, DeadlineMissed):
            if record.origin.command_id in goes_on and not event.noticed_late_by:
                continue
            late_by = record.origin.recorded_at - day_is_over(event.due)
            if late_by < timedelta() or event.noticed_late_by != late_by:
                yield (
                    record.stream,
                    f"{record.version}: {event.step} noticed {event.noticed_late_by}, is {late_by}",
                )


@sentence
def done_in_time_is_in_time_also_when_recorded_late(reading: Reading) -> Iterator[Where]:
    for contract, book in books(reading.streams).items():
        for record, due in book.ends:
            match record.event:
                case (DeadlineMet() | MissWithdrawn()) as event if event.done_on > due:
                    yield contract, f"{record.version}: done after {due}, and taken as in time"
                case DoneAfterDeadline() as event if event.done_on <= due:
                    yield contract, f"{record.version}: done by {due}, and taken as late"


@sentence
def no_last_day_that_runs_stands_on_a_day_off(reading: Reading) -> Iterator[Where]:
    """Also not on one that a policy adopted since has made a day off; the law's own time knows the law's days only."""
    _, policy = reading.policies[-1]
    for contract, book in books(reading.streams).items():
        if contract in reading.troubled:
            continue
        for step, deadline in book.running.items():
            if is_on_a_day_off(deadline, policy):
                yield contract, f"“{step}” runs until {deadline.plan.due}"


SENTENCES = (
    no_last_day_that_runs_stands_on_a_day_off,
    every_last_day_ends_in_one_way_or_runs_and_is_not_past,
    nothing_is_missed_before_it_is_over_and_the_lateness_told_is_true,
    done_in_time_is_in_time_also_when_recorded_late,
)
