"""A log that came back shorter than it was sealed says so, once, and only when something is lost."""

from domain.recovery import BeginLogAnew, LogBegunAnew
from tests.scenario import given

LOST = {
    "ended": "insats.example/test",
    "sealed": 120,
    "root": "A" * 43 + "=",
    "kept": 100,
    "reason": "Disken gick sönder.",
}
OF_RECOVERY = (LogBegunAnew.model_validate(LOST),)


def test_what_is_lost_is_told_once() -> None:
    begun = given().when(BeginLogAnew.model_validate(LOST))
    begun.then(LogBegunAnew.model_validate(LOST))
    begun.when(BeginLogAnew.model_validate(LOST)).then()


def test_where_nothing_is_lost_nothing_begins_anew() -> None:
    given().when(BeginLogAnew.model_validate({**LOST, "kept": 120})).refused("nothing_lost")
