"""A contract that no notice tells of, put on record by a person."""

from datetime import date, timedelta
from decimal import Decimal

from domain.facts import Money, Organisation
from domain.open_steps import open_steps
from domain.process.by_hand import RegisterByHand
from domain.process.registration import ContractRegistered
from domain.process.triage import TRIAGE
from tests.builders import POLICY, REGISTERED, TODAY
from tests.scenario import given

ONE = Organisation(name="Nya Städ AB", number="559900-0022", country="SWE")
OTHER = Organisation(name="Rent & Snyggt AB", number="559900-0014", country="SWE")
BY_HAND = RegisterByHand(contract_number="2026-0200", title="Städ", suppliers=(ONE,))


def test_it_is_on_record_with_the_municipality_as_its_buyer_and_waits_for_triage() -> None:
    told = BY_HAND.model_copy(
        update={"suppliers": (ONE, OTHER), "value": Decimal("125000.50"), "cpv": ("90910000",)}
    )
    after = given().when(told)
    [registered] = [event for event in after.happened if isinstance(event, ContractRegistered)]
    facts = registered.facts
    assert facts.buyers == (Organisation(name=POLICY.municipality, country="SWE"),)
    assert (facts.suppliers, facts.cpv) == ((ONE, OTHER), ("90910000",))
    assert facts.value == Money(amount=Decimal("125000.50"), currency="SEK")
    assert open_steps(after.state) == (TRIAGE,)


def test_a_signed_one_is_signed() -> None:
    signed = given().when(BY_HAND.model_copy(update={"signed_on": date(2026, 2, 2)}))
    assert signed.state.signed_on == date(2026, 2, 2)


def test_what_has_not_come_yet_is_not_signed() -> None:
    tomorrow = BY_HAND.model_copy(update={"signed_on": TODAY + timedelta(days=1)})
    given().when(tomorrow).refused("signed_in_the_future")
    today = BY_HAND.model_copy(update={"signed_on": TODAY})
    assert given().when(today).state.signed_on == TODAY


def test_a_wrong_number_or_an_end_before_the_start_is_refused() -> None:
    wrong = ONE.model_copy(update={"number": "559900-0023"})
    given().when(BY_HAND.model_copy(update={"suppliers": (wrong,)})).refused("wrong_organisation_number")
    backwards = {"starts_on": date(2026, 5, 1), "ends_on": date(2026, 4, 30)}
    given().when(BY_HAND.model_copy(update=backwards)).refused("ends_before_start")


def test_what_is_on_record_is_not_put_there_again() -> None:
    given(REGISTERED).when(BY_HAND).refused("registered_already")
