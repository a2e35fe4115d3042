"""Of reminders and rungs: each once, in order, to whom the plan names, in office hours, a working day between."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise, product
from typing import Any

from domain.step_events import StepEscalated, StepReminded
from event_store.codec import Recorded
from simulator.book import books, soonest_after
from simulator.reading import Reading
from simulator.sentences.sentence import Where, sentence
from tests.domain.reference.almanac import HERE, day_is_over, in_office, opening_hours


def day_of(record: Recorded) -> date:
    return record.origin.recorded_at.astimezone(HERE).date()


@sentence
def every_miss_climbs_its_rungs_each_once_and_in_order(reading: Reading) -> Iterator[Where]:
    for contract, book in books(reading.streams).items():
        for deadline in book.deadlines:
            climbed = [getattr(record.event, "rung", 0) for record in deadline.rungs]
            if climbed != list(range(1, len(climbed) + 1)) or len(climbed) > len(deadline.plan.rungs):
                yield contract, f"“{deadline.plan.step}” climbed {climbed} of {len(deadline.plan.rungs)}"


@sentence
def a_rung_goes_to_those_whom_its_plan_names_and_never_before_its_time(reading: Reading) -> Iterator[Where]:
    for contract, book in books(reading.streams).items():
        for deadline in book.deadlines:
            for planned, record in zip(deadline.plan.rungs, deadline.rungs, strict=False):
                event = record.event
                assert isinstance(event, StepEscalated)
                if event.recipients != planned.recipients or record.origin.recorded_at < planned.at:
                    yield contract, f"{record.version}: to {event.recipients}, planned {planned}"


@sentence
def no_rung_and_no_reminder_comes_on_a_day_off_or_outside_office_hours(reading: Reading) -> Iterator[Where]:
    for record in reading.recorded:
        event, at = record.event, record.origin.recorded_at
        if not isinstance(event, StepEscalated | StepReminded):
            continue
        if not in_office(reading.policy_at(record), at, event.step):
            yield record.stream, f"{record.version}: {event.type} at {at}"


@sentence
def rungs_lie_at_least_a_working_day_apart_and_repeats_all_of_their_days(reading: Reading) -> Iterator[Where]:
    for contract, book in books(reading.streams).items():
        for deadline in book.deadlines:
            planned = deadline.plan.rungs[1:]
            for rung, (before, after) in zip(planned, pairwise(deadline.rungs), strict=False):
                policy = reading.policy_at(after)
                opens, _ = opening_hours(policy, deadline.plan.step)
                soonest = soonest_after(before, rung.gap, opens, policy)
                if after.origin.recorded_at < soonest:
                    yield contract, f"{after.version}: {after.origin.recorded_at}, not before {soonest}"


@sentence
def no_rung_comes_while_the_ladder_rests(reading: Reading) -> Iterator[Where]:
    """The last day does not: it is missed all the same."""
    for contract, book in books(reading.streams).items():
        for deadline in book.deadlines:
            for rest, rung in product(deadline.rests, deadline.rungs):
                until: Any = rest.event
                if rest.version < rung.version and day_of(rung) < until.until:
                    yield contract, f"{rung.version}: on {day_of(rung)}, rests until {until.until}"


@sentence
def the_lateness_of_a_rung_is_true(reading: Reading) -> Iterator[Where]:
    for contract, book in books(reading.streams).items():
        for deadline in book.deadlines:
            for planned, record in zip(deadline.plan.rungs, deadline.rungs, strict=False):
                event = record.event
                assert isinstance(event, StepEscalated)
                late_by = record.origin.recorded_at - event.planned_at
                if event.late_by != late_by or event.planned_at < planned.at or late_by < timedelta():
                    yield contract, f"{record.version}: told {event.late_by}, is {late_by}"


@sentence
def a_reminder_is_given_once_and_before_the_last_day_is_over(reading: Reading) -> Iterator[Where]:
    for contract, book in books(reading.streams).items():
        for deadline in book.deadlines:
            numbers = [getattr(record.event, "number", 0) for record in deadline.reminded]
            if sorted(set(numbers)) != numbers or any(n > len(deadline.plan.reminders) for n in numbers):
                yield contract, f"“{deadline.plan.step}” reminded {numbers}"
            for record in deadline.reminded:
                if record.origin.recorded_at >= day_is_over(deadline.plan.due):
                    yield contract, f"{record.version}: reminded after {deadline.plan.due}"


SENTENCES = (
    every_miss_climbs_its_rungs_each_once_and_in_order,
    a_rung_goes_to_those_whom_its_plan_names_and_never_before_its_time,
    no_rung_and_no_reminder_comes_on_a_day_off_or_outside_office_hours,
    rungs_lie_at_least_a_working_day_apart_and_repeats_all_of_their_days,
    no_rung_comes_while_the_ladder_rests,
    the_lateness_of_a_rung_is_true,
    a_reminder_is_given_once_and_before_the_last_day_is_over,
)
