"""Registration and triage: on record once, and one decision about the clause."""

from datetime import date
from typing import Literal

import pytest

from domain.facts import ContractFacts, Organisation, Source, StepLimit, TimeLimit
from domain.open_steps import open_steps
from domain.process.award import STANDSTILL
from domain.process.correction import StrikeEntry
from domain.process.dialogue import HOLD, INVITE
from domain.process.ending import StrikeOff
from domain.process.evaluation import ContractClosed
from domain.process.registration import (
    ConfirmSupplierContact,
    ContractRegistered,
    DetailsSupplied,
    RegisterContract,
    RemoveSupplierContact,
    SupplierContactConfirmed,
    SupplierContactRemoved,
    SupplyDetails,
)
from domain.process.triage import TRIAGE, ClauseTriaged, TriageClause
from domain.step_events import StepOpened
from domain.vocabulary import Clause, TimeUnit
from tests.builders import CLOSED, ENDS_ON, IN_AWARD, REGISTERED, TODAY, facts
from tests.scenario import given

NO_CLAUSE = TriageClause(clause=Clause.NONE, reason="Varuköp under fyra månader.")
DIALOGUE = TriageClause(clause=Clause.DIALOGUE)
WITHOUT_CLAUSE = (
    REGISTERED,
    ClauseTriaged(clause=Clause.NONE, reason="Varuköp under fyra månader."),
    ContractClosed(),
)


def test_a_contract_is_put_on_record() -> None:
    given().when(RegisterContract(facts=facts())).then(REGISTERED)


def test_registering_it_again_changes_nothing() -> None:
    given(REGISTERED).when(RegisterContract(facts=facts())).then()


def test_a_registered_contract_waits_for_triage() -> None:
    after = given().when(RegisterContract(facts=facts()))
    assert StepOpened(step=TRIAGE, departments=("klk",)) in after.happened


def test_what_the_notice_lacked_is_supplied() -> None:
    told = facts().model_copy(update={"diarienummer": "KS 2026/0117"})
    given(REGISTERED).when(SupplyDetails(diarienummer="KS 2026/0117")).then(
        DetailsSupplied(facts=told, changed=("diarienummer",))
    )


def test_details_told_before_others_that_are_struck_stay_alone() -> None:
    later = date(2029, 2, 28)
    longer = (
        given(REGISTERED).when(SupplyDetails(ends_on=later)).when(SupplyDetails(diarienummer="KS 2026/0117"))
    )
    struck = longer.when(StrikeEntry(entry=2, reason="Fel avtal.")).state.facts
    assert struck == facts().model_copy(update={"diarienummer": "KS 2026/0117"})


def test_details_of_long_ago_told_all_the_facts() -> None:
    told = facts().model_copy(update={"diarienummer": "KS 2026/0117"})
    assert given(REGISTERED, DetailsSupplied(facts=told)).state.facts == told


def test_supplying_what_is_known_changes_nothing() -> None:
    given(REGISTERED).when(SupplyDetails(ends_on=ENDS_ON)).then()


def test_a_contract_cannot_end_before_it_starts() -> None:
    given(REGISTERED).when(SupplyDetails(starts_on=date(2029, 1, 1))).refused("ends_before_start")
    given(SIGNED_LAST_SUMMER).when(SupplyDetails(ends_on=date(2025, 6, 1))).refused("ends_before_start")


def test_a_contract_may_last_a_single_day() -> None:
    assert given(REGISTERED).when(SupplyDetails(starts_on=ENDS_ON)).refusal == ""


def test_nothing_is_supplied_to_a_closed_contract() -> None:
    given(*CLOSED).when(SupplyDetails(contract_number="1")).refused("contract_closed")


def supplied_by(number: str, country: str, kind: Literal["manual", "eforms"] = "manual") -> ContractFacts:
    supplier = Organisation(name="Rent & Snyggt AB", number=number, country=country)
    return facts().model_copy(update={"suppliers": (supplier,), "source": Source(kind=kind)})


WRONG = [
    ("559900-0017", "SWE"),
    ("5599000017", ""),
    ("551900-0017", "SWE"),
    ("5599", "SWE"),
    ("001900-0017", ""),
]


@pytest.mark.parametrize(("number", "country"), WRONG)
def test_a_person_gives_the_right_number_of_a_swedish_organisation(number: str, country: str) -> None:
    told = supplied_by(number, country)
    given().when(RegisterContract(facts=told)).refused("wrong_organisation_number")
    given(REGISTERED).when(SupplyDetails(suppliers=told.suppliers)).refused("wrong_organisation_number")


def test_the_buyer_has_a_right_number_too() -> None:
    told = facts().model_copy(update={"buyers": supplied_by("559900-0017", "SWE").suppliers})
    given().when(RegisterContract(facts=told)).refused("wrong_organisation_number")


@pytest.mark.parametrize(
    ("number", "country"),
    [("559900-0014", "SWE"), ("165599000014", ""), ("", "SWE"), ("1234", ""), ("12", "NOR")],
)
def test_a_right_number_a_foreign_one_or_none_is_taken(number: str, country: str) -> None:
    told = supplied_by(number, country)
    assert given().when(RegisterContract(facts=told)).refusal == ""
    assert given(REGISTERED).when(SupplyDetails(suppliers=told.suppliers)).refusal == ""


def test_a_published_notice_is_taken_at_its_word() -> None:
    assert given().when(RegisterContract(facts=supplied_by("559900-0017", "SWE", "eforms"))).refusal == ""


@pytest.mark.parametrize("clause", [Clause.DIALOGUE, Clause.EMPLOYMENT, Clause.BONUS])
def test_a_clause_leads_to_the_award(clause: Clause) -> None:
    after = given(REGISTERED).when(TriageClause(clause=clause)).then(ClauseTriaged(clause=clause))
    assert open_steps(after.state) == (STANDSTILL,)


def test_a_signed_contract_goes_straight_to_the_dialogue() -> None:
    signed = ContractRegistered(facts=facts(signed_on=TODAY))
    assert open_steps(given(signed).when(DIALOGUE).state) == (INVITE, HOLD)


def test_a_decided_clause_stands() -> None:
    given(*IN_AWARD).when(NO_CLAUSE).refused("already_triaged")


def test_no_clause_needs_a_reason() -> None:
    given(REGISTERED).when(TriageClause(clause=Clause.NONE)).refused("no_clause_needs_reason")


def test_no_clause_closes_the_contract() -> None:
    given(REGISTERED).when(NO_CLAUSE).then(*WITHOUT_CLAUSE[1:])


def test_no_clause_said_again_changes_nothing() -> None:
    given(*WITHOUT_CLAUSE).when(NO_CLAUSE).then()


def test_no_clause_can_be_taken_back() -> None:
    after = given(*WITHOUT_CLAUSE).when(DIALOGUE).then(ClauseTriaged(clause=Clause.DIALOGUE))
    assert open_steps(after.state) == (STANDSTILL,)


SIGNED_LAST_SUMMER = ContractRegistered(facts=facts(signed_on=date(2025, 6, 2)))


def test_what_is_struck_off_is_not_decided_about() -> None:
    struck_off = given(REGISTERED).when(StrikeOff(reason="Dubbelt."))
    struck_off.when(TriageClause(clause=Clause.DIALOGUE)).refused("contract_closed")


def test_a_contract_signed_before_today_needs_a_day_to_count_from() -> None:
    given(SIGNED_LAST_SUMMER).when(DIALOGUE).refused("count_from_missing")


def test_time_limits_cannot_count_from_before_the_signing() -> None:
    too_early = TriageClause(clause=Clause.DIALOGUE, count_from=date(2025, 6, 1))
    given(SIGNED_LAST_SUMMER).when(too_early).refused("count_from_before_signing")


def test_time_limits_count_from_the_day_that_was_told() -> None:
    told = TriageClause(clause=Clause.DIALOGUE, count_from=TODAY)
    given(SIGNED_LAST_SUMMER).when(told).then(ClauseTriaged(clause=Clause.DIALOGUE, count_from=TODAY))


@pytest.mark.parametrize("step", [TRIAGE, STANDSTILL])
def test_a_clause_sets_no_time_limit_for_what_the_law_or_nobody_limits(step: str) -> None:
    limit = StepLimit(step=step, limit=TimeLimit(number=5, unit=TimeUnit.DAYS))
    given(REGISTERED).when(TriageClause(clause=Clause.BONUS, time_limits=(limit,))).refused(
        "no_limit_for_step"
    )


def test_a_supplier_contact_is_confirmed_and_numbered() -> None:
    contact = ConfirmSupplierContact(name="Kim Exempel", address="kim@leverantor.example")
    first = SupplierContactConfirmed(contact=1, name="Kim Exempel", address="kim@leverantor.example")
    again = given(REGISTERED).when(contact).then(first).when(contact)
    again.then(first.model_copy(update={"contact": 2}))


def test_a_contact_is_removed_and_its_number_is_not_given_again() -> None:
    contact = ConfirmSupplierContact(name="Kim Exempel", address="kim@leverantor.example")
    removed = given(REGISTERED).when(contact).when(RemoveSupplierContact(contact=1))
    removed.then(SupplierContactRemoved(contact=1))
    assert removed.when(contact).state.contacts == {2}
    removed.when(RemoveSupplierContact(contact=1)).refused("no_contact")
    given(REGISTERED).when(contact).when(RemoveSupplierContact(contact=2)).refused("unknown_contact")
