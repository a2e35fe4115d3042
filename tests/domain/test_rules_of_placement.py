"""Placements, started and completed; and a delivery that ends before every promised place has come."""

from datetime import date

import pytest

from domain.command import Command
from domain.open_steps import open_steps
from domain.process.delivery import ConcludeDelivery, DeliveryConcluded
from domain.process.follow_up_plan import FOLLOW_UP, PLAN
from domain.process.placement import PLACE, CompletePlacement, StartPlacement
from tests.builders import APPROVED, IN_COMMITMENT, IN_DELIVERY, REPORTED, TODAY, completed, started
from tests.scenario import given

YESTERDAY = TODAY.replace(day=1)
START = StartPlacement(commitment=1, started_on=TODAY)
BOTH_DONE = (started(1, YESTERDAY), started(2, YESTERDAY), completed(1, TODAY), completed(2, TODAY))
CONCLUDE = ConcludeDelivery(reason="Leverantören har inget mer behov.")
NO_MORE = DeliveryConcluded(reason="Leverantören har inget mer behov.")


def complete(placement: int, on: date = TODAY) -> CompletePlacement:
    return CompletePlacement(placement=placement, completed_on=on)


def test_a_placement_is_started_under_its_commitment() -> None:
    given(*IN_DELIVERY).when(START).then(started(1, TODAY)).when(START).then(started(2, TODAY))


def test_there_is_no_place_under_a_commitment_that_nobody_made() -> None:
    given(*IN_DELIVERY).when(StartPlacement(commitment=2, started_on=TODAY)).refused("unknown_commitment")


def test_no_more_places_are_started_than_were_promised() -> None:
    given(*IN_DELIVERY, started(1, TODAY), started(2, TODAY)).when(START).refused("no_place_left")


def test_a_full_commitment_is_full_also_when_another_has_places_left() -> None:
    *before, agreed, concluded = IN_DELIVERY
    two = (*before, agreed, agreed.model_copy(update={"commitment": 2, "places": 1}), concluded)
    second = StartPlacement(commitment=2, started_on=TODAY)
    given(*two).when(second).when(second).refused("commitment_full")


def test_a_placement_is_completed() -> None:
    given(*IN_DELIVERY, started(1, YESTERDAY)).when(complete(1)).then(completed(1, TODAY))


def test_completing_it_again_changes_nothing() -> None:
    running = (started(1, YESTERDAY), started(2, YESTERDAY), completed(1, TODAY))
    given(*IN_DELIVERY, *running).when(complete(1)).then()


def test_its_day_of_completion_stands() -> None:
    running = (started(1, YESTERDAY), started(2, YESTERDAY), completed(1, TODAY))
    given(*IN_DELIVERY, *running).when(complete(1, YESTERDAY)).refused("already_completed")


def test_nothing_is_completed_before_it_is_started() -> None:
    given(*IN_DELIVERY).when(complete(1)).refused("nothing_running")
    given(*IN_DELIVERY, started(1, TODAY)).when(complete(2)).refused("unknown_placement")
    given(*IN_DELIVERY, started(1, TODAY)).when(complete(1, YESTERDAY)).refused("completed_before_start")


def test_when_every_place_is_completed_only_the_follow_up_is_left() -> None:
    almost = given(*IN_DELIVERY, *BOTH_DONE[:3])
    assert open_steps(almost.state) == (PLAN, PLACE, FOLLOW_UP)
    assert open_steps(almost.when(complete(2)).state) == (PLAN, FOLLOW_UP)


def test_placing_goes_on_while_a_promised_place_has_not_been_started() -> None:
    one_of_two = given(*IN_DELIVERY, started(1, YESTERDAY), completed(1, TODAY))
    assert PLACE in open_steps(one_of_two.state)


def test_a_delivery_ends_with_a_reason_although_places_did_not_come() -> None:
    concluded = given(*IN_DELIVERY).when(CONCLUDE).then(NO_MORE)
    assert open_steps(concluded.state) == (PLAN, FOLLOW_UP)


def test_a_delivery_does_not_end_while_somebody_is_placed() -> None:
    given(*IN_DELIVERY, started(1, TODAY)).when(CONCLUDE).refused("placements_running")


def test_a_delivery_that_is_complete_needs_no_ending() -> None:
    given(*IN_DELIVERY, *BOTH_DONE).when(CONCLUDE).refused("all_placed")


@pytest.mark.parametrize("command", [START, CONCLUDE])
def test_no_place_comes_after_the_delivery_has_ended(command: StartPlacement | ConcludeDelivery) -> None:
    given(*IN_DELIVERY, NO_MORE).when(command).refused("delivery_concluded")


@pytest.mark.parametrize("command", [START, complete(1), CONCLUDE])
def test_placements_belong_to_their_phase(command: Command) -> None:
    given(*IN_COMMITMENT).when(command).refused("wrong_phase")
    given(*IN_DELIVERY, *BOTH_DONE, REPORTED, APPROVED).when(command).refused("wrong_phase")
