"""Of an open step: whether one of the municipality's has to act, or somebody that they wait for."""

from datetime import date

import pytest

from domain.happened import Happened
from domain.process.appeal import AppealFiled
from domain.process.deficiency import DeficiencyFound
from domain.vocabulary import Party
from domain.waiting import WaitsFor, waits_for
from tests.builders import (
    AWARD_NOTIFIED,
    CONFIRMED,
    HELD,
    IN_AWARD,
    IN_DELIVERY,
    IN_DIALOGUE,
    REPORTED,
    TODAY,
)
from tests.scenario import given

CONFIRMED_BY = dict(zip(Party, CONFIRMED, strict=True))
FOUND = DeficiencyFound(what="Ingen kom.", rectify_by=date(2026, 4, 1))


@pytest.mark.parametrize(
    ("past", "step", "awaited"),
    [
        (IN_AWARD, "standstill", WaitsFor.NOBODY),  # somebody has to say when the award was sent
        ((*IN_AWARD, AWARD_NOTIFIED), "standstill", WaitsFor.TIME),
        ((*IN_AWARD, AWARD_NOTIFIED, AppealFiled(filed_on=TODAY)), "standstill", WaitsFor.COURT),
        (IN_DIALOGUE, "hold", WaitsFor.NOBODY),
        ((*IN_DIALOGUE, HELD), "confirm", WaitsFor.NOBODY),
        ((*IN_DIALOGUE, HELD, CONFIRMED_BY[Party.SUPPLIER]), "confirm", WaitsFor.NOBODY),
        ((*IN_DIALOGUE, HELD, CONFIRMED_BY[Party.MUNICIPALITY]), "confirm", WaitsFor.SUPPLIER),
        (IN_DELIVERY, "follow_up", WaitsFor.SUPPLIER),
        ((*IN_DELIVERY, REPORTED), "follow_up", WaitsFor.NOBODY),
        ((*IN_DIALOGUE, FOUND), "rectify", WaitsFor.SUPPLIER),
    ],
)
def test_who_is_waited_for(past: tuple[Happened, ...], step: str, awaited: WaitsFor) -> None:
    assert waits_for(step, given(*past).state) is awaited
