"""Who is away and who stands in: from day to day, never in a circle, never more than five in a row."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as drawn, strategies as st

from domain.context import Context
from domain.contract import Contract
from domain.decide import decide
from domain.delegations import (
    MOST_IN_A_ROW,
    Delegate,
    Delegation,
    DelegationGiven,
    Delegations,
    DelegationWithdrawn,
    WithdrawDelegation,
    stands_in,
)
from domain.happened import fold
from domain.needs import RegisterNeed
from domain.policy import Policy
from domain.refusal import Refusal
from domain.vocabulary import Form
from tests.builders import MONDAY_NOON, POLICY, REGISTERED, TODAY
from tests.scenario import given

FIRST, LAST = date(2026, 7, 6), date(2026, 7, 31)
AWAY = Delegate(person="p-01", deputy="p-02", first_day=FIRST, last_day=LAST)
GIVEN = DelegationGiven(delegation=1, person="p-01", deputy="p-02", first_day=FIRST, last_day=LAST)
DAY = timedelta(days=1)


def away(person: str, deputy: str, first: date = FIRST, last: date = LAST) -> Delegate:
    return Delegate(person=person, deputy=deputy, first_day=first, last_day=last)


def test_a_person_is_away_and_another_stands_in() -> None:
    after = given().when(AWAY).then(GIVEN)
    assert after.state.of(Delegations).by_number == {1: GIVEN}


def test_told_again_nothing_happens() -> None:
    given(GIVEN).when(AWAY).then()


def test_it_is_withdrawn_once_and_its_number_is_not_given_again() -> None:
    withdraw = WithdrawDelegation(delegation=1)
    after = given(GIVEN).when(withdraw).then(DelegationWithdrawn(delegation=1))
    assert after.state.of(Delegations).by_number == {}
    after.when(withdraw).then()
    after.when(AWAY).then(GIVEN.model_copy(update={"delegation": 2}))
    given(GIVEN).when(WithdrawDelegation(delegation=2)).refused("unknown_delegation")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (away("p-99", "p-02"), "unknown_person"),
        (away("p-01", "p-99"), "unknown_person"),
        (away("p-01", "p-01"), "deputy_of_oneself"),
        (away("p-01", "p-02", LAST, FIRST), "away_backwards"),
        (away("p-01", "p-02", TODAY - 9 * DAY, TODAY - DAY), "passed_already"),
    ],
)
def test_what_makes_no_sense_is_refused(told: Delegate, code: str) -> None:
    given().when(told).refused(code)


def test_who_is_away_until_today_is_away_today() -> None:
    assert given().when(away("p-01", "p-02", TODAY, TODAY)).refusal == ""


@pytest.mark.parametrize(
    ("first", "last"), [(LAST, LAST + DAY), (FIRST - DAY, FIRST), (FIRST + DAY, LAST - DAY)]
)
def test_nobody_is_away_twice_at_a_time(first: date, last: date) -> None:
    given(GIVEN).when(away("p-01", "p-03", first, last)).refused("away_already")


def test_away_again_afterwards_is_another_time() -> None:
    assert given(GIVEN).when(away("p-01", "p-03", LAST + DAY, LAST + 9 * DAY)).refusal == ""


def test_two_do_not_stand_in_for_each_other_on_any_day() -> None:
    given(GIVEN).when(away("p-02", "p-01", LAST, LAST + 9 * DAY)).refused("deputies_in_a_circle")
    given(GIVEN).when(away("p-02", "p-01", FIRST - 9 * DAY, FIRST)).refused("deputies_in_a_circle")
    assert given(GIVEN).when(away("p-02", "p-01", LAST + DAY, LAST + 9 * DAY)).refusal == ""


def test_nor_do_three() -> None:
    two = given(GIVEN).when(away("p-02", "p-03"))
    two.when(away("p-03", "p-01")).refused("deputies_in_a_circle")
    assert two.when(away("p-03", "p-04")).refusal == ""


def many(number: int) -> Policy:
    people = tuple(POLICY.people[0].model_copy(update={"id": f"q-{n}"}) for n in range(number))
    return POLICY.model_copy(update={"people": people})


def in_a_row(numbers: list[int], number: int = 9) -> Contract:
    """Each of them away, with the next one standing in. Raises Refusal."""
    state, context = Contract(), Context(MONDAY_NOON, TODAY, many(number))
    for n in numbers:
        state = fold(state, decide(state, away(f"q-{n}", f"q-{n + 1}"), context))
    return state


@pytest.mark.parametrize("order", [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 4, 1, 3]])
def test_five_may_stand_in_for_one_another_in_a_row_and_no_more(order: list[int]) -> None:
    standing = in_a_row(order).of(Delegations).by_number.values()
    assert stands_in("q-0", FIRST, standing) == f"q-{MOST_IN_A_ROW}"
    with pytest.raises(Refusal) as refused:
        in_a_row([*order, 5])
    assert refused.value.code == "too_many_deputies"
    with pytest.raises(Refusal) as refused:
        in_a_row([*(n + 1 for n in order), 0])
    assert refused.value.code == "too_many_deputies"


def test_away_is_from_the_first_day_to_the_last() -> None:
    days = (FIRST - DAY, FIRST, LAST, LAST + DAY)
    assert [stands_in("p-01", day, [GIVEN]) for day in days] == ["p-01", "p-02", "p-02", "p-01"]


def test_a_circle_that_is_there_anyhow_leads_to_nobody_and_ends() -> None:
    back = Delegation(person="p-02", deputy="p-01", first_day=FIRST, last_day=LAST)
    assert stands_in("p-01", FIRST, [GIVEN, back]) is None


def test_a_contract_and_a_need_are_no_list_of_who_is_away() -> None:
    given(REGISTERED).when(AWAY).refused("not_delegations")
    given(REGISTERED).when(WithdrawDelegation(delegation=1)).refused("not_delegations")
    need = RegisterNeed(occupation="Städare", form=Form.INTERNSHIP, number=3, starts_on=FIRST, ends_on=LAST)
    given().when(need).when(AWAY).refused("not_delegations")


PEOPLE = [person.id for person in POLICY.people]
TELLING = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.integers(0, 40), st.integers(0, 20))


@drawn(st.lists(TELLING, max_size=14), st.integers(0, 70))
def test_whatever_is_told_every_notice_leads_to_somebody_who_is_here(
    told: list[tuple[str, str, int, int]], ahead: int
) -> None:
    state, context = Contract(), Context(datetime(2026, 3, 2, 11, tzinfo=UTC), TODAY, POLICY)
    for person, deputy, first, days in told:
        first_day = TODAY + first * DAY
        try:
            events = decide(state, away(person, deputy, first_day, first_day + days * DAY), context)
        except Refusal:
            continue
        state = fold(state, events)
    standing: Mapping[int, Delegation] = state.of(Delegations).by_number
    day = TODAY + ahead * DAY
    here = {each.id for each in POLICY.people} - {
        each.person for each in standing.values() if each.holds(day)
    }
    for person in PEOPLE:
        assert stands_in(person, day, standing.values()) in here
