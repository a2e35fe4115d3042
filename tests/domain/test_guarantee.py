"""Every last day ends in exactly one way, and every miss climbs its rungs: what does not fit is found."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.derivation import Derivation
from domain.facts import TimeLimit
from domain.guarantee import Breach, breaches, lateness
from domain.happened import Happened
from domain.process.correction import EntryStruck
from domain.process.dialogue import HOLD, INVITE
from domain.process.ending import StrikeOff
from domain.process.suspension import DeadlinePaused, SuspendContract
from domain.step_events import (
    DeadlineMet,
    DeadlineMissed,
    DeadlineMoved,
    DeadlineSet,
    DeadlineWaived,
    DoneAfterDeadline,
    MissWithdrawn,
    StepEscalated,
    StepOpened,
    StepReminded,
)
from domain.vocabulary import TimeUnit
from tests.builders import AWAITING_SIGNATURE, HELD, SIGN_CONTRACT
from tests.scenario import given

DUE = date(2026, 3, 30)
AT = datetime(2026, 3, 31, 6, tzinfo=UTC)
OPENED = StepOpened(step=HOLD, departments=("klk",))
SET = DeadlineSet(step=HOLD, due=DUE, derivation=Derivation(lines=(), policy="p", calendar="c"))
SET_LATER = SET.model_copy(update={"missed_before": (DUE,)})
MET = DeadlineMet(step=HOLD, done_on=DUE)
MOVED = DeadlineMoved(step=HOLD, was=DUE)
PAUSED = DeadlinePaused(step=HOLD, unused=TimeLimit(number=3, unit=TimeUnit.DAYS))
WAIVED = DeadlineWaived(step=HOLD)
MISSED = DeadlineMissed(step=HOLD, due=DUE, noticed_late_by=timedelta())
LATE = DoneAfterDeadline(step=HOLD, done_on=DUE)
WITHDRAWN = MissWithdrawn(step=HOLD, done_on=DUE)
REMINDED = StepReminded(step=HOLD, number=1, planned_at=AT)


def rung(number: int, late_by: timedelta = timedelta()) -> StepEscalated:
    return StepEscalated(step=HOLD, rung=number, recipients=("coordinator",), planned_at=AT, late_by=late_by)


@pytest.mark.parametrize(
    "past",
    [
        (OPENED, SET, REMINDED, MET),
        (SET, MOVED, SET, MET),
        (SET, PAUSED, SET, WAIVED),
        (SET, MISSED, rung(1), rung(2), LATE),
        (SET, MISSED, rung(1), WITHDRAWN),
        (SET, MISSED),
        (SET, MISSED, SET, MET),
        (SET, MISSED, rung(1), MOVED, SET, MISSED, rung(1), LATE),
        (SET, MISSED, MOVED, SET, WITHDRAWN, MET),
        (SET, MISSED, SET_LATER, WITHDRAWN, MET),
        (SET, MISSED, MOVED, SET, MISSED, WITHDRAWN, WITHDRAWN),
        (WAIVED,),
    ],
)
def test_each_way_a_last_day_may_end_is_accounted_for(past: tuple[Happened, ...]) -> None:
    assert list(breaches(past, closed=True)) == []


@pytest.mark.parametrize(
    ("past", "what"),
    [
        ((SET, SET), "set_twice"),
        ((MET,), "ended_twice"),
        ((SET, MET, MET), "ended_twice"),
        ((SET, MISSED, MET), "ended_twice"),
        ((SET, MET, MOVED), "ended_twice"),
        ((SET, MOVED, PAUSED), "ended_twice"),
        ((SET, MISSED, MISSED), "missed_twice"),
        ((SET, MISSED, MOVED, MISSED), "missed_twice"),
        ((SET, WITHDRAWN), "withdrawn_without_a_miss"),
        ((SET, MISSED, WITHDRAWN, WITHDRAWN), "withdrawn_without_a_miss"),
        ((SET, MISSED, SET_LATER, WITHDRAWN, WITHDRAWN), "withdrawn_without_a_miss"),
        ((SET, LATE), "late_without_a_miss"),
        ((SET, rung(1)), "rung_without_a_miss"),
        ((SET, MISSED, rung(1), rung(1)), "rung_out_of_turn"),
        ((SET, MISSED, rung(2)), "rung_out_of_turn"),
        ((SET, MISSED, rung(1, timedelta(hours=-1))), "too_early"),
    ],
)
def test_what_does_not_fit_is_found(past: tuple[Happened, ...], what: str) -> None:
    found = list(breaches(past, closed=False))
    assert found[0].what == what
    assert found[0].version <= len(past)


def test_a_last_day_that_still_runs_when_the_contract_closes_was_forgotten() -> None:
    assert list(breaches((SET,), closed=False)) == []
    assert list(breaches((OPENED, SET), closed=True)) == [Breach(2, HOLD, "never_ended")]


def test_a_struck_entry_is_as_if_it_had_not_been_and_what_it_ended_runs_again() -> None:
    struck = EntryStruck(entry=2, entries=(2, 3), reason="Fel dag.")
    assert list(breaches((SET, HELD, MET, struck, MISSED), closed=False)) == []
    assert [each.what for each in breaches((SET, HELD, MET, struck), closed=True)] == ["never_ended"]


def test_what_was_done_about_a_last_day_whose_setting_is_struck_stands() -> None:
    struck = EntryStruck(entry=1, entries=(1,), reason="Fel klausul.")
    assert list(breaches((SET, MET, struck), closed=True)) == []


def test_how_late_time_was_is_told_of_misses_and_rungs_alone() -> None:
    hour = timedelta(hours=1)
    assert lateness(DeadlineMissed(step=HOLD, due=DUE, noticed_late_by=hour)) == hour
    assert lateness(rung(1, hour)) == hour
    assert lateness(MET) is None


def test_a_last_day_that_passed_unnoticed_before_a_suspension_ends_when_its_step_has_gone() -> None:
    """Given an engine that slept over the last day, then a suspension, then the contract's end."""
    under_way = given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT)
    asleep = under_way.at(datetime(2026, 5, 4, 9, tzinfo=UTC))
    rests = asleep.when(SuspendContract(suspended_on=date(2026, 5, 4), reason="Bygget står stilla."))
    assert rests.happened[1:] == ()
    ended = rests.when(StrikeOff(reason="Registrerat av misstag.")).happened
    assert {each.step for each in ended if isinstance(each, DeadlineWaived)} == {INVITE, HOLD}
