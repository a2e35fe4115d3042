"""Numbers and words that stand for something: which contract, a person, a duration, a refusal's sentence."""

from datetime import date, time, timedelta
from uuid import UUID

import pytest

from domain.contract import Contract
from domain.counting import Service, counts
from domain.events import EVENT
from domain.facts import Lot, Source
from domain.identity import contract_id_of
from domain.numbers import holds_a_persons_number, is_shaped_like_a_persons
from domain.process.option import TakeOption
from domain.process.planning import ScheduleDialogue
from domain.process.registration import ContractRegistered
from domain.refusal import Refusal
from domain.step_events import DeadlineMissed
from tests.builders import (
    AGREED,
    IN_DELIVERY,
    POLICY,
    REGISTERED,
    SIGNED_ON,
    TODAY,
    facts,
)
from tests.domain.test_nobody_is_named import with_check_digit
from tests.scenario import given

READ = facts().model_copy(
    update={
        "source": Source(kind="eforms", procedure_id="p-1", contract_ref="CON-0001"),
        "lots": (Lot(id="LOT-2"), Lot(id="LOT-1")),
    }
)


def test_a_contract_read_twice_is_the_same_contract() -> None:
    """The id is kept for ever: another way to make it would import every contract once more."""
    assert contract_id_of(READ) == UUID("b2a20153-7f91-5098-a432-5221e1874ebd")


@pytest.mark.parametrize(
    "other",
    [
        {"source": READ.source.model_copy(update={"procedure_id": "p-2"})},
        {"source": READ.source.model_copy(update={"contract_ref": "CON-0002"})},
        {"contract_number": "2026-0118"},
        {"lots": (Lot(id="LOT-1"),)},
    ],
)
def test_a_contract_that_differs_in_any_of_these_is_another(other: dict[str, object]) -> None:
    assert contract_id_of(READ.model_copy(update=other)) != contract_id_of(READ)


def test_in_which_order_lots_are_told_does_not_matter() -> None:
    turned = READ.model_copy(update={"lots": READ.lots[::-1]})
    assert contract_id_of(turned) == contract_id_of(READ)


def test_a_contract_that_is_not_registered_has_no_number() -> None:
    assert Contract().number == ""
    assert given(REGISTERED).state.number == "2026-0117"


@pytest.mark.parametrize(
    ("number", "persons"),
    [
        ("850101-1234", True),
        ("19850101-1234", True),
        ("851201-1234", True),
        ("851301-1234", False),
        ("850001-1234", False),
        ("852001-1234", False),  # an organisation's has at least 20 where a person's has a month
        ("556003-1234", False),
        ("avtal 850101-1234", False),
    ],
)
def test_a_persons_number_has_a_month_where_an_organisations_has_none(number: str, persons: bool) -> None:
    assert is_shaped_like_a_persons(number) is persons


@pytest.mark.parametrize(("born", "found"), [("000229", True), ("040229", True), ("010229", False)])
def test_a_leap_day_is_a_day_of_birth_in_leap_years_only(born: str, found: bool) -> None:
    assert holds_a_persons_number(with_check_digit(born + "980")) is found


def test_a_duration_is_stored_in_whole_microseconds() -> None:
    missed = DeadlineMissed(step="hold", due=TODAY, noticed_late_by=timedelta(hours=1, microseconds=3))
    assert '"noticed_late_by":3600000003' in EVENT.dump_json(missed).decode()
    assert EVENT.validate_json(EVENT.dump_json(missed)) == missed


def test_a_refusal_reads_as_its_sentence_filled_in() -> None:
    assert str(Refusal("late", "It is {day}.", day=TODAY)) == "It is 2026-03-02."


def test_a_time_of_day_is_told_to_the_minute() -> None:
    told = ScheduleDialogue(on=TODAY, starts_at=time(13, 5, 30, 500), minutes=60)
    assert told.starts_at == time(13, 5)


def test_the_last_days_of_a_promise_count_in_full() -> None:
    """Begun three days before its end, all that was left of it was served."""
    begun = AGREED.ends_on - timedelta(days=2)
    assert counts(AGREED, Service(begun, AGREED.ends_on, freed=False), POLICY.counting)
    late = AGREED.ends_on + timedelta(days=1)
    assert not counts(AGREED, Service(late, late, freed=False), POLICY.counting)


OPEN_ENDED = ContractRegistered(facts=facts().model_copy(update={"ends_on": None}))
FROM_MAY = ContractRegistered(
    facts=facts().model_copy(update={"ends_on": None, "starts_on": date(2026, 5, 4)})
)
AFTERWARDS = IN_DELIVERY[1:]


def test_an_option_ends_no_contract_before_it_starts() -> None:
    for registered, first in ((OPEN_ENDED, SIGNED_ON), (FROM_MAY, date(2026, 5, 4))):
        contract = given(registered, *AFTERWARDS)
        assert contract.when(TakeOption(ends_on=first)).refusal == ""
        contract.when(TakeOption(ends_on=first - timedelta(days=1))).refused("ends_before_start")


def test_an_option_leaves_the_first_day_as_it_is() -> None:
    longer = given(FROM_MAY, *AFTERWARDS).when(TakeOption(ends_on=date(2029, 1, 1)))
    assert longer.state.facts
    assert longer.state.facts.starts_on == date(2026, 5, 4)
