"""A commitment changed by agreement, counted in weeks or months, and the last day that follows it."""

from datetime import date, timedelta

import pytest

from domain.command import Command
from domain.passing_time import LetTimePass
from domain.process.commitment import CommitmentAgreed, ConcludeCommitments, WithdrawCommitment
from domain.process.correction import StrikeEntry
from domain.process.placement import PLACE
from domain.process.revising import CommitmentRevised, ReviseCommitment
from domain.process.support import PromiseSupport
from domain.process.suspension import SuspendContract
from domain.process.workplace_education import PlanWorkplaceEducation
from domain.step_events import DeadlineSet
from domain.vocabulary import Form, TargetGroup, Unit
from tests.builders import (
    AGREE_COMMITMENT,
    AGREED,
    CONCLUDED,
    IN_COMMITMENT,
    IN_DELIVERY,
    IN_DIALOGUE,
    IN_EVALUATION,
    MONDAY_NOON,
    TODAY,
    started,
)
from tests.scenario import Scenario, given

SUPPORT = PromiseSupport(commitment=1, what="Handledning.", by=TODAY)
WHY = "Uppdraget blev större."
MORE = ReviseCommitment(commitment=1, places=3, reason=WHY)
LATER = date(2026, 12, 31)
IN_MONTHS = AGREE_COMMITMENT.model_copy(update={"quantity": 6, "unit": Unit.FULL_TIME_MONTHS})
WELDERS = PlanWorkplaceEducation(occupation="Svetsare", places=2, starts_on=date(2026, 9, 7), weeks=8)


def revised(**changed: object) -> CommitmentRevised:
    told = {name: getattr(AGREED, name) for name in CommitmentRevised.model_fields if hasattr(AGREED, name)}
    told |= {"type": "CommitmentRevised", "reason": WHY, "changed": tuple(changed)}
    return CommitmentRevised(**(told | changed))


def last_days(scenario: Scenario) -> list[date]:
    return [
        event.due for event in scenario.happened if isinstance(event, DeadlineSet) and event.step == PLACE
    ]


def placing() -> Scenario:
    """Given a delivery whose last day has been set by the promise's period."""
    return given(*IN_COMMITMENT).when(AGREE_COMMITMENT).when(ConcludeCommitments())


def test_only_what_is_told_is_changed() -> None:
    given(*IN_DELIVERY).when(MORE).then(revised(places=3))
    given(*IN_COMMITMENT, AGREED).when(MORE).then(revised(places=3))


def test_a_change_that_is_struck_does_not_stay_with_a_later_one() -> None:
    more = given(*IN_DELIVERY).when(MORE)
    longer = more.when(ReviseCommitment(commitment=1, ends_on=LATER, reason=WHY))
    struck = longer.when(StrikeEntry(entry=len(IN_DELIVERY) + 1, reason="Fel avtal."))
    assert (struck.state.commitments[1].places, struck.state.commitments[1].ends_on) == (2, LATER)


def test_a_change_of_long_ago_told_the_whole_commitment() -> None:
    old = revised(places=3).model_copy(update={"changed": ()})
    assert given(*IN_DELIVERY, old).state.commitments[1].places == 3


def test_a_change_that_changes_nothing_is_none() -> None:
    given(*IN_DELIVERY).when(ReviseCommitment(commitment=1, places=2, reason=WHY)).then()


def test_a_promise_of_months_becomes_one_of_places_again() -> None:
    in_months = given(*IN_COMMITMENT).when(IN_MONTHS)
    back = in_months.when(ReviseCommitment(commitment=1, unit=Unit.PLACES, reason=WHY))
    back.then(revised(quantity=None, unit=Unit.PLACES))


def test_a_changed_promise_holds_together_as_a_new_one_does() -> None:
    backwards = ReviseCommitment(commitment=1, ends_on=date(2026, 3, 31), reason=WHY)
    given(*IN_DELIVERY).when(backwards).refused("period_backwards")
    in_weeks = ReviseCommitment(commitment=1, unit=Unit.WEEKS, reason=WHY)
    given(*IN_DELIVERY).when(in_weeks).refused("quantity_missing")


def test_no_fewer_places_are_promised_than_have_been_started() -> None:
    fewer = ReviseCommitment(commitment=1, places=1, reason=WHY)
    given(*IN_DELIVERY, started(1, TODAY), started(2, TODAY)).when(fewer).refused("fewer_than_started")
    assert given(*IN_DELIVERY, started(1, TODAY)).when(fewer).refusal == ""


def test_a_commitment_that_is_not_there_is_not_changed() -> None:
    given(*IN_COMMITMENT).when(MORE).refused("no_commitment")
    given(*IN_DELIVERY).when(MORE.model_copy(update={"commitment": 7})).refused("unknown_commitment")
    given(*IN_EVALUATION).when(MORE).refused("no_commitment")


@pytest.mark.parametrize(("places", "quantity"), [(2, None), (2, 2)])
def test_of_mere_places_the_amount_is_their_number(places: int, quantity: int | None) -> None:
    told = AGREE_COMMITMENT.model_copy(update={"places": places, "quantity": quantity})
    assert given(*IN_COMMITMENT).when(told).refusal == ""
    given(*IN_COMMITMENT).when(told.model_copy(update={"quantity": 3})).refused("quantity_of_places")


def test_months_of_full_time_are_promised_with_their_amount_and_for_a_group() -> None:
    told = IN_MONTHS.model_copy(update={"target_group": TargetGroup.YOUNG})
    given(*IN_COMMITMENT).when(told).then(
        AGREED.model_copy(
            update={"quantity": 6, "unit": Unit.FULL_TIME_MONTHS, "target_group": TargetGroup.YOUNG}
        )
    )
    given(*IN_COMMITMENT).when(told.model_copy(update={"quantity": None})).refused("quantity_missing")


def test_an_agreement_of_long_ago_was_of_places_for_anyone() -> None:
    told = AGREED.model_dump(mode="json", include=set(CommitmentAgreed.model_fields) - {"quantity", "unit"})
    told.pop("target_group")
    told.pop("occupation")
    assert CommitmentAgreed.model_validate(told) == AGREED


def test_a_need_to_recruit_becomes_workplace_based_education_with_the_schools() -> None:
    given(*IN_COMMITMENT).when(WELDERS).then(
        CommitmentAgreed(
            commitment=1,
            form=Form.WORKPLACE_EDUCATION,
            places=2,
            quantity=16,
            unit=Unit.WEEKS,
            starts_on=date(2026, 9, 7),
            ends_on=date(2026, 11, 1),
            departments=("skola",),
            occupation="Svetsare",
        )
    )


def test_workplace_based_education_lasts_no_longer_than_the_contract() -> None:
    late = WELDERS.model_copy(update={"starts_on": date(2028, 1, 10)})
    given(*IN_COMMITMENT).when(late).refused("beyond_contract")
    given(*IN_DIALOGUE).when(WELDERS).refused("wrong_phase")


def test_more_may_be_promised_while_places_are_filled() -> None:
    """A further dialogue leads to more; the phase of the commitments is not opened again."""
    more = placing().when(AGREE_COMMITMENT)
    more.then(AGREED.model_copy(update={"commitment": 2}))
    more.when(WELDERS)
    assert more.state.commitments_concluded


def test_the_last_day_follows_the_promise_it_counts_from() -> None:
    longer = placing().when(ReviseCommitment(commitment=1, ends_on=LATER, reason=WHY))
    assert last_days(longer) == [date(2027, 1, 4)]  # New Year's Eve and the days after it are off
    assert longer.state.deadlines[PLACE].plan.due == date(2027, 1, 4)
    second = longer.when(AGREE_COMMITMENT)
    assert last_days(second) == []
    assert last_days(second.when(WithdrawCommitment(commitment=1, reason=WHY))) == [date(2026, 9, 30)]


def test_a_last_day_that_was_missed_stays_so_and_a_later_one_is_set_beside_it() -> None:
    after = MONDAY_NOON + timedelta(days=250)
    missed = placing().at(after).when(LetTimePass())
    revised = missed.when(ReviseCommitment(commitment=1, ends_on=LATER, reason=WHY))
    assert last_days(revised) == [date(2027, 1, 4)]
    assert revised.state.deadlines[PLACE].plan.missed_before == (date(2026, 9, 30),)


def test_a_changed_number_of_places_moves_no_last_day() -> None:
    assert last_days(placing().when(MORE)) == []


@pytest.mark.parametrize("command", [AGREE_COMMITMENT, WELDERS, SUPPORT])
def test_nothing_is_promised_while_the_contract_is_suspended(command: Command) -> None:
    suspended = placing().when(SuspendContract(suspended_on=TODAY, reason="Force majeure."))
    suspended.when(command).refused("contract_suspended")
    before = given(*IN_COMMITMENT, AGREED).when(SuspendContract(suspended_on=TODAY, reason="Force majeure."))
    before.when(command).refused("contract_suspended")


def test_events_in_any_order_can_be_read() -> None:
    assert given(revised(places=3), CONCLUDED).state.commitments == {}
