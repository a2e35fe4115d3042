"""A last day crossed out and another written beside it (not where it was missed); and one that runs again."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from tests.domain.reference import almanac
from tests.domain.reference.climbing import next_rung
from tests.domain.reference.page import At, Fact, fact


def moved(running: dict[str, Any], anew: Fact, told: At) -> Iterator[Fact]:
    """What is over is not set anew to a day that is over too."""
    if anew.told["due"] != running["due"] and not (_over(running, told) and anew.told["due"] < told.today):
        yield from set_anew(running, anew, told)


def set_anew(running: dict[str, Any], anew: Fact, told: At) -> Iterator[Fact]:
    missed_on, over = list(running["missed_on"]), _over(running, told)
    if not running["missed"]:
        yield fact("deadline_missed" if over else "deadline_moved", step=anew.told["step"])
    yield remembering(anew, missed_on + [running["due"]] * over)


def runs_again(clock: dict[str, Any], step: str, told: At) -> Iterator[Fact]:
    """A clock set going again. What it let pass while it stood still is nobody's delay, and waits until tomorrow."""
    if not _over(clock, told):
        return
    if not clock["missed"]:
        yield fact("deadline_missed", step=step)
    if told.now >= next_rung(step, clock, told):
        yield fact("ladder_rests", step=step, until=almanac.working_days_from(told.policy, told.today, 1))


def remembering(anew: Fact, missed_on: list[date]) -> Fact:
    return fact(anew.kind, **anew.told, missed_on=missed_on)


def _over(running: dict[str, Any], told: At) -> bool:
    return running["missed"] or told.now >= almanac.day_is_over(running["due"])
