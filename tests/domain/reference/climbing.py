"""When the next rung may come, and what taking a step on does to that."""

from datetime import date, datetime, time
from typing import Any

from tests.domain.reference import almanac
from tests.domain.reference.page import At

NEVER = almanac.at(date(9000, 1, 1), time(0))


def next_rung(step: str, clock: dict[str, Any], told: At) -> datetime:
    """By the clock on the wall a working day after the one before; a repeat not before its days have gone by."""
    rungs: list[tuple[datetime, int]] = clock["rungs"][clock["climbed"] :]
    if not rungs:
        return NEVER
    (planned, days), climbed_at = rungs[0], clock["climbed_at"]
    opens, _ = almanac.opening_hours(told.policy, step)
    earliest = [planned]
    if climbed_at is not None:
        wall = climbed_at.astimezone(almanac.HERE)
        day = almanac.working_days_from(told.policy, wall.date(), days)
        earliest.append(almanac.at(day, wall.time() if days == 1 else opens))
    if clock["rests_until"]:
        earliest.append(almanac.at(clock["rests_until"], opens))
    return max(earliest)


def rest_of(step: str, clock: dict[str, Any] | None, told: At) -> date | None:
    """Until when no rung comes, if that holds one back."""
    if clock is None or not told.policy.acknowledging_rests:
        return None
    until = almanac.working_days_from(told.policy, told.day, told.policy.acknowledging_rests)
    opens, _ = almanac.opening_hours(told.policy, step)
    planned = next_rung(step, clock, told)
    return until if planned is not NEVER and almanac.at(until, opens) > planned else None
