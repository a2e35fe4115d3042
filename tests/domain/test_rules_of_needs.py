"""The menu of needs: streams of their own through the same rules' gate, and commitments that answer them."""

from datetime import date

import pytest

from domain.command import Command
from domain.needs import (
    Need,
    NeedRegistered,
    NeedRevised,
    NeedWithdrawn,
    RegisterNeed,
    ReviseNeed,
    WithdrawNeed,
)
from domain.open_steps import open_steps
from domain.process.matching import Matches, MatchNeed, NeedMatched
from domain.process.registration import RegisterContract
from domain.vocabulary import Form, LanguageLevel
from tests.builders import AGREED, IN_COMMITMENT, IN_DELIVERY, IN_EVALUATION, REGISTERED, facts
from tests.domain.any_command import NEED
from tests.domain.test_rules_of_registration_by_hand import BY_HAND
from tests.scenario import given

PERIOD = {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 12, 18)}
WELDERS = RegisterNeed(
    occupation="Svetsare",
    form=Form.WORKPLACE_EDUCATION,
    number=4,
    level=LanguageLevel.B1,
    weeks=8,
    **PERIOD,
)
REGISTERED_NEED = NeedRegistered(**WELDERS.model_dump(exclude={"type", "department"}), department="skola")
WITHDRAW = WithdrawNeed(reason="Kursen ställdes in.")
WITHDRAWN = NeedWithdrawn(reason="Kursen ställdes in.")
MATCH = MatchNeed(commitment=1, need=NEED)


def test_a_need_belongs_to_the_department_of_its_form_unless_another_keeps_it() -> None:
    given().when(WELDERS).then(REGISTERED_NEED)
    kept = given().when(WELDERS.model_copy(update={"department": "jobbcenter"}))
    kept.then(REGISTERED_NEED.model_copy(update={"department": "jobbcenter"}))
    given().when(WELDERS.model_copy(update={"department": "skolan"})).refused("unknown_department")


def test_a_need_has_no_step_and_no_last_day() -> None:
    registered = given().when(WELDERS)
    assert registered.happened == (REGISTERED_NEED,)
    assert open_steps(registered.state) == ()


def test_registering_it_again_changes_nothing() -> None:
    given(REGISTERED_NEED).when(WELDERS).then()


def test_a_need_holds_together() -> None:
    backwards = WELDERS.model_copy(update={"ends_on": date(2026, 8, 31)})
    given().when(backwards).refused("period_backwards")
    given().when(WELDERS.model_copy(update={"form": Form.INTERNSHIP})).refused("weeks_of_apl_only")
    given(REGISTERED_NEED).when(ReviseNeed(ends_on=date(2026, 8, 31))).refused("period_backwards")


def test_only_what_is_told_is_changed() -> None:
    revised = given(REGISTERED_NEED).when(ReviseNeed(number=6))
    revised.then(NeedRevised(**REGISTERED_NEED.model_dump(exclude={"type", "number"}), number=6))
    revised.when(ReviseNeed(number=6)).then()


def test_a_need_is_withdrawn_once_with_a_reason() -> None:
    withdrawn = given(REGISTERED_NEED).when(WITHDRAW)
    withdrawn.then(WITHDRAWN)
    assert withdrawn.state.of(Need).withdrawn
    withdrawn.when(WITHDRAW).refused("need_withdrawn")
    withdrawn.when(ReviseNeed(number=6)).refused("need_withdrawn")


@pytest.mark.parametrize("command", [ReviseNeed(number=6), WITHDRAW])
def test_what_is_on_no_menu_is_unknown(command: Command) -> None:
    given().when(command).refused("unknown_need")
    given(REGISTERED).when(command).refused("unknown_need")


def test_a_need_is_no_contract_and_a_contract_no_need() -> None:
    given(REGISTERED).when(WELDERS).refused("not_a_need")
    given(REGISTERED_NEED).when(RegisterContract(facts=facts())).refused("not_a_contract")
    given(REGISTERED_NEED).when(BY_HAND).refused("not_a_contract")
    given(REGISTERED_NEED).when(MATCH).refused("unknown_contract")


def test_a_commitment_answers_a_need() -> None:
    matched = given(*IN_DELIVERY).when(MATCH)
    matched.then(NeedMatched(commitment=1, need=NEED))
    assert matched.state.of(Matches).needs == {1: NEED}
    matched.when(MATCH).then()
    given(*IN_COMMITMENT, AGREED).when(MATCH).then(NeedMatched(commitment=1, need=NEED))


def test_only_a_commitment_that_stands_answers_a_need() -> None:
    given(*IN_COMMITMENT).when(MATCH).refused("no_commitment")
    given(*IN_DELIVERY).when(MATCH.model_copy(update={"commitment": 7})).refused("unknown_commitment")
    given(*IN_EVALUATION).when(MATCH).refused("no_commitment")


def test_events_in_any_order_can_be_read() -> None:
    assert given(WITHDRAWN, NeedMatched(commitment=1, need=NEED), REGISTERED_NEED).state.version == 3
