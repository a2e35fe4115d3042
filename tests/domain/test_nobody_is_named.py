"""No text in any command holds the number of a person; what only looks a little like one is let through.

The numbers are made up: birth numbers from 980 on are kept for testing and given to nobody.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as for_any, settings, strategies as st

from domain.command import Command
from domain.commands import PEOPLES
from domain.facts import Organisation
from domain.guards import must_name_nobody
from domain.numbers import check_digit_is_right, holds_a_persons_number, is_an_organisations
from domain.process.evaluation import EvaluateContract
from domain.process.registration import RegisterContract
from domain.process.undeliverable import ReportUndeliverable
from domain.refusal import Refusal
from tests.builders import IN_EVALUATION, TODAY, facts
from tests.domain.any_command import ADDRESS, FREE_TEXT, LINE, any_of, days_around
from tests.scenario import given

NOBODYS = "20000101-9801"


def with_check_digit(nine: str) -> str:
    return next(nine + digit for digit in "0123456789" if check_digit_is_right(nine + digit))


def number_of(born: date, of_birth: int, added: int = 0) -> str:
    """Ten digits; `added` to the day: 60 in a samordningsnummer."""
    return with_check_digit(f"{born:%y%m}{born.day + added:02}{of_birth:03}")


def written(number: str, century: str, between: str) -> str:
    return f"{century}{number[:6]}{between}{number[6:]}"


PERSONS = st.builds(
    number_of, st.dates(date(1920, 1, 1), TODAY), st.integers(980, 999), st.sampled_from((0, 60))
)
WAYS = ("", "-", "+", " ", "–", " - ", "\u00a0")
ORGANISATIONS = st.builds(
    lambda first, third, rest: with_check_digit(f"{first:02}{third}{rest:06}"),
    st.integers(10, 99),
    st.integers(2, 9),
    st.integers(0, 999_999),
)
AROUND = st.sampled_from(("", "Kim ", "(", "pnr:", "a", "1 ", ", ", "\n"))


@for_any(PERSONS, st.sampled_from(("", "19", "20")), st.sampled_from(WAYS), AROUND, AROUND)
def test_a_persons_number_is_found_however_it_is_written(
    number: str, century: str, between: str, before: str, after: str
) -> None:
    assert holds_a_persons_number(before + written(number, century, between) + after[::-1])


@for_any(PERSONS, st.integers(1, 9), st.sampled_from(WAYS))
def test_a_number_with_a_wrong_check_digit_is_nobodys(number: str, wrong: int, between: str) -> None:
    told = number[:9] + str((int(number[9]) + wrong) % 10)
    assert not holds_a_persons_number(written(told, "", between))


@for_any(st.integers(0, 99), st.integers(13, 19), st.integers(0, 999_999), st.sampled_from(WAYS))
def test_what_has_no_day_of_birth_is_nobodys(year: int, month: int, rest: int, between: str) -> None:
    told = with_check_digit(f"{year:02}{month}{rest:06}"[:9])
    assert not holds_a_persons_number(written(told, "", between))


@for_any(ORGANISATIONS, st.sampled_from(("", "16")), st.sampled_from(("", "-", " ")))
def test_an_organisation_number_is_nobodys(number: str, prefix: str, between: str) -> None:
    assert not holds_a_persons_number(written(number, prefix, between))
    assert between == " " or is_an_organisations(written(number, prefix, between))


@for_any(PERSONS, st.from_regex(r"\A[1-9]{1,8}\Z"))
def test_a_longer_run_of_digits_is_nobodys(number: str, more: str) -> None:
    """A century makes it twelve digits, and those are looked at."""
    if len(more) != 2:
        assert not holds_a_persons_number(more + number)
    assert not holds_a_persons_number(number + more)
    assert not holds_a_persons_number(f"{number[:6]}-{number[6:]}{more}")


@settings(max_examples=30)
@for_any(st.uuids(), PERSONS, st.sampled_from(WAYS))
def test_a_persons_number_beside_a_uuid_is_found(name: UUID, number: str, between: str) -> None:
    assert holds_a_persons_number(f"{name} {written(number, '', between)}")
    assert holds_a_persons_number(f"{written(number, '', between)}, {name}")


@pytest.mark.parametrize(
    "text",
    [
        "Ring 070-123 45 67, eller 054-540 00 00.",
        "+46701234567",
        "Avtal 2026-0117, dnr KS 2026/0117",
        "90910000-9",
        "00999901-2026",
        "2026-03-02 14.30",
        "6b1f3f0e-9d0c-5c60-9d53-0c6f0f2c7b11",
        "c9a3d98f-d6a3-4de4-89e9-1404216481d3-01",  # 21 April 2014, and the right check digit
        "https://exempel.se/1A840965-1802-4779-990B-6EE932E2F995.pdf",  # 5 September 1984, likewise
        "Bankgiro 5050-1055, 1 250 000,50 kr",
        "212000-9903",
    ],
)
def test_what_stands_in_contracts_every_day_is_let_through(text: str) -> None:
    assert not holds_a_persons_number(text)


def test_the_refusal_does_not_repeat_the_number() -> None:
    with pytest.raises(Refusal) as refused:
        must_name_nobody(EvaluateContract(assessment=f"Bra, särskilt {NOBODYS}."))
    assert refused.value.params == {}
    assert "2000" not in str(refused.value)


def test_a_text_about_nobody_is_kept() -> None:
    after = given(*IN_EVALUATION).when(EvaluateContract(assessment="Bra. Se Jobbcenters ärende JC-1207."))
    assert after.refusal == ""


TEXTS = {FREE_TEXT, LINE, ADDRESS}


def with_a_number(told: Any) -> Iterator[Any]:
    """What was told, once for each text in it, with a number in that text."""
    match told:
        case str():
            if told in TEXTS:
                yield f"{NOBODYS}.{told}"
        case dict():
            for name, value in told.items():
                yield from (told | {name: other} for other in with_a_number(value))
        case list():
            for place, value in enumerate(told):
                yield from ([*told[:place], other, *told[place + 1 :]] for other in with_a_number(value))


EVERY: tuple[type[Command], ...] = (*PEOPLES, ReportUndeliverable)
WITH_TEXTS = [command for command in EVERY if "maxLength" in json.dumps(command.model_json_schema())]


@pytest.mark.parametrize("command", WITH_TEXTS, ids=lambda command: command.__name__)
def test_no_text_of_any_command_may_hold_a_persons_number(command: type[Command]) -> None:
    @settings(max_examples=10)
    @for_any(any_of(command, days_around(TODAY)))
    def every_text(told: Command) -> None:
        for filled in with_a_number(told.model_dump(mode="json")):
            with pytest.raises(Refusal) as refused:
                must_name_nobody(command.model_validate(filled))
            assert refused.value.code == "personal_number"

    every_text()


def test_nor_may_a_registered_contract() -> None:
    for field in ("title", "contract_number", "diarienummer", "procurement_title"):
        told = facts().model_copy(update={field: f"Lokalvård {NOBODYS}"})
        given().when(RegisterContract(facts=told)).refused("personal_number")


def test_the_name_of_an_organisation_is_a_text_like_any_other() -> None:
    named = facts().model_copy(update={"suppliers": (Organisation(name=f"Firma {NOBODYS}"),)})
    given().when(RegisterContract(facts=named)).refused("personal_number")


def test_the_number_of_a_foreign_organisation_may_look_like_anything() -> None:
    foreign = facts().model_copy(
        update={"suppliers": (Organisation(name="Firma", number="0001019801", country="POL"),)}
    )
    assert given().when(RegisterContract(facts=foreign)).refusal == ""
