"""The installation's policy is adopted, and stays what was adopted: versions as events of one stream."""

from datetime import date
from hashlib import sha256
from typing import Any

from domain.adoption import Adopted, AdoptPolicy, PolicyAdopted
from domain.open_steps import open_steps
from domain.process.registration import RegisterContract
from tests.builders import facts
from tests.scenario import given

TOLD: dict[str, Any] = {
    "version": "karlstad 0123abcd",
    "calendar": "holidays 0.84",
    "red_days": {"Nyårsdagen": (date(2027, 1, 1), date(2100, 1, 1))},
    "text": '# Vår policy\nmunicipality = "Karlstads kommun"\n',
    "reason": "Första starten.",
}
ADOPT = AdoptPolicy(**TOLD, replaces=0)


def adopted(**changed: str) -> PolicyAdopted:
    told = TOLD | changed
    return PolicyAdopted(**told, digest=sha256(told["text"].encode()).hexdigest())


ADOPTED = adopted()
ANOTHER = {"text": 'municipality = "Karlstads kommun"\n', "version": "karlstad ffffffff"}
NEWER_CALENDAR = {"calendar": "holidays 0.90"}


def adopting(**changed: object) -> AdoptPolicy:
    return ADOPT.model_copy(update={"replaces": 1} | changed)


def test_a_policy_is_adopted_to_the_letter_with_the_red_days_of_its_calendar() -> None:
    first = given().when(ADOPT)
    first.then(ADOPTED)
    assert first.state.of(Adopted) == Adopted(1, "karlstad 0123abcd", ADOPTED.digest, "holidays 0.84")


def test_the_same_policy_again_changes_nothing_whoever_looked_at_which() -> None:
    given(ADOPTED).when(ADOPT).then()
    given(ADOPTED).when(adopting()).then()


def test_another_file_or_another_calendar_is_another_policy() -> None:
    for changed in (ANOTHER, NEWER_CALENDAR):
        second = given(ADOPTED).when(adopting(**changed))
        second.then(adopted(**changed))
        assert second.state.of(Adopted).number == 2


def test_what_the_installation_adopted_by_itself_somebody_can_decide_on() -> None:
    by_itself = ADOPTED.model_copy(update={"by_itself": True})
    given(by_itself).when(adopting()).then(ADOPTED)
    given(by_itself).when(adopting(by_itself=True)).then()
    given(ADOPTED).when(adopting(by_itself=True)).then()


def test_of_two_who_looked_at_the_same_policy_the_second_has_to_look_again() -> None:
    first = given(ADOPTED).when(adopting(**ANOTHER))
    first.when(adopting(text="# en annan\n", version="karlstad eeeeeeee")).refused("policy_changed")


def test_the_policys_stream_is_no_contract() -> None:
    given(ADOPTED).when(RegisterContract(facts=facts())).refused("not_a_contract")
    assert open_steps(given(ADOPTED).state) == ()
